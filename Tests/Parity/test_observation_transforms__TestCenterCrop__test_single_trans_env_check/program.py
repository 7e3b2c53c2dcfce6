from head import *
manual_seed(0)
envs(pixenv, lambda: Compose(ToTensorImage(), CenterCrop(w=2, h=3, in_keys=['pixels'])), 3)
envs(pixenv, lambda: Compose(ToTensorImage(), CenterCrop(w=2, h=3, in_keys=['pixels'], out_keys=['cropped'])), 2)

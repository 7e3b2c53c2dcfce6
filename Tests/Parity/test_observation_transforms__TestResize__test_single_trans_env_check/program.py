from head import *
manual_seed(0)
envs(pixenv, lambda: Compose(ToTensorImage(), Resize(2, 3, in_keys=['pixels'])), 3)

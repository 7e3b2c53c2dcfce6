from head import *
manual_seed(0)
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(10)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(10))
    rb.append_transform(Compose(ToTensorImage(), Resize(2, 3, in_keys=['pixels'], out_keys=['p2'])))
    rb.extend(TensorDict({'pixels': randint(255, (9, 9, 3))}, []).expand(10))
    shapes(rb.sample(3))

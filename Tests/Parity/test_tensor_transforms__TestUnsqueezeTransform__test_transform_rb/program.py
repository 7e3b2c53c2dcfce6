from head import *
manual_seed(0)
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(20)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(20))
    rb.append_transform(UnsqueezeTransform(-1, in_keys=['observation'], out_keys=['o'], in_keys_inv=['action']))
    rb.extend(TensorDict({'observation': randn(6, 3), 'action': randn(6, 2, 1)}, [6]))
    shapes(rb.sample(3))
    shapes(rb[:])

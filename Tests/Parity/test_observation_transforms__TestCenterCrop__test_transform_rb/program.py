from head import *
manual_seed(0)
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(10)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(10))
    rb.append_transform(CenterCrop(w=3, in_keys=['p']))
    rb.extend(TensorDict({'p': randn(2, 3, 16, 16)}, [2]))
    print(list(rb.sample(10)['p'].shape), rb.sample(2)['p'].double().sum().item())

from head import *
for kind in range(2):
    manual_seed(0)
    rb = ReplayBuffer(storage=LazyMemmapStorage(6) if kind == 0 else LazyTensorStorage(6), batch_size=2)
    a = TensorDict({"a": torch.rand(5, 4, 8)}, batch_size=[5])
    b = TensorDict({"a": torch.rand(5, 3, 8)}, batch_size=[5])
    ltd = LazyStackedTensorDict(a, b, stack_dim=1)  #py
    rb.extend(ltd)
    print(len(rb), rb.sample(3).batch_size)

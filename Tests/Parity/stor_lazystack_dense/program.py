from head import *
for kind in range(2):
    manual_seed(0)
    rb = ReplayBuffer(storage=LazyMemmapStorage(100) if kind == 0 else LazyTensorStorage(100), batch_size=10)
    tds = [TensorDict({"obs": torch.rand(4, 8), "action": torch.rand(2)}, batch_size=[]) for _ in range(10)]
    rb.extend(LazyStackedTensorDict.lazy_stack(tds, dim=0))  #py
    print(len(rb), rb.sample(5)["obs"].shape, rb[:]["obs"].sum(), rb[:]["action"][3], tds[3]["action"])
rb = ReplayBuffer(storage=LazyTensorStorage(100))
rb.extend([TensorDict({"a": torch.randn(2, 3)}, [2])])
print(len(rb), rb[:].shape)

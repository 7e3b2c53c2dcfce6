from head import *
rb = ReplayBuffer(storage=LazyTensorStorage(20, ndim=2), batch_size=4)
rb.extend(TensorDict({"a": torch.arange(20).view(4, 5)}, [4, 5]))
print(rb[0, 3:4]["a"].tolist(), rb[:, 2:4]["a"].tolist(), rb[..., 2]["a"].tolist())

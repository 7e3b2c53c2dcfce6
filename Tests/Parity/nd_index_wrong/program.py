from head import *
# wrong data: a tuple as index of a two-dimensional buffer
rb = ReplayBuffer(storage=LazyTensorStorage(20, ndim=2), batch_size=4)
rb.extend(TensorDict({"a": torch.arange(20).view(4, 5)}, [4, 5]))
print(rb[1, 2]["a"].tolist(), rb.storage[1, 2]["a"].tolist(), rb.storage.get((1, 2))["a"].tolist())
print(rb[torch.tensor([0, 1]), torch.tensor([2, 3])]["a"].tolist())

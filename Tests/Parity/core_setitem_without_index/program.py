from head import *
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8))
rb.extend(TensorDict({"obs": torch.arange(4)}, [4]))
rb[0] = TensorDict({"obs": torch.tensor(10)}, [])
print(rb[:]["obs"], rb[:]["index"])

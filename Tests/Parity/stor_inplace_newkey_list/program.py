from head import *
rb = ReplayBuffer(storage=ListStorage(102))
rb.extend(TensorDict({"a": torch.arange(100), ("b", "c"): torch.arange(100)}, [100]))
rb[3:4] = TensorDict({"a": torch.tensor([0]), ("b", "c"): torch.tensor([0]), "d": torch.ones(1)}, [1])
print("d" in rb.storage[3].keys(), "d" in rb.storage[4].keys(), rb.storage[3]["a"])

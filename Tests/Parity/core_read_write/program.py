from head import *
# read_all_in_order / write_all / write paths / ndim2
for end in [None, 3, 6]:
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10))
    rb2 = TensorDictReplayBuffer(storage=LazyTensorStorage(10))
    data = TensorDict({"obs": torch.arange(6), "reward": torch.zeros(6)}, [6])
    rb.extend(data)
    rb2.extend(data.clone())
    part = rb.read_all_in_order(end=end)
    print(part["obs"].tolist(), part.shape, keys_of(part))
    part["obs"] = part["obs"] + 10
    rb.write_all(part, end=end)
    rb2[:part.shape[0]] = part.clone()
    print(rb.read_all_in_order()["obs"].tolist(), rb2[:]["obs"].tolist(), rb[:]["obs"].tolist())

rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6, ndim=2))
rb2 = TensorDictReplayBuffer(storage=LazyTensorStorage(6, ndim=2))
data = TensorDict({"obs": torch.arange(6).reshape(2, 3), "reward": torch.zeros(2, 3)}, [2, 3])
rb.extend(data)
rb2.extend(data.clone())
al = rb.read_all_in_order()
print(al["obs"].tolist(), al.shape)
al["obs"] = al["obs"] + 1
rb.write_all(al)
rb2[:] = al.clone()
print(rb.read_all_in_order()["obs"].tolist(), rb[:]["obs"].tolist(), rb2.read_all_in_order()["obs"].tolist())

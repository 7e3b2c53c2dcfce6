from head import *
# boundaries seen through slices of whole trajectories: ring, cursor, ids against flags, several keys, time first
def look(rb, n):
    for _ in range(n):
        print(rb.sample()["obs"].tolist())
for cap in [10, 20]:
    for strict in [True, False]:
        for kind in range(2):
            for wrote in [10, 15, 12]:
                manual_seed(0)
                ids = torch.tensor([5, 5, 5, 0, 0, 1, 1, 1, 5, 5, 6, 6, 6, 7, 7])[:wrote]
                end = torch.zeros(wrote, 1, dtype=torch.bool)
                end[[2, 4, 7]] = True
                rb = ReplayBuffer(storage=LazyTensorStorage(cap), sampler=SliceSampler(slice_len=3, traj_key="traj", strict_length=strict) if kind == 0 else SliceSampler(slice_len=3, end_key="end", strict_length=strict), batch_size=6)
                rb.extend(TensorDict({"obs": torch.arange(wrote), "traj": ids, "end": end}, [wrote]))
                print(cap, strict, kind, wrote)
                look(rb, 6)
trunc = torch.zeros(10, 1, dtype=torch.bool)
trunc[4] = True
trunc[9] = True
td = TensorDict({"obs": torch.arange(10), ("next", "done"): torch.zeros(10, 1, dtype=torch.bool), ("next", "truncated"): trunc}, [10])
keys = [("next", "done"), ("next", "truncated"), ("next", "terminated")]
manual_seed(0)
rb = ReplayBuffer(storage=LazyTensorStorage(20), sampler=SliceSampler(slice_len=2, end_keys=keys), batch_size=4)
rb.extend(td)
look(rb, 20)
rb = ReplayBuffer(storage=LazyTensorStorage(20), sampler=SliceSampler(slice_len=2), batch_size=4)
rb.extend(td)
look(rb, 20)
td = TensorDict({"obs": torch.arange(10), "episode": torch.tensor([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])}, [10])
rb = ReplayBuffer(storage=LazyTensorStorage(20), sampler=SliceSampler(slice_len=2, end_keys=[("next", "done"), ("next", "truncated")]), batch_size=4)
rb.extend(td)
look(rb, 20)
# time first
tr = torch.tensor([[0, 3], [0, 3], [1, 3], [1, 4], [1, 4]])
rb = ReplayBuffer(storage=LazyTensorStorage(40, ndim=2), dim_extend=0, sampler=SliceSampler(slice_len=2, traj_key="t"), batch_size=4)
rb.extend(TensorDict({"obs": torch.arange(10).view(5, 2), "t": tr}, [5, 2]))
look(rb, 20)
# a change of a flag is seen
done = torch.zeros(10, 1, dtype=torch.bool)
done[[4, 9]] = True
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), sampler=SliceSampler(slice_len=2, end_key="done", cache_values=True), batch_size=4)
rb.extend(TensorDict({"done": done, "obs": torch.arange(10)}, [10]))
look(rb, 5)
rb.set_at_("done", torch.tensor([False]), torch.tensor([4]))
look(rb, 10)

from head import *
manual_seed(0)
ids = torch.tensor([0, 0, 0, 1, 1, 1, 2, 2], dtype=torch.int)
def run(data, sampler, batch):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(data.shape[0]), sampler=sampler, batch_size=batch)
    rb.extend(data)
    for _ in range(10):
        print(rb.sample()["obs"].tolist())
obs = torch.arange(8).float()
run(TensorDict({("collector", "traj_ids"): ids, "episode": torch.zeros(8, dtype=torch.int), "obs": obs}, batch_size=[8]), SliceSampler(num_slices=2), 6)
run(TensorDict({("collector", "traj_ids"): ids, "obs": obs}, batch_size=[8]), SliceSampler(num_slices=2), 6)
run(TensorDict({"episode": ids, "obs": obs}, batch_size=[8]), SliceSampler(num_slices=2), 6)
done = torch.zeros(9, 1, dtype=torch.bool)
done[[2, 5, 8]] = True
run(TensorDict({("next", "done"): done, ("next", "truncated"): done, ("next", "terminated"): done, "obs": torch.arange(9).float()}, batch_size=[9]), SliceSampler(num_slices=3), 9)
run(TensorDict({"my_traj": ids, ("collector", "traj_ids"): torch.zeros(8, dtype=torch.int), "obs": obs}, batch_size=[8]), SliceSampler(num_slices=2, traj_key="my_traj"), 6)

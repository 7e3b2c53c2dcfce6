from head import *
manual_seed(0)
rb = TensorDictReplayBuffer(storage=LazyMemmapStorage(9), sampler=PrioritizedSliceSampler(max_capacity=9, num_slices=3, alpha=0.7, beta=0.9), batch_size=6)
rb.extend(TensorDict({"observation": torch.randn(9, 16), "episode": torch.tensor([0, 0, 0, 1, 1, 1, 2, 2, 2]), "steps": torch.tensor([0, 1, 2, 0, 1, 2, 0, 1, 2]), ("next", "reward"): torch.randn(9, 1), ("next", "done"): torch.tensor([0, 0, 1, 0, 0, 1, 0, 0, 1], dtype=torch.bool).unsqueeze(1)}, batch_size=[9]))
s, info = rb.sample(return_info=True)
print(s["episode"].tolist(), s["steps"].tolist(), info["priority_weight"].tolist())
rb.update_priority(torch.arange(0, 9, 1), priority=torch.tensor([0, 3, 3, 0, 0, 0, 1, 1, 1]))
for _ in range(10):
    s, info = rb.sample(return_info=True)
    print(s["episode"].tolist(), s["steps"].tolist(), info["priority_weight"].tolist())
episode = torch.zeros(100, dtype=torch.int)
episode[:30] = 1
episode[30:55] = 2
episode[55:70] = 3
episode[70:] = 4
done = torch.zeros(100, 1, dtype=torch.bool)
done[torch.tensor([29, 54, 69])] = 1
rb = TensorDictReplayBuffer(storage=LazyMemmapStorage(100), sampler=PrioritizedSliceSampler(max_capacity=100, alpha=0.7, beta=0.9, num_slices=10), batch_size=20)
rb.extend(TensorDict({"n": torch.arange(100), "episode": episode, ("next", "done"): done}, batch_size=[100]))
for _ in range(10):
    print(rb.sample()["n"].tolist())
rb.update_priority(torch.arange(100), torch.cat([torch.ones(30), torch.zeros(25), torch.ones(15), torch.zeros(30)], 0))
for _ in range(10):
    print(rb.sample()["episode"].tolist())

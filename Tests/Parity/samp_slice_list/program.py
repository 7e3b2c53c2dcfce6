from head import *
episode = torch.zeros(100, dtype=torch.int)
done = torch.zeros(100, 1, dtype=torch.bool)
done[torch.tensor([29, 54, 69])] = 1
d = TensorDict({"another_episode": episode, ("next", "done"): done}, [100])
rb = ReplayBuffer(storage=ListStorage(100), sampler=SliceSampler(num_slices=20), batch_size=100)
rb.extend(d)
print(fails(lambda: rb.sample()))

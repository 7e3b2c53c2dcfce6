from head import *
def make(time, lanes, capacity, done, unit, sampler, batch):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(capacity, ndim=2), dim_extend=0, batch_size=batch, sample_unit=unit, sampler=sampler)
    rb.extend(TensorDict({"obs": torch.arange(time * lanes).reshape(time, lanes), ("stats", "episode_end"): done}, batch_size=[time, lanes]))
    return rb
key = ("stats", "episode_end")
d0 = torch.zeros(8, 2, 1, dtype=torch.bool)
d0[4, 0] = True
d0[6, 1] = True
d0[7] = True
d1 = torch.zeros(8, 2, 1, dtype=torch.bool)
d1[4, 0] = True
d1[7] = True
for dd in [d0, d1]:
    for cap in [16, 12, 40]:
        for unit in [Sequence(length=2, burn_in=1, bootstrap=1, dilation=2, done_key=key), Sequence(length=3, episode_boundary="stop", done_key=key), Sequence(length=3, episode_boundary="include_reset", done_key=key), Sequence(length=3, done_key=key)]:
            rb = make(8, 2, cap, dd, unit, SamplerWithoutReplacement(shuffle=False), min(cap, 16))
            s, info = rb.sample(return_info=True)
            print(s.batch_size, s["index"].shape, s["anchor_index"].shape)
            print(s["index"].tolist())
            print(s["anchor_index"].tolist(), s["validity_mask"].int().tolist(), s["learning_mask"].int().tolist())
            print(len(info["index"]), info["index"][0].tolist(), info["index"][1].tolist())
# priorities go to full coordinates
manual_seed(0)
rb = TensorDictPrioritizedReplayBuffer(alpha=1.0, beta=1.0, storage=LazyTensorStorage(10, ndim=2), dim_extend=0, sample_unit=Sequence(length=2))
rb.extend(TensorDict({"obs": torch.arange(10).reshape(5, 2), ("next", "done"): torch.zeros(5, 2, 1, dtype=torch.bool)}, batch_size=[5, 2]))
rb.update_priority(torch.cartesian_prod(torch.arange(5), torch.arange(2)), torch.ones(10))
idx = torch.tensor([[2, 0], [3, 0], [2, 1], [3, 1], [2, 0], [3, 0]])
d = TensorDict({"obs": torch.zeros(6), "index": idx}, [6])
d.set("anchor_index", torch.tensor([[2, 0], [2, 0], [2, 1], [2, 1], [2, 0], [2, 0]]))
d.set("validity_mask", torch.tensor([True, False, True, True, True, True]))
d.set("td_error", torch.tensor([1.0, 99.0, 3.0, 4.0, 5.0, 6.0]))
rb.update_tensordict_priority(d)
for _ in range(10):
    s = rb.sample(8)
    print(s["anchor_index"].tolist(), s["priority_weight"].tolist())

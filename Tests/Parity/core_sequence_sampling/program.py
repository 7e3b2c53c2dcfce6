from head import *
def data(n):
    return TensorDict({"obs": torch.arange(n, dtype=torch.float32), ("next", "done"): torch.zeros(n, 1, dtype=torch.bool)}, batch_size=[n])
manual_seed(0)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=2, sample_unit=Sequence(length=4))
rb.extend(data(20))
s = rb.sample()
print(s)
print(s["obs"], s["validity_mask"], s["step_in_sequence"])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), sampler=PrioritizedSampler(20, alpha=0.7, beta=0.9), batch_size=2, sample_unit=Sequence(length=4))
rb.extend(data(20))
s, info = rb.sample(return_info=True)
print([[k, info[k].tolist()] for k in sorted(info.keys()) if k != "priority_weight"], (info["priority_weight"] * 10000).round().tolist())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(30), batch_size=2, sample_unit=Sequence(length=3, burn_in=2, bootstrap=1))
rb.extend(data(30))
s = rb.sample()
print(s.batch_size, s["learning_mask"].sum(), s["obs"].tolist())
# weights constant in blocks
g = torch.Generator()
g.manual_seed(0)
rb = ReplayBuffer(storage=LazyTensorStorage(20), sampler=PrioritizedSampler(20, alpha=0.7, beta=0.9), batch_size=4, sample_unit=Sequence(length=4), generator=g)
rb.extend(data(20))
rb.update_priority(index=torch.arange(20), priority=torch.rand(20) + 0.1)
x, info = rb.sample(return_info=True)
print([[k, info[k].tolist()] for k in sorted(info.keys()) if k != "priority_weight"], (info["priority_weight"] * 10000).round().tolist())
# distribution of anchors
for uniform in [True, False]:
    for unit in [None, Sequence(length=2)]:
        g = torch.Generator()
        g.manual_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(20), sampler=RandomSampler() if uniform else PrioritizedSampler(20, alpha=1.0, beta=1.0), batch_size=4, sample_unit=unit, generator=g)
        rb.extend(data(20))
        if not uniform:
            p = torch.ones(20)
            p[10:] = 9.0
            rb.update_priority(index=torch.arange(20), priority=p)
        counts = torch.zeros(20)
        for _ in range(400):
            x, info = rb.sample(return_info=True)
            if unit is None:
                a = info["index"].reshape(-1)
            else:
                a = info["anchor_index"].reshape(-1)[::2]
            counts += torch.bincount(a, minlength=20)
        print(counts.tolist())
        boosted = int(a[0])
        if not uniform:
            rb.update_priority(index=torch.tensor([boosted]), priority=torch.tensor([1000.0]))
            print(rb.sample(return_info=True)[1]["index"].tolist())

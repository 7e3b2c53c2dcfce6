from head import *
manual_seed(0)
def fill(n, versions, ms):
    sampler = StalenessAwareSampler(max_staleness=ms)
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(n), sampler=sampler, batch_size=16)
    for k, v in enumerate(versions):
        rb.extend(TensorDict({"n": torch.arange(20) + 20 * k, "policy_version": torch.full((20,), float(v))}, batch_size=[20]))
    return rb, sampler
rb, sampler = fill(100, [0, 1, 2, 3, 4, 5], -1)
sampler.consumer_version = 5
print(rb.sample()["n"], rb.sample()["policy_version"])
rb, sampler = fill(200, [0, 0, 0, 9, 9, 9], -1)
sampler.consumer_version = 10
for _ in range(10):
    print(rb.sample()["policy_version"].tolist())
rb, sampler = fill(200, [0, 0, 8, 8], 3)
sampler.consumer_version = 10
for _ in range(10):
    s, info = rb.sample(return_info=True)
    print(s["policy_version"].tolist(), info["staleness"].tolist(), sorted([str(k) for k in info.keys()]))
rb, sampler = fill(60, [0, 0, 0], 2)
sampler.consumer_version = 100
print(raises(lambda: rb.sample()))
sampler = StalenessAwareSampler()
print(sampler.consumer_version)
sampler.increment_consumer_version()
print(sampler.consumer_version)
sampler.consumer_version = 42
print(sampler.consumer_version)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(50), sampler=StalenessAwareSampler(), batch_size=8)
rb.extend(TensorDict({"observation": torch.randn(50, 4)}, batch_size=[50]))
print(raises(lambda: rb.sample()))
rb, sampler = fill(60, [0, 0, 0], -1)
sampler.consumer_version = 1000
print(rb.sample()["n"])
a, sa = fill(60, [1, 2, 3], 7)
sa.consumer_version = 42
sd = a.state_dict()
b, sb = fill(60, [1, 2, 3], 3)
b.load_state_dict(sd)
print(sb.consumer_version)

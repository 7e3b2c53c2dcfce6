from head import *
for size in [20, 25, 30]:
    for batch in [1, 10, 15]:
        manual_seed(0)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(size), sampler=SamplerWithoutReplacement(), batch_size=batch, writer=TensorDictMaxValueWriter(rank_key="key"))
        print(rb.extend(TensorDict({"key": torch.clamp_max(torch.rand(size), max=0.25), "obs": torch.rand(size)}, batch_size=size)))
        s = rb.sample()
        print(s["key"], s["index"])
        print(rb.extend(TensorDict({"key": torch.clamp(torch.rand(size), min=0.25, max=0.5), "obs": torch.rand(size)}, batch_size=size)))
        s = rb.sample()
        print(s["key"], s["index"])
        td = TensorDict({"key": torch.clamp(torch.rand(size), min=0.5, max=1.0), "obs": torch.rand(size)}, batch_size=size)
        print([rb.add(t) for t in td])
        s = rb.sample()
        print(s["key"], s["index"])
        print(rb.extend(TensorDict({"key": torch.zeros(size), "obs": torch.rand(size)}, batch_size=size)))
        s = rb.sample()
        print(s["key"], s["index"], rb[:]["key"])
for shape in [[], [1], [2, 3]]:
    for red in ["max", "min", "mean", "median", "sum"]:
        manual_seed(0)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(1), sampler=SamplerWithoutReplacement(), batch_size=4, writer=TensorDictMaxValueWriter(rank_key="key", reduction=red))
        print(rb.extend(TensorDict({"key": torch.rand(4, *shape), "obs": torch.rand(4, *shape)}, batch_size=4)))
        print(red, rb.sample()["obs"])

from head import *
for size in [20, 25, 30]:
    manual_seed(0)
    def make():
        return TensorDictReplayBuffer(storage=LazyTensorStorage(size), sampler=SamplerWithoutReplacement(), batch_size=10, writer=TensorDictMaxValueWriter(rank_key="key"))
    rb = make()
    rb.extend(TensorDict({"key": torch.clamp_max(torch.rand(size), max=0.25), "obs": torch.rand(size)}, batch_size=size))
    d = tempdir()
    rb.dumps(d)
    rb.dumps(d)
    rb2 = make()
    rb2.loads(d)
    print(len(rb2), (rb2[:]["key"] == rb[:]["key"]).all())
    td = TensorDict({"key": torch.rand(size), "obs": torch.rand(size)}, batch_size=size)
    print(rb.extend(td.clone()), rb2.extend(td.clone()))
    print(rb[:]["key"], rb2[:]["key"])

from head import *
for size in [10, 15, 20]:
    for drop in [True, False]:
        manual_seed(0)
        rb = ReplayBuffer(storage=ListStorage(size), sampler=SamplerWithoutReplacement(drop_last=drop), writer=RoundRobinWriter(), batch_size=3)
        rb.extend([torch.randint(100, (1,)) for _ in range(size)])
        n = 0
        for x in rb:
            n += 1
            print(x.view(-1).tolist())
        print(size, drop, n)
for drop in [False, True]:
    for prefetch in [0, 3]:
        manual_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(11), sampler=SamplerWithoutReplacement(drop_last=drop), batch_size=2, prefetch=prefetch)
        rb.extend(TensorDict({"a": torch.arange(11)}, batch_size=[11]))
        for k in range(20):
            seen = []
            n = 0
            for d in rb:
                n += 1
                seen += d["a"].tolist()
            print(n, len(seen), len(set(seen)) if False else sorted(seen) == list(range(11)))  #py

from head import *
for kind in range(2):
    rb = ReplayBuffer(storage=LazyTensorStorage(max_size=10))
    rb.extend(torch.arange(3) if kind == 0 else {"a": torch.arange(3), 30: torch.ones(3, 1)})
    d = tempdir()
    rb.dumps(d)
    rb2 = ReplayBuffer(storage=LazyTensorStorage(max_size=10))
    print(fails(lambda: rb2.loads(d)))

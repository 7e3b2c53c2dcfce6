from head import *
rb = ReplayBuffer(storage=LazyTensorStorage(10))
rb.extend(torch.arange(3))
d = tempdir()
rb.save(d)
rb2 = ReplayBuffer(storage=LazyTensorStorage(10))
rb2.extend(torch.arange(5))
rb2.load(d)
print(len(rb2))

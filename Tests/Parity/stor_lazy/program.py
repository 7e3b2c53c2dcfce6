from head import *
#<py
@tensorclass
class Inner:
    key1: torch.Tensor
    key2: torch.Tensor
@tensorclass
class Outer:
    key1: torch.Tensor
    key2: torch.Tensor
    next: Inner
#py>
shape = [3, 4]
def td():
    return TensorDict({"key1": torch.ones(3, 4), "key2": torch.ones(3, 4), "next": TensorDict({"key1": torch.ones(3, 4), "key2": torch.ones(3, 4)}, shape)}, shape)
def tc():
    return Outer(key1=torch.ones(3, 4), key2=torch.ones(3, 4), next=Inner(key1=torch.ones(3, 4), key2=torch.ones(3, 4), batch_size=shape), batch_size=shape)
for kind in range(2):
    for what in range(2):
        rb = ReplayBuffer(storage=LazyTensorStorage(max_size=1000) if kind == 0 else LazyMemmapStorage(max_size=1000))
        rb.extend(td() if what == 0 else tc())
        print(len(rb), rb[:].shape, rb.storage.get([1]).shape, rb.storage[1:2].shape, rb.storage.shape)
        rb = ReplayBuffer(storage=LazyTensorStorage(max_size=1000) if kind == 0 else LazyMemmapStorage(max_size=1000))
        rb.add(td() if what == 0 else tc())
        print(len(rb), rb[:].shape)
    manual_seed(0)
    rb = ReplayBuffer(storage=LazyTensorStorage(max_size=1000) if kind == 0 else LazyMemmapStorage(max_size=1000), sampler=SamplerWithoutReplacement())
    rb.extend([(torch.full(shape, i), {"a": torch.full(shape, i), "b": (torch.full(shape, i))}, [torch.full(shape, i)]) for i in range(10)])
    print(len(rb), len(rb.storage))
    s = rb.sample(10)
    tree_map(lambda x: print(x.shape, x.unique().tolist(), x[:, 0, 0].tolist()), s)
    rb = ReplayBuffer(storage=LazyTensorStorage(max_size=1000) if kind == 0 else LazyMemmapStorage(max_size=1000), sampler=SamplerWithoutReplacement())
    print(fails(lambda: rb.extend([torch.tensor([0.1, 0.2, 0.3, 0.4]), torch.tensor([0.01]), torch.tensor([0.5, 0.6, 0.7, 0.8])])))

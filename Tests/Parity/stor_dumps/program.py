from head import *
#<py
@tensorclass
class TC:
    tensor: torch.Tensor
    td: TensorDict
    text: str
#py>
def build(kind):
    manual_seed(0)
    if kind == 0:
        return torch.randint(10, (3,))
    if kind == 1:
        return {"a": torch.randint(10, (3,)), "b": {"c": [torch.ones(3), (-torch.ones(3, 2),)]}, 30: -torch.ones(3, 1)}
    if kind == 2:
        return TensorDict({"a": torch.randint(10, (3,)), "b": TensorDict({"c": torch.randint(10, (3,))}, batch_size=[3])}, batch_size=[3])
    return TC(tensor=torch.randint(10, (3,)), td=TensorDict({"c": torch.randint(10, (3,))}, batch_size=[3]), text="some text", batch_size=[3])
def make(mm, d):
    if mm == 1:
        return ReplayBuffer(storage=LazyMemmapStorage(max_size=10, scratch_dir=d))
    return ReplayBuffer(storage=LazyTensorStorage(max_size=10))
for mm in range(2):
    for kind in range(4):
        for init in [True, False]:
            print(mm, kind, init)
            rb = make(mm, tempdir())
            rb.extend(build(kind))
            save = tempdir()
            rb.dumps(save)
            rb.dumps(save)
            other = make(mm, None)
            if init:
                other.extend(tree_map(lambda x: x.clone().zero_(), build(kind)) if kind == 1 else build(kind).clone() if kind == 3 else torch.zeros_like(build(kind)))
            if kind < 2 and not init:
                print('not here')
            else:
                other.loads(save)
                if kind == 1:
                    tree_map(lambda x: print(x.tolist()), other[:])
                elif kind == 0:
                    print(other[:].tolist(), len(other))
                elif kind == 2:
                    print((other[:] == rb[:]).all(), len(other))
                else:
                    print((other[:].tensor == rb[:].tensor).all(), (other[:].td == rb[:].td).all(), [w for w in other[:].text], len(other))

from head import *
manual_seed(0)
def f(td):
    return td.set(('next', 'h'), td['x'].cumsum(-1) * 10 + td['h'])
for b in [0, 1, 2]:
    t = Compose(BurnInTransform(tdmod(f, ['x', 'h'], [('next', 'h')]), b, ['h']))
    d = TensorDict({'x': arange(8).float().view(2, 4), 'h': zeros(2, 4)}, [2, 4])
    err('call', lambda: show(t(d.clone())))
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(5))
    rb.append_transform(t)
    rb.extend(d)
    err('rb', lambda: show(rb.sample(2)))

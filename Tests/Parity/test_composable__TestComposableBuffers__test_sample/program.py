from head import *
manual_seed(0)
def samp(i, size):
    if i == 0:
        return RandomSampler()
    if i == 1:
        return SamplerWithoutReplacement()
    return PrioritizedSampler(size, 0.8, 0.9)
def wri(i):
    return RoundRobinWriter() if i == 0 else TensorDictMaxValueWriter()
def sto(kind, size):
    if kind == 'list':
        return ListStorage(size)
    if kind == 'tensor':
        return LazyTensorStorage(size)
    return LazyMemmapStorage(size)
def mkrb(tdrb, st, size, s, w):
    if tdrb:
        return TensorDictReplayBuffer(storage=sto(st, size), sampler=samp(s, size), writer=wri(w), batch_size=3)
    return ReplayBuffer(storage=sto(st, size), sampler=samp(s, size), writer=wri(w), batch_size=3)
def data(kind, n):
    if kind == 'tensor':
        return randint(100, (n, 1))
    if kind == 'td':
        return TensorDict({'a': randint(100, (n, 1)), 'next': {'reward': randn(n, 1)}}, [n])
    return {'a': randint(100, (n, 1)), 'b': {'c': [zeros(n, 3), (ones(n, 2),)]}, 30: zeros(n, 2)}
def pr(kind, s):
    if kind == 'tensor':
        print(s.flatten().tolist())
    elif kind == 'td':
        print(s['a'].flatten().tolist(), s['next', 'reward'].flatten().tolist())
    else:
        print(s['a'].flatten().tolist(), list(s['b']['c'][1][0].shape), list(s[30].shape))
combos = [[False, 'list', 'tensor'], [True, 'list', 'td'], [False, 'tensor', 'tensor'], [False, 'tensor', 'td'], [False, 'tensor', 'tree'], [True, 'tensor', 'td'], [False, 'memmap', 'tensor'], [False, 'memmap', 'td'], [False, 'memmap', 'tree'], [True, 'memmap', 'td']]
def go(tdrb, st, kind, s, w, size):
    rb = mkrb(tdrb, st, size, s, w)
    rb.extend(data(kind, 5))
    x = rb.sample()
    pr(kind, x)
    if kind == 'tensor' or kind == 'td':
        print([r in rb[:].flatten().tolist() for r in x.flatten().tolist()] if kind == 'tensor' else 'td')
for c in combos[2:]:
    for s in range(3):
        print(c, s)
        err('sample', lambda: go(c[0], c[1], c[2], s, 0, 100))

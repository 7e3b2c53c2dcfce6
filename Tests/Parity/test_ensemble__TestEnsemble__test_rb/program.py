from head import *
manual_seed(0)
def mk(kind, td):
    if kind == 'memmap':
        return LazyMemmapStorage(100)
    if kind == 'list':
        return ListStorage(100)
    if td:
        return TensorStorage(TensorDict({'root': zeros(100).long(), 'nested': {'data': zeros(100, 2).long()}}, [100]))
    return TensorStorage(zeros(100))
def go(kind, td, p, nb, bs, wr):
    rbs = []
    for i in range(3):
        s = SamplerWithoutReplacement(drop_last=True) if wr else RandomSampler()
        rb = ReplayBuffer(storage=mk(kind, td), sampler=s, collate_fn=(lambda x: stack(x, 0)) if kind == 'list' else None, batch_size=(16 if wr and bs is not None else None))
        if td:
            rb.extend(TensorDict({'root': arange(90) + 100 * i, 'nested': {'data': arange(180).view(90, 2)}}, [90]))
        else:
            rb.extend(arange(90).float() + 100 * i)
        rbs.append(rb)
    e = ReplayBufferEnsemble(rbs[0], rbs[1], rbs[2], p=p, num_buffer_sampled=nb, batch_size=bs)
    if bs is not None:
        for b in e:
            print(list(b.shape))
            break
        s, info = e.sample(return_info=True)
    else:
        s, info = e.sample(48, return_info=True)
    if td:
        print(list(s.batch_size), s['root'].flatten()[:20].tolist(), s['nested', 'data'].shape)
        print(s['index', 'buffer_ids'].flatten()[::7].tolist(), s['index', 'index'].flatten()[:8].tolist())
    else:
        print(list(s.shape), s.flatten()[:20].tolist())
for kind in ['memmap', 'tensor', 'list']:
    for td in [False, True]:
        for p in [[0.0, 0.9, 0.1], None]:
            for nb in [3, 16, None]:
                for bs in [48, None]:
                    for wr in [False, True]:
                        print(kind, td, p, nb, bs, wr)
                        err('case', lambda: go(kind, td, p, nb, bs, wr))

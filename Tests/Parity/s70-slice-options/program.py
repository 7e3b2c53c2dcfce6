from head import *

manual_seed(0)

def data(n, per):
    return TensorDict({'x': arange(n), 'episode': arange(n) // per, 'step_count': arange(n) % per, 'is_init': (arange(n) % per == 0).view(n, 1), ('next', 'done'): ((arange(n) + 1) % per == 0).view(n, 1), ('next', 'truncated'): zeros(n, 1, dtype=bool), ('next', 'terminated'): ((arange(n) + 1) % per == 0).view(n, 1), ('collector', 'traj_ids'): arange(n) // per}, [n])
opts = [dict(slice_len=3), dict(slice_len=3, traj_key='episode'), dict(slice_len=3, end_keys=[('next', 'terminated'), ('next', 'truncated')]), dict(slice_len=3, init_key=None), dict(slice_len=3, truncated_key=None), dict(slice_len=6, strict_length=False, pad_output=True), dict(slice_len=6, strict_length=False), dict(slice_len=3, span=True), dict(slice_len=3, span=(False, 1)), dict(slice_len=3, truncated_key=('a', 'trunc')), dict(slice_len=3, init_key='first'), dict(slice_len=3, cache_values=True, traj_key='episode')]
for kw in opts:
    try:
        manual_seed(1)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(25), sampler=SliceSampler(**kw), batch_size=12)
        rb.extend(data(20, 5))
        s, info = rb.sample(return_info=True)
        print(kw)
        print(s)
        print({str(k): v for k, v in info.items()})
        print(s['x'].tolist(), s['is_init'].view(-1).tolist(), s['next', 'done'].view(-1).tolist())
        rb2 = ReplayBuffer(storage=LazyTensorStorage(25), sampler=SliceSampler(**kw), batch_size=6)
        rb2.extend(data(20, 5))
        s, info = rb2.sample(return_info=True)
        print(s['x'].tolist(), [str(k) for k in info.keys()])
        print(rb.can_sample(), rb2.can_sample(18))
        for i in range(3):
            rb.add(data(20, 5)[i])
        print(rb.sample()['x'].tolist())
    except Exception as e:
        print('ERR', str(kw))
for kw in [dict(slice_len=2), dict(num_slices=3), dict(slice_len=2, drop_last=True), dict(slice_len=2, shuffle=False), dict(slice_len=6, strict_length=False, shuffle=False), dict(slice_len=2, end_key=('next', 'terminated')), dict(slice_len=2, truncated_key=None)]:
    try:
        manual_seed(1)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(25), sampler=SliceSamplerWithoutReplacement(**kw), batch_size=6)
        rb.extend(data(20, 5))
        print(kw, [b['x'].tolist() for b in rb])
        s, info = rb.sample(return_info=True)
        print(s['x'].tolist(), sorted([str(k) for k in info.keys()]), rb.sampler.ran_out)
        rb.extend(data(10, 5))
        print([b['x'].tolist() for b in rb])
    except Exception as e:
        print('ERR', str(kw))
for kw in [dict(slice_len=2), dict(num_slices=3, strict_length=False), dict(slice_len=2, truncated_key=None), dict(slice_len=2, init_key=None)]:
    try:
        manual_seed(1)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(25), sampler=PrioritizedSliceSampler(25, 0.8, 0.6, **kw), batch_size=6)
        rb.extend(data(20, 5))
        rb.update_priority(arange(20), arange(20) + 1.0)
        s, info = rb.sample(return_info=True)
        print(kw, s['x'].tolist(), s['priority_weight'].tolist(), sorted([str(k) for k in info.keys()]))
        print(s)
        rb.update_priority(info['index'], 0.01)
        print(rb.sample()['x'].tolist())
        print(rb.sampler.default_priority, rb.sampler.alpha, rb.sampler.slice_len, rb.sampler.num_slices)
    except Exception as e:
        print('ERR', str(kw))
for kw in [dict(slice_len=2), dict(slice_len=2, strict_length=False), dict(slice_len=4, strict_length=False, pad_output=True), dict(slice_len=2, traj_key='episode', truncated_key=None), dict(slice_len=2, init_key=None)]:
    try:
        manual_seed(1)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(12), sampler=StreamingSliceSampler(**kw), batch_size=4)
        for c in range(3):
            rb.extend(data(7, 5).clone())
            print(kw, [rb.sample()['x'].tolist() for i in range(3)])
        s, info = rb.sample(return_info=True)
        print(s, sorted([str(k) for k in info.keys()]))
        rb.empty()
        rb.extend(data(7, 5).clone())
        print(rb.sample()['x'].tolist())
    except Exception as e:
        print('ERR', str(kw))

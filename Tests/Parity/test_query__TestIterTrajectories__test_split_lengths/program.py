from head import *
manual_seed(0)
def mk(lengths, with_ids=True, with_done=True):
    n = sum(lengths)
    ids = cat([full((l,), i, dtype=int64) for i, l in enumerate(lengths)])
    done = zeros(n, 1, dtype=torch.bool)
    o = 0
    for l in lengths:
        o += l
        done[o - 1] = True
    d = TensorDict({'observation': randn(n, 4), 'action': randn(n, 2), 'next': {'observation': randn(n, 4), 'reward': (ids.float() + 1).unsqueeze(-1)}}, [n])
    if with_ids:
        d['collector', 'traj_ids'] = ids
    if with_done:
        d['next', 'done'] = done
    return d
def rbof(d):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(d.batch_size[0]), batch_size=4)
    rb.extend(d)
    return rb
def lens(l):
    print([t.length for t in l])
lens(trajectories(rbof(mk([5, 3, 7]))))
lens(trajectories(rbof(mk([5, 3, 7], False))))
d = mk([5, 3, 7], False)
d['next', 'done'][-1] = False
lens(trajectories(rbof(d)))

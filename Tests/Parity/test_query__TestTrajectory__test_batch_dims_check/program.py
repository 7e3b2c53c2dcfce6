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
    d = TensorDict({'observation': randn(n, 4), 'state': randn(n, 2), 'action': randn(n, 2), 'next': {'observation': randn(n, 4), 'reward': (ids.float() + 1).unsqueeze(-1)}}, [n])
    if with_ids:
        d['collector', 'traj_ids'] = ids
    if with_done:
        d['next', 'done'] = done
    return d
def rbof(lengths, with_ids=True, with_done=True):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(sum(lengths)), batch_size=4)
    rb.extend(mk(lengths, with_ids, with_done))
    return rb
def lens(l):
    print([t.length for t in l])
err('2d', lambda: Trajectory(mk([4]).reshape(2, 2)))
t = Trajectory(mk([4]))
print(t.length)

from head import *
manual_seed(0)
def mk(lengths, base=0):
    n = sum(lengths)
    ids = cat([full((l,), i + base, dtype=int64) for i, l in enumerate(lengths)])
    done = zeros(n, 1, dtype=torch.bool)
    o = 0
    for l in lengths:
        o += l
        done[o - 1] = True
    return TensorDict({'observation': randn(n, 4), 'state': randn(n, 2), 'collector': {'traj_ids': ids}, 'next': {'observation': randn(n, 4), 'reward': (ids.float() + 1).unsqueeze(-1), 'done': done}}, [n])
def lens(l):
    print([t.length for t in l])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(15), batch_size=4)
rb.extend(mk([5, 3, 7]))
lens(rb.query())
lens(rb.query((traj.reward.sum() > 6.0) | (traj.length == 3)))
k = rb.query(traj.length == 5)
print(len(k), (k[0].observation == rb[:]['observation'][:5]).all().item())
k = rb.query(traj.reward.sum() > 6.0)
print(list(k[0].observation.shape), list(k[0].state.shape), (k[0].observation == rb[:]['observation'][8:]).all().item())

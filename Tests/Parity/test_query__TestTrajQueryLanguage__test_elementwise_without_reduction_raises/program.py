from head import *
manual_seed(0)
def mk(lengths):
    n = sum(lengths)
    ids = cat([full((l,), i, dtype=int64) for i, l in enumerate(lengths)])
    done = zeros(n, 1, dtype=torch.bool)
    o = 0
    for l in lengths:
        o += l
        done[o - 1] = True
    return TensorDict({'observation': randn(n, 4), 'state': randn(n, 2), 'collector': {'traj_ids': ids}, 'next': {'observation': randn(n, 4), 'reward': (ids.float() + 1).unsqueeze(-1), 'done': done}}, [n])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(15), batch_size=4)
rb.extend(mk([5, 3, 7]))
def q(p):
    print([t.length for t in rb.query(p)])
err('elementwise', lambda: rb.query(traj.reward > 2.5))

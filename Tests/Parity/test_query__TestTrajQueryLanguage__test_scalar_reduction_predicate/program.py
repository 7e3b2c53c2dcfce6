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
q(traj.reward.sum() > 6.0)
q(traj.reward.sum() >= 6.0)
q(traj.length >= 5)
q((traj.length >= 5) & (traj.reward.mean() > 2.0))
q((traj.length < 5) | (traj.reward.mean() > 2.0))
q(~(traj.length >= 5))
q((traj.reward > 2.5).any())
q((traj.reward >= 1.0).all())
q(traj.reward.last() > 2.5)
q(traj.reward.first() == 2.0)
q((traj[('collector', 'traj_ids')] == 1).all())
q(traj.total_reward > 6.0)
q(lambda t: t.length == 3)
q(None)
q(traj.reward.max() < 3)
q(traj.reward.min() != 2)


from head import *
manual_seed(0)
def mk(n):
    manual_seed(0)
    done = zeros(n, 1, dtype=torch.bool)
    done[-1] = True
    dg = randn(n, 3)
    ag = randn(n, 3)
    return TensorDict({'observation': randn(n, 4), 'desired_goal': dg, 'achieved_goal': ag, 'action': randn(n, 2), 'next': {'observation': randn(n, 4), 'desired_goal': dg, 'achieved_goal': ag, 'reward': full((n, 1), -99.0), 'done': done, 'terminated': done}}, [n])
def rew(td):
    d = (td['achieved_goal'] - td['desired_goal']).norm(dim=-1, keepdim=True)
    return (d < 0.5).float()
d = mk(5).exclude('desired_goal', ('next', 'desired_goal'))
rb = HERReplayBuffer(reward_fn=rew, storage=LazyTensorStorage(100), batch_size=5)
rb.extend(d)
err('sample', lambda: rb.sample())

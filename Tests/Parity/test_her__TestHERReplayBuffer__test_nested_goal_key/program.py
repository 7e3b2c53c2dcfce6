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
n = 10
done = zeros(n, 1, dtype=torch.bool)
done[-1] = True
d = TensorDict({'obs': {'desired_goal': randn(n, 3), 'achieved_goal': randn(n, 3), 'pixels': randn(n, 4)}, 'action': randn(n, 2), 'next': {'obs': {'desired_goal': randn(n, 3), 'achieved_goal': randn(n, 3)}, 'reward': zeros(n, 1), 'done': done}}, [n])
rb = HERReplayBuffer(reward_fn=lambda td: zeros(td.batch_size[0], 1), storage=LazyTensorStorage(100), batch_size=n, her_ratio=1.0, goal_key=('obs', 'desired_goal'), achieved_goal_key=('obs', 'achieved_goal'))
rb.extend(d)
show(rb.sample())

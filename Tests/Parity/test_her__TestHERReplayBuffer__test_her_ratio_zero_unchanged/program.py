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
rb = HERReplayBuffer(reward_fn=rew, storage=LazyTensorStorage(1000), batch_size=20, her_ratio=0.0)
rb.extend(mk(20))
b, info = rb.sample(return_info=True)
print((b['desired_goal'] == rb.storage.get(info['index'])['desired_goal']).all().item(), info['index'].tolist())

from head import *
manual_seed(0)
e = TransformedEnv(counting(4), TrajCounter())
print(e.rollout(30, break_when_any_done=False)['traj_count'].flatten().tolist())
print(e.rollout(3)['next', 'traj_count'].flatten().tolist())

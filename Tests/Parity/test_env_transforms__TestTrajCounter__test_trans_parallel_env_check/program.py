from head import *
manual_seed(0)
e = TransformedEnv(SerialEnv(2, [lambda: counting(4), lambda: counting(5)]), TrajCounter())
r = e.rollout(40, break_when_any_done=False)
print(r['traj_count'].squeeze(-1).tolist(), r['traj_count'].max().item())

from head import *
manual_seed(0)
err('no reset key', lambda: TransformedEnv(counting(4), TrajCounter(out_key=('nested', 'traj_count'))).rollout(3))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
err('a', lambda: RewardSum(in_keys=['reward'], out_keys=['a', 'b']))
err('b', lambda: RewardSum(in_keys=['reward', 'r2'], out_keys=['a']))
err('c', lambda: RewardSum(in_keys=['reward', 'r2'], out_keys=['a', 'b']))
e = TransformedEnv(pend(), RewardSum(in_keys=['reward'], out_keys=['a'], reset_keys=['_reset', '_r2']))
err('d', lambda: e.reset())

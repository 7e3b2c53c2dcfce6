from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
t = ObservationNorm(in_keys=['next_observation'], loc=0, scale=1)
err('already', lambda: t.init_stats(num_iter=11))
err('cat', lambda: t.init_stats(num_iter=11, cat_dim=1))
err('cat', lambda: t.init_stats(num_iter=11, cat_dim=2, reduce_dim=(0, 1)))
err('cat', lambda: t.init_stats(num_iter=11, reduce_dim=(0, 1)))
err('keys', lambda: ObservationNorm(in_keys=['a', 'b']).init_stats(num_iter=11))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
v = Compose(VecNorm(in_keys=['a', ('b', 'c')], out_keys=['a_avg', ('b', 'c_avg')]))
sd = v.state_dict()
print('ok')

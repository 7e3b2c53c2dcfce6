from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
t = ObservationNorm(loc=0.0, scale=1.0, in_keys=['observation'])
c = t.clone()
print('ok')

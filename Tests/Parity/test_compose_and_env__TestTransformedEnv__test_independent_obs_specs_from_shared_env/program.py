from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
b = pend()
t1 = TransformedEnv(b, ObservationNorm(in_keys=['observation'], loc=3, scale=2))
t2 = TransformedEnv(b, ObservationNorm(in_keys=['observation'], loc=1, scale=6))
for e in [t1, t2, b]:
    print(e.observation_spec['observation'].space.low, e.observation_spec['observation'].space.high)

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), TensorDictPrimer(m1=Unbounded((3,)), m2=Unbounded((3,)), default_value={'m1': 1.0, 'm2': 2.0}))
r = e.rollout(3)
print(r['next', 'm1'].tolist(), r['next', 'm2'].tolist(), r['m1'].tolist())

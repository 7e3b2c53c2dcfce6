from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), TensorDictPrimer(m1=Unbounded((3,)), m2=Categorical(3, dtype=torch.int64), default_value={'m1': lambda: ones(3), 'm2': lambda: tensor(1)}))
r = e.rollout(3)
print(r['next', 'm1'].tolist(), r['next', 'm2'].tolist())

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), TensorDictPrimer(Composite({'nested_1': Composite({'mykey': Unbounded((4,))})})))
r = e.rollout(3)
print(r['nested_1', 'mykey'].shape, r['next', 'nested_1', 'mykey'].shape)

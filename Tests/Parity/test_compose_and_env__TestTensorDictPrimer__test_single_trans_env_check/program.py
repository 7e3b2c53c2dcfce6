from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for i in range(3):
    e = [lambda: TransformedEnv(pend(), TensorDictPrimer(mykey=Unbounded((3,)))), lambda: SerialEnv(2, lambda: TransformedEnv(pend(), TensorDictPrimer(mykey=Unbounded((3,))))), lambda: TransformedEnv(SerialEnv(2, pend), TensorDictPrimer(mykey=Unbounded((4,)), expand_specs=True))][i]()
    e.set_seed(0)
    manual_seed(0)
    show(e.rollout(3))

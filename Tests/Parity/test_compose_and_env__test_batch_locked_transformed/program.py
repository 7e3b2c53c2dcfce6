from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(SerialEnv(2, pend), Compose(ObservationNorm(in_keys=['observation'], loc=0.5, scale=1.1), RewardClipping(0, 0.1)))
td = e.reset()
td['action'] = e.action_spec.rand()
err('step', lambda: e.step(td))
err('expanded', lambda: e.step(td.expand(2, 2).clone()))

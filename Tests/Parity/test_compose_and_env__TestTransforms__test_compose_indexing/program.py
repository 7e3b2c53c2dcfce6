from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
c = Compose(ObservationNorm(loc=1.0, scale=1.0, in_keys=['observation']), RewardScaling(loc=0, scale=1), ObservationNorm(loc=2.0, scale=2.0, in_keys=['observation']))
e = TransformedEnv(pend(), c)
print(e.transform[-1].scale.item(), len(e.transform[1:]))

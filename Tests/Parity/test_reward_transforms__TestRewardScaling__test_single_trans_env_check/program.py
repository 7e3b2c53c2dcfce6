from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for sn in [True, False]:
    envs(pend, lambda: RewardScaling(0.5, 1.5, standard_normal=sn), 3)

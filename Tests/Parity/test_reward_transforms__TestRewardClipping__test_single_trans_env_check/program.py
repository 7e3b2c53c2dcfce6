from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
envs(pend, lambda: RewardClipping(-0.1, 0.1), 3)

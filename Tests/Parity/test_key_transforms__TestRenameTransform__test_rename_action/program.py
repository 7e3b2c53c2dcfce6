from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), RenameTransform([], [], ['action'], [('renamed', 'action')]))
shapes(e.rollout(3))

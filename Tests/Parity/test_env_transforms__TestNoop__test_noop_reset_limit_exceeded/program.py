from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for noops in [0, 2, 8]:
    for m in [5, 9]:
        e = TransformedEnv(counting(m), NoopResetEnv(noops=noops, random=False))
        err('reset', lambda: print(noops, m, e.reset()['observation'].tolist()))

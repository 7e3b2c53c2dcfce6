from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(SerialEnv(2, pend), NoopResetEnv())
err('batch', lambda: e.reset())

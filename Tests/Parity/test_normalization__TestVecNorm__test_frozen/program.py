from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
v = VecNorm(in_keys=['a'])
x = v(TensorDict({'a': randn(3, 4)}, [3]))
n = v.frozen_copy()
print('ok')

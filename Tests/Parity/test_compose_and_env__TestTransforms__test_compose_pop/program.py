from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
c = Compose(CatFrames(in_keys=['a'], N=2, dim=-1), FiniteTensorDictCheck(), ExcludeTransform())
p = c.pop()
print(len(c))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend())
e.append_transform(CatFrames(N=4, dim=-1, in_keys=['observation']))
print(len(e.transform), e.observation_spec['observation'].shape)
e.insert_transform(1, FiniteTensorDictCheck())
e.insert_transform(0, NoopResetEnv())
e.insert_transform(2, NoopResetEnv())
e.insert_transform(-3, RewardScaling(0, 1))
e.insert_transform(-5, CatFrames(N=4, dim=-1, in_keys=['observation']))
print(len(e.transform), e.observation_spec['observation'].shape)
err('-7', lambda: e.insert_transform(-7, FiniteTensorDictCheck()))
err('7', lambda: e.insert_transform(7, FiniteTensorDictCheck()))
s = 'ffff'
err('str', lambda: e.insert_transform(4, s))

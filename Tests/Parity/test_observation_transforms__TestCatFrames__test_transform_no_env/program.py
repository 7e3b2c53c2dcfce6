from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
err('dim', lambda: CatFrames(N=2, in_keys=['a'], dim=1))
for n in [2, 4]:
    for v in [2, 0.5, -1]:
        e = TransformedEnv(counting(100), CatFrames(N=n, in_keys=['observation'], out_keys=['c'], dim=-1, padding='constant', padding_value=v))
        print(e.rollout(6)['c'].tolist())

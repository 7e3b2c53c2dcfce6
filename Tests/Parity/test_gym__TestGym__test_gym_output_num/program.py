from head import *
manual_seed(0)
e = GymEnv('CartPole-v1')
print(e.set_seed(0))
print(e.reset()['observation'].tolist(), e.reset()['observation'].tolist())

from head import *
e = GymEnv('Pendulum-v1')
e.set_seed(0)
r = e.rollout(3, actions=linspace(-1, 1, 3).view(3, 1))
print(r['action'].flatten().tolist(), r['observation'].tolist())

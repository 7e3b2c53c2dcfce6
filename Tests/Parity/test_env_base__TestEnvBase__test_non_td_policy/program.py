from head import *
manual_seed(0)
e = GymEnv('Pendulum-v1')
e.set_seed(0)
r = e.rollout(3, lambda td: td.set('action', td['observation'][..., :1]))
print(r['action'].flatten().tolist())

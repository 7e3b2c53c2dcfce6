from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
e = counting(50)
r = e.rollout(4)
r2 = e.rollout(4, auto_reset=False, tensordict=step_mdp(r[-1]))
print(r2['observation'].flatten().tolist())

from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
e = ParallelEnv(3, [lambda: counting(4), lambda: counting(5), lambda: counting(6)])
td = step_mdp(e.rollout(3)[:, -1])
td['_reset'] = tensor([[True], [False], [True]])
print(e.reset(td)['observation'].flatten().tolist())

from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
for ms in [1, 20]:
    e = cart()
    e.set_seed(0)
    manual_seed(0)
    a = e.rollout(ms)
    e.set_seed(0)
    manual_seed(0)
    b = e.rollout(ms)
    print((a['next', 'observation'] == b['next', 'observation']).all().item(), a.batch_size)
    show(a)

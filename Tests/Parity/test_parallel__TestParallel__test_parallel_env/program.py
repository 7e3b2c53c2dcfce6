from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
for n in [1, 3]:
    e = ParallelEnv(n, cart)
    e.set_seed(0)
    manual_seed(0)
    show(e.rollout(6))
    e.set_seed(0)
    show(e.rollout(5, lambda td: td.set('action', zeros(td.shape + (2,)).long())) if False else e.reset())
err('len', lambda: ParallelEnv(2, [cart]).reset())

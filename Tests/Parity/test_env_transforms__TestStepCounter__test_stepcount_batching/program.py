from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
envs(cart, lambda: StepCounter(max_steps=10), 30)
for brk in [True, False]:
    for k in range(2):
        e = TransformedEnv(SerialEnv(2, cart), StepCounter(max_steps=10)) if k == 0 else SerialEnv(2, lambda: TransformedEnv(cart(), StepCounter(max_steps=10)))
        manual_seed(0)
        e.set_seed(0)
        show(e.rollout(30, break_when_any_done=brk))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
e = TransformedEnv(pend(), StepCounter(max_steps=10, step_count_key='other-key'))
print(e.rollout(15, break_when_any_done=False)['other-key'].flatten().tolist())

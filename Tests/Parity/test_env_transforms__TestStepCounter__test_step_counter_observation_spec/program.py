from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
e = TransformedEnv(pend(), StepCounter(50))
print(e.observation_spec['step_count'].shape, e.observation_spec['step_count'].dtype, sorted(list(e.observation_spec.keys())))

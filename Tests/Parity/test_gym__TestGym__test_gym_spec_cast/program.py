from head import *
manual_seed(0)
for name in ['CartPole-v1', 'Pendulum-v1', 'MountainCarContinuous-v0']:
    e = GymEnv(name)
    print(e.action_spec.shape, e.action_spec.dtype, e.observation_spec['observation'].shape, e.observation_spec['observation'].dtype, e.reward_spec.shape, sorted(list(e.done_spec.keys())))
e = GymEnv('Pendulum-v1')
print(e.action_spec.space.low, e.action_spec.space.high, e.observation_spec['observation'].space.low)

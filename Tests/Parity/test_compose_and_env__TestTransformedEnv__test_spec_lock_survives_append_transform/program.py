from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), StepCounter())
r = e.rollout(3)
e.append_transform(StepCounter(step_count_key='other_count'))
print(sorted(list(e.observation_spec.keys())))
print(e.rollout(3)['next', 'other_count'].flatten().tolist())

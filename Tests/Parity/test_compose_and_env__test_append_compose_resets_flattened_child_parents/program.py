from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), StepCounter())
e.append_transform(Compose(RewardScaling(0, 1), StepCounter(step_count_key='c2')))
print(len(e.transform))
e.insert_transform(0, FrameSkipTransform(3))
e.insert_transform(0, NoopResetEnv(3))
print(len(e.transform))
e.set_seed(0)
manual_seed(0)
shapes(e.rollout(3).exclude('action'))

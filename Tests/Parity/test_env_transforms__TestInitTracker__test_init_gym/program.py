from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
r = TransformedEnv(pend(), Compose(StepCounter(max_steps=30), InitTracker())).rollout(70, break_when_any_done=False)
print(r['is_init'].flatten().tolist())
envs(lambda: counting(3), lambda: InitTracker(), 8)
e = TransformedEnv(SerialEnv(2, [lambda: counting(3), lambda: counting(4)]), InitTracker())
r = e.rollout(100, break_when_any_done=False)
print(r['is_init'].squeeze(-1).sum(-1).tolist())

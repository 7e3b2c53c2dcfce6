from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
c = Collector(counting(20), None, total_frames=100, frames_per_batch=10)
print(c.next().numel())

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
c = Collector(counting(6), None, frames_per_batch=10, total_frames=10)
print(c.fake_tensordict().batch_size)

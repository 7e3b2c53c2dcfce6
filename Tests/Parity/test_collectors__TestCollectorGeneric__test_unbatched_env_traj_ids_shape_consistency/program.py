from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
c = Collector(counting(6), None, frames_per_batch=10, total_frames=30)
for d in c:
    print(d['collector', 'traj_ids'].shape, d['collector', 'traj_ids'].tolist())

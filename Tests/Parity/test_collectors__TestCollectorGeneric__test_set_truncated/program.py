from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
c = Collector(counting(50), None, frames_per_batch=10, total_frames=20, set_truncated=True)
for d in c:
    print(d['next', 'truncated'].flatten().tolist(), d['next', 'done'].flatten().tolist(), d['observation'].flatten().tolist(), d['collector', 'traj_ids'].tolist())

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
c = Collector(counting(3), None, total_frames=4, frames_per_batch=4, track_traj_ids=False)
for d in c:
    print(sorted([str(k) for k in d.keys()]))

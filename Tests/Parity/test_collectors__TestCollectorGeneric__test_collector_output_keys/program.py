from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
for irf in [0, 50]:
    for split in [True, False]:
        e = pend()
        e.set_seed(0)
        manual_seed(0)
        pol = lambda td: td.set('hidden1', ones(td.shape + (3,))).set('action', zeros(td.shape + (1,)))
        c = Collector(e, pol, total_frames=100, frames_per_batch=20, init_random_frames=irf, split_trajs=split)
        for d in c:
            shapes(d)
            print(d['action'].flatten().tolist()[:4])

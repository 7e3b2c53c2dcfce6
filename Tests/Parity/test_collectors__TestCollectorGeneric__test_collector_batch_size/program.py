from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
for nenv in [1, 2]:
    for fpb in [20, 15]:
        mk = (lambda: pend()) if nenv == 1 else (lambda: SerialEnv(2, pend))
        c = Collector(mk, None, frames_per_batch=fpb, total_frames=100)
        print([b.numel() for b in c])

from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
for st in range(2):
    for nd in [1, 2]:
        e = cart() if nd == 1 else SerialEnv(4, cart)
        e.set_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(1000, ndim=nd) if st == 0 else LazyMemmapStorage(1000, ndim=nd), batch_size=10)
        c = Collector(e, RandomPolicy(e.action_spec), frames_per_batch=100, total_frames=200, replay_buffer=rb)
        manual_seed(0)
        for d in c:
            print(d is None)
        print(len(rb), rb.sample(4)['observation'].tolist())

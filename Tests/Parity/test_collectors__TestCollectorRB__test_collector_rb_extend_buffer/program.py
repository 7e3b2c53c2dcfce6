from head import *
manual_seed(0)
def cart():
    return GymEnv('CartPole-v1')
for eb in [True, False]:
    e = SerialEnv(2, cart)
    e.set_seed(0)
    rb = ReplayBuffer(storage=LazyTensorStorage(100, ndim=2), batch_size=5)
    c = Collector(e, RandomPolicy(e.action_spec), frames_per_batch=20, total_frames=60, replay_buffer=rb, extend_buffer=eb)
    manual_seed(0)
    for d in c:
        pass
    print(len(rb), rb[:].batch_size, rb[:]['observation'].double().sum().item())

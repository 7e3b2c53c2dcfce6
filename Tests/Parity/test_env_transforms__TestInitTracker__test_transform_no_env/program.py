from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
k = ('some', 'nested')
err('call', lambda: InitTracker()(TensorDict({}, [])))
err('compose', lambda: Compose(InitTracker())(TensorDict({}, [])))
rb = ReplayBuffer(storage=LazyTensorStorage(20))
rb.append_transform(InitTracker())
rb.extend(TensorDict({'misc': randn(1, 1), 'reward': randn(1, 1)}, [1]))
err('rb', lambda: rb.sample(20))

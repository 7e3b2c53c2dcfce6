from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
err('call', lambda: Compose(FrameSkipTransform(2))(TensorDict({'a': zeros(10)}, [10])))
rb = ReplayBuffer(storage=LazyTensorStorage(10))
rb.append_transform(FrameSkipTransform(2))
rb.extend(TensorDict({'a': zeros(10)}, [10]))
err('rb', lambda: rb.sample(10))

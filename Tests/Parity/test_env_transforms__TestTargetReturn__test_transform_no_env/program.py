from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
m = 'bad'
err('mode', lambda: TargetReturn(10.0, mode=m))
err('call', lambda: TargetReturn(10.0)(TensorDict({'next': {'reward': ones(3, 1)}}, [3])))
rb = ReplayBuffer(storage=LazyTensorStorage(10))
rb.append_transform(TargetReturn(10.0))
rb.extend(TensorDict({'next': {'reward': zeros(10, 1)}}, [10]))
err('rb', lambda: rb.sample(2))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
show(NoopResetEnv()(TensorDict({'a': ones(1)}, [])))
rb = ReplayBuffer(storage=LazyTensorStorage(10))
rb.append_transform(NoopResetEnv())
rb.extend(TensorDict({'a': zeros(10)}, [10]))
print(rb.sample(2)['a'].tolist())

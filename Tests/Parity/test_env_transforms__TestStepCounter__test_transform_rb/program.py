from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
rb = ReplayBuffer(storage=LazyTensorStorage(20))
rb.extend(TensorDict({'a': randn(10)}, [10]))
rb.append_transform(StepCounter(10))
err('sample', lambda: rb.sample(5))
err('compose', lambda: Compose(StepCounter(10))(TensorDict({'a': randn(10)}, [10])))
err('max', lambda: StepCounter(0))

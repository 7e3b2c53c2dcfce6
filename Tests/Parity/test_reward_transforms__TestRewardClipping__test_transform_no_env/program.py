from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for ik in ['reward', ('agents', 'reward')]:
    show(Compose(RewardClipping(-0.1, 0.1, in_keys=[ik]))(TensorDict({ik: randn(10)}, [10])))
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20))
    rb.append_transform(RewardClipping(-0.1, 0.1, in_keys=[ik]))
    rb.extend(TensorDict({ik: randn(10)}, [10]))
    show(rb.sample(3))

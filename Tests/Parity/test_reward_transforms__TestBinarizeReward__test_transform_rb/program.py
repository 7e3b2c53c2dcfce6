from head import *
manual_seed(0)
def pend():
    return GymEnv('MountainCarContinuous-v0')
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(20)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(20))
    rb.append_transform(BinarizeReward())
    rb.extend(TensorDict({'misc': randn(4, 1), 'reward': randn(4, 1)}, [4]))
    show(rb.sample(5))

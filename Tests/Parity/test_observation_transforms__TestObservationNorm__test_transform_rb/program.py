from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(10)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(10))
    rb.append_transform(Compose(ObservationNorm(loc=ones(7), scale=0.5, in_keys=['observation'], out_keys=['stuff'], standard_normal=True)))
    rb.extend(TensorDict({'observation': randn(7)}, []).expand(3))
    show(rb.sample(5))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
e = TransformedEnv(counting(10), CatFrames(in_keys=['observation'], out_keys=['observation_stack'], dim=-1, N=4))
r = e.rollout(150, break_when_any_done=False)
t, s = e.transform.make_rb_transform_and_sampler(batch_size=32)
rb = ReplayBuffer(sampler=s, storage=LazyTensorStorage(150), transform=t)
rb.extend(r)
manual_seed(0)
show(rb.sample(32))

from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
e = TransformedEnv(environment(reset=lambda: TensorDict({'shaped_obs': zeros(2, 5, 5), 'binary_obs': zeros(2, dtype=torch.int8)}, [2]), step=lambda td: td, action_spec=Categorical(2, shape=(2, 1)), observation_spec=Composite({'shaped_obs': Unbounded((2, 5, 5)), 'binary_obs': Binary(n=2, shape=(2,))}, shape=[2]), reward_spec=Unbounded((2, 1)), batch_size=[2]), StepCounter(max_steps=10))
td = e.reset()
print(td['step_count'].shape, td['step_count'].flatten().tolist())

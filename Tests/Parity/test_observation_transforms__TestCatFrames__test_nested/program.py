from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def cart():
    return GymEnv('CartPole-v1')
def mk():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'data': {'states': zeros(2, 3, 1)}}, [2])
    def st(td):
        n[0] += 1
        return TensorDict({'data': {'states': full((2, 3, 1), float(n[0]))}, 'reward': ones(2, 1), 'done': zeros(2, 1, dtype=torch.bool)}, [2])
    return environment(reset=res, step=st, action_spec=Bounded(1, 1, (2, 1)), batch_size=[2], observation_spec=Composite({'data': Composite({'states': Unbounded((2, 3, 1))}, shape=[2])}, shape=[2]))
show(TransformedEnv(mk(), CatFrames(dim=-1, N=5, in_keys=[('data', 'states')])).rollout(6))

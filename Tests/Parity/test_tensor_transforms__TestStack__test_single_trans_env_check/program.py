from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def two():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'a': zeros(3), 'b': {'c': ones(3)}}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'a': full((3,), float(n[0])), 'b': {'c': full((3,), float(-n[0]))}, 'reward': ones(1), 'done': zeros(1, dtype=torch.bool)}, [])
    return environment(reset=res, step=st, action_spec=Bounded(-1, 1, (2,)), observation_spec=Composite({'a': Unbounded((3,)), 'b': Composite({'c': Unbounded((3,))})}))
envs(two, lambda: Stack(in_keys=['a', ('b', 'c')], out_key='s', dim=-1, del_keys=True), 3)
envs(two, lambda: Stack(in_keys=['a', ('b', 'c')], out_key=('n', 's'), dim=-2, del_keys=False), 2)

from head import *
manual_seed(0)
def mo(nr):
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'observation': zeros(3)}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'observation': full((3,), float(n[0])), 'reward': arange(nr).float() + n[0], 'done': zeros(1, dtype=torch.bool)}, [])
    return environment(reset=res, step=st, action_spec=Bounded(1, 1, (1,)), observation_spec=Composite({'observation': Unbounded((3,))}), reward_spec=Unbounded((nr,)))
for nr in [1, 3]:
    envs(lambda: mo(nr), lambda: LineariseRewards(in_keys=['reward'], out_keys=['sum'], weights=[1.0, 2.0, 3.0][:nr]), 3)
    e = TransformedEnv(mo(nr), LineariseRewards(in_keys=['reward']))
    print(e.reward_spec.shape, e.rollout(3)['next', 'reward'].flatten().tolist())

from head import *
manual_seed(0)
def denv():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'observation': zeros(3, dtype=float64), 'other': zeros(2)}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'observation': full((3,), float(n[0]), dtype=float64) + td['action'].double().sum(), 'other': zeros(2), 'reward': ones(1), 'done': zeros(1, dtype=torch.bool)}, [])
    return environment(reset=res, step=st, action_spec=Bounded(-1, 1, (2,), dtype=float64), observation_spec=Composite({'observation': Unbounded((3,), dtype=float64), 'other': Unbounded((2,))}))
envs(denv, lambda: DoubleToFloat(in_keys=['observation'], in_keys_inv=['action']), 3)

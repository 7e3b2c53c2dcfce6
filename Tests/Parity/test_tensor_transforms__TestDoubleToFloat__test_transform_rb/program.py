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
for i in [0, 1]:
    rb = ReplayBuffer(storage=LazyTensorStorage(20)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(20))
    rb.append_transform(DoubleToFloat(in_keys=['observation'], in_keys_inv=['action']))
    rb.extend(TensorDict({'observation': randn(6, 3, dtype=float64), 'action': randn(6, 2)}, [6]))
    s = rb.sample(3)
    print(s['observation'].dtype, s['action'].dtype, rb.storage.get(0)['observation'].dtype, rb.storage.get(0)['action'].dtype)

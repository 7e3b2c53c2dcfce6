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
td = TensorDict({'d': zeros(3, dtype=float64), 'f': zeros(3), 'n': {'d': zeros(3, dtype=float64)}, 'i': zeros(3).long()}, [3])
print({str(k): str(v.dtype) for k, v in sorted(list(DoubleToFloat()(td.clone()).items(True, True)), key=str)})
print({str(k): str(v.dtype) for k, v in sorted(list(DoubleToFloat().inv(td.clone()).items(True, True)), key=str)})
e = TransformedEnv(denv(), DoubleToFloat())
manual_seed(0)
show(e.rollout(3))

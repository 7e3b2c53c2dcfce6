from head import *
def plain(m):
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'observation': zeros(1)}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'observation': full((1,), float(n[0])), 'reward': ones(1), 'done': tensor([n[0] >= m])}, [])
    return environment(reset=res, step=st, action_spec=Bounded(1, 1, (1,)))
e = TransformedEnv(plain(100), StepCounter())
show(e.rollout(4))
e = SerialEnv(2, lambda: TransformedEnv(plain(100), StepCounter()))
show(e.rollout(4))

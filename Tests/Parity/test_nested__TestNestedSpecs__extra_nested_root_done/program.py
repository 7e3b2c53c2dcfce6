from head import *
manual_seed(0)
def nenv(m, root=False, bs=[]):
    n = [0]
    b = lambda s: Categorical(2, shape=s, dtype=torch.bool)
    def res():
        n[0] = 0
        o = TensorDict({'data': TensorDict({'states': zeros(bs + [3, 1])}, bs + [3])}, bs)
        return o
    def st(td):
        n[0] += 1
        f = full(bs + [3, 1], n[0] >= m)
        o = TensorDict({'data': TensorDict({'states': full(bs + [3, 1], float(n[0])), 'reward': ones(bs + [3, 1]), 'done': f, 'terminated': f.clone(), 'truncated': zeros(bs + [3, 1], dtype=torch.bool)}, bs + [3])}, bs)
        if root:
            o['done'] = full(bs + [1], n[0] >= m)
            o['terminated'] = full(bs + [1], n[0] >= m)
            o['truncated'] = zeros(bs + [1], dtype=torch.bool)
        return o
    nd = Composite({'done': b(bs + [3, 1]), 'terminated': b(bs + [3, 1]), 'truncated': b(bs + [3, 1])}, shape=bs + [3])
    ds = Composite({'data': nd, 'done': b(bs + [1]), 'terminated': b(bs + [1]), 'truncated': b(bs + [1])}, shape=bs) if root else Composite({'data': nd}, shape=bs)
    return environment(reset=res, step=st, action_spec=Composite({'data': Composite({'action': Bounded(1, 1, bs + [3, 1])}, shape=bs + [3])}, shape=bs), observation_spec=Composite({'data': Composite({'states': Unbounded(bs + [3, 1])}, shape=bs + [3])}, shape=bs), reward_spec=Composite({'data': Composite({'reward': Unbounded(bs + [3, 1])}, shape=bs + [3])}, shape=bs), done_spec=ds, batch_size=bs)
e = nenv(4, True)
show(e.rollout(6))

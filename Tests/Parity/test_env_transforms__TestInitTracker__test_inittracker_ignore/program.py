from head import *
manual_seed(0)
def nenv(m, root):
    n = [0]
    b = lambda s: Categorical(2, shape=s, dtype=torch.bool)
    def res():
        n[0] = 0
        return TensorDict({'data': TensorDict({'states': zeros(3, 1)}, [3])}, [])
    def st(td):
        n[0] += 1
        f = full((3, 1), n[0] >= m)
        o = TensorDict({'data': TensorDict({'states': full((3, 1), float(n[0])), 'reward': ones(3, 1), 'done': f, 'terminated': f.clone(), 'truncated': zeros(3, 1, dtype=torch.bool)}, [3])}, [])
        if root:
            o['done'] = full((1,), n[0] >= m)
            o['terminated'] = full((1,), n[0] >= m)
            o['truncated'] = zeros(1, dtype=torch.bool)
        return o
    nd = Composite({'done': b((3, 1)), 'terminated': b((3, 1)), 'truncated': b((3, 1))}, shape=[3])
    ds = Composite({'data': nd, 'done': b((1,)), 'terminated': b((1,)), 'truncated': b((1,))}) if root else Composite({'data': nd})
    return environment(reset=res, step=st, action_spec=Composite({'data': Composite({'action': Bounded(1, 1, (3, 1))}, shape=[3])}), observation_spec=Composite({'data': Composite({'states': Unbounded((3, 1))}, shape=[3])}), reward_spec=Composite({'data': Composite({'reward': Unbounded((3, 1))}, shape=[3])}), done_spec=ds)
for root in [True, False]:
    e = TransformedEnv(nenv(3, root), InitTracker())
    r = e.rollout(7, break_when_any_done=False)
    print(root, sorted([str(k) for k in r.keys(True, True)]))
    print(r['is_init'].flatten().tolist() if root else r['data', 'is_init'].squeeze(-1).tolist())

from head import *
manual_seed(0)
for dn, te, tr in [(True, None, None), (None, True, None), (None, None, True), (True, False, None), (False, None, None)]:
    def st(td):
        o = TensorDict({'o': zeros(1), 'reward': ones(1)}, [])
        if dn is not None:
            o['done'] = tensor([dn])
        if te is not None:
            o['terminated'] = tensor([te])
        if tr is not None:
            o['truncated'] = tensor([tr])
        return o
    e = environment(reset=lambda: TensorDict({'o': zeros(1)}, []), step=st, action_spec=Bounded(1, 1, (1,)), observation_spec=Composite({'o': Unbounded((1,))}))
    t = e.step(e.rand_action(e.reset()))
    print(dn, te, tr, t['next', 'done'].item())

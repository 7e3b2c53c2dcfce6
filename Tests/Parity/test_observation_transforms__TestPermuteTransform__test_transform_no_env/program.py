from head import *
manual_seed(0)
def base():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'observation': arange(24).float().view(2, 3, 4)}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'observation': arange(24).float().view(2, 3, 4) + n[0], 'reward': ones(1), 'done': tensor([n[0] >= 3])}, [])
    return environment(reset=res, step=st, action_spec=Bounded(1, 1, (1,)))
D = 5
for batch in [[], [2], [2, 4]]:
    td = TensorDict({'a': randn(batch + [3, 4, 5])}, batch)
    td = Compose(PermuteTransform((-1, -3, -2), in_keys=['a']))(td)
    print(list(td['a'].shape), td['a'].flatten()[:7].tolist())
err('positive', lambda: PermuteTransform((0, 1), in_keys=['a']))
err('not a permutation', lambda: PermuteTransform((-1, -1), in_keys=['a']))

from head import *
manual_seed(0)
def two():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'a': zeros(3), 'b': {'c': ones(2)}}, [])
    def st(td):
        n[0] += 1
        return TensorDict({'a': full((3,), float(n[0])), 'b': {'c': full((2,), float(-n[0]))}, 'reward': ones(1), 'done': zeros(1, dtype=torch.bool)}, [])
    return environment(reset=res, step=st, action_spec=Bounded(-1, 1, (2,)), observation_spec=Composite({'a': Unbounded((3,)), 'b': Composite({'c': Unbounded((2,))})}))
for inv in [False, True]:
    t = Compose(ExcludeTransform('a', ('c', 'd'), inverse=inv))
    td = TensorDict({'a': randn(3, 1), 'b': randn(3, 1), 'c': {'d': randn(3, 1), 'e': randn(3)}}, [3])
    shapes(t(td.clone()))
    shapes(t.inv(td.clone()))
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(5))
    rb.append_transform(t)
    rb.extend(td)
    shapes(rb.sample(2))
    print(sorted([str(k) for k in rb.storage.get(0).keys(True, True)]))

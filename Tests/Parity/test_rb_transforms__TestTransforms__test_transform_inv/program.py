from head import *
manual_seed(0)
rb = ReplayBuffer(storage=LazyMemmapStorage(10), batch_size=4)
def t(d):
    d['a'] += 1
    return d
rb.append_transform(t, invert=True)
rb.extend(TensorDict({'a': zeros(10)}, [10]))
print(rb[:]['a'].tolist(), rb.sample()['a'].tolist())

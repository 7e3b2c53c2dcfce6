from head import *
manual_seed(0)
def off(n, src=0):
    rb = ReplayBuffer(storage=LazyTensorStorage(n))
    rb.extend(TensorDict({'observation': randn(n, 4), 'source': full((n,), src, dtype=int64), ('next', 'reward'): randn(n, 1)}, [n]))
    return rb
def on(n):
    return TensorDict({'observation': randn(n, 4), 'source': ones(n).long(), ('next', 'reward'): randn(n, 1)}, [n])
o = off(10)
err('both', lambda: OfflineToOnlineReplayBuffer(offline_dataset=o, online_capacity=500, online_storage=LazyTensorStorage(500)))
err('none', lambda: OfflineToOnlineReplayBuffer(offline_dataset=o))
for f in [-0.1, 0.0, 1.0, 1.5, 0.5]:
    err(f, lambda: OfflineToOnlineReplayBuffer(offline_dataset=o, online_capacity=500, offline_fraction=f))

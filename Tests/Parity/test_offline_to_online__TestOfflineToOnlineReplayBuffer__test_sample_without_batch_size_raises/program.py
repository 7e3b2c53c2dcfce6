from head import *
manual_seed(0)
def off(n, src=0):
    rb = ReplayBuffer(storage=LazyTensorStorage(n))
    rb.extend(TensorDict({'observation': randn(n, 4), 'source': full((n,), src, dtype=int64), ('next', 'reward'): randn(n, 1)}, [n]))
    return rb
def on(n):
    return TensorDict({'observation': randn(n, 4), 'source': ones(n).long(), ('next', 'reward'): randn(n, 1)}, [n])
rb = OfflineToOnlineReplayBuffer(offline_dataset=off(10), online_capacity=500)
rb.extend(on(50))
err('no bs', lambda: rb.sample())

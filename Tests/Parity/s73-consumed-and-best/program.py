from head import *

manual_seed(0)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=4, consume_after_n_samples=2)
print(rb.extend(TensorDict({'x': arange(6)}, [6])))
print(rb.sample()['x'])
print(rb.sample()['x'])
print(rb.sample()['x'])
print(len(rb))
print(rb.extend(TensorDict({'x': arange(4) + 100}, [4])))
print(rb[:]['x'])
print(rb.add(TensorDict({'x': tensor(7)}, [])))
print(rb.sample()['x'])
for b in rb:
    print(b['x'].tolist(), rb.sampler.ran_out, len(rb))
rb = ReplayBuffer(storage=LazyTensorStorage(4), batch_size=2, sampler=ConsumingSampler(1))
for i in range(3):
    print(rb.extend(arange(4) + i * 10), [b.tolist() for b in rb], len(rb))
print(rb.write_count)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), writer=TensorDictMaxValueWriter(rank_key='r'), sampler=SamplerWithoutReplacement(shuffle=False), batch_size=3)
for i in range(4):
    print(rb.extend(TensorDict({'x': arange(3) + i * 3, 'r': rand(3)}, [3])))
    print([b['x'].tolist() for b in rb], rb.write_count, len(rb))
print(rb.add(TensorDict({'x': tensor(50), 'r': tensor(2.0)}, [])))
print(rb.add(TensorDict({'x': tensor(51), 'r': tensor(-2.0)}, [])))
print(rb[:]['x'])
print(rb[:]['r'])
print(rb[:]['x'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(3), writer=TensorDictMaxValueWriter(rank_key='r', reduction='sum'), batch_size=3)
print(rb.extend(TensorDict({'tr': arange(20).view(4, 5), 'r': rand(4, 5, 1)}, [4])))
print(rb[:]['tr'])
print(rb[:]['r'].sum((1, 2)))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=5, sampler=StalenessAwareSampler(max_staleness=3, version_key='v'))
for v in range(5):
    rb.extend(TensorDict({'x': arange(2) + v * 2, 'v': full((2,), v)}, [2]))
    rb.sampler.consumer_version = v
    print(rb.sample()['x'].tolist(), rb.sample()['staleness'].tolist())
print(rb.sampler.increment_consumer_version())
print(rb.sample())

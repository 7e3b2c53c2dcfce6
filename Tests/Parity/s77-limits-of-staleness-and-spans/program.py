from head import *

# Items of exactly the limit are drawn; -1, and what is below, is no limit.
def stale(limit, consumer):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=64, sampler=StalenessAwareSampler(max_staleness=limit))
    rb.extend(TensorDict({"policy_version": tensor([0, 1, 2, 3, 4])}, [5]))
    rb.sampler.consumer_version = consumer
    batch = rb.sample()
    return batch["policy_version"].unique().tolist(), batch["staleness"].max().item()
manual_seed(0)
for limit in [0, 1, 2, 3, -1, -2]: print(limit, *stale(limit, 4))

# Emptying forgets the consumer's version, not the limit.
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=4, sampler=StalenessAwareSampler(max_staleness=2))
rb.extend(TensorDict({"policy_version": tensor([5, 6])}, [2]))
rb.sampler.consumer_version = 7
print(rb.sample()["staleness"].tolist(), rb.sampler.consumer_version)
rb.empty()
print(rb.sampler.consumer_version, rb.sampler.max_staleness)
rb.extend(TensorDict({"policy_version": tensor([0, 0])}, [2]))
print(rb.sample()["staleness"].tolist())

# Spans in rows are shorter than the slices.
def spans(span):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(12), batch_size=16, sampler=SliceSampler(num_slices=4, traj_key="t", span=span))
    rb.extend(TensorDict({"t": tensor([0] * 5 + [1] * 7), "x": arange(12)}, [12]))
    try:
        x = rb.sample()["x"]
        return x.tolist()
    except Exception as error:
        return "refused"
for rows in [1, 2, 3, 4, 5]:
    print(rows, spans((rows, False)))
    print(rows, spans((False, rows)))
    print(rows, spans((rows, rows)))

from head import *
manual_seed(0)
for i in [0, 1]:
    for ok in [None, ['stuff']]:
        rb = ReplayBuffer(storage=LazyTensorStorage(10)) if i == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(10))
        rb.append_transform(FlattenObservation(-3, -1, out_keys=ok))
        rb.extend(TensorDict({'pixels': randint(255, (10, 10, 3))}, []).expand(10))
        shapes(rb.sample(2))

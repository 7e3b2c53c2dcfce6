from head import *
print(raises(lambda: TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=2, prefetch=1, shared=True)))

from head import *
manual_seed(0)
CK = ('vla_action', 'chunk')
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), transform=ActionChunkTransform(3), batch_size=4)
rb.extend(TensorDict({'action': randn(10, 5, 2)}, [10]))
print(list(rb.storage.get(0).keys(True, True)))
shapes(rb.sample())
shapes(ActionChunkTransform(3).inv(TensorDict({'action': randn(2, 5)}, [2])))

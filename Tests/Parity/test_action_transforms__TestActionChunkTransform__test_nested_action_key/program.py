from head import *
manual_seed(0)
CK = ('vla_action', 'chunk')
show(ActionChunkTransform(chunk_size=2, action_key=('data', 'action'), chunk_key=('data', 'chunk'), pad_key=('data', 'pad'))(TensorDict({'data': {'action': randn(2, 4, 3)}}, [2, 4])))
show(ActionChunkTransform(3)(TensorDict({'action': tensor([0.0, 1, 2, 3, 10, 11, 12, 13]).view(8, 1)}, [8]).reshape(2, 4)))

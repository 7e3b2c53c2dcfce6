from head import *
manual_seed(0)
CK = ('vla_action', 'chunk')
n = 0
err('size', lambda: ActionChunkTransform(chunk_size=n))
err('missing', lambda: ActionChunkTransform(2)(TensorDict({'other': randn(2, 4, 3)}, [2, 4])))
err('dim', lambda: ActionChunkTransform(2, time_dim=0)(TensorDict({'action': randn(2, 4, 3)}, [2, 4])))

from head import *
manual_seed(0)
rb = ReplayBuffer(storage=LazyTensorStorage(10))
rb.append_transform(Hash(in_keys=[('next', 'observation'), 'observation'], out_keys=[('next', 'hashing'), 'hashing'], hash_fn=lambda x: x.flatten(1).sum(-1)))
rb.extend(TensorDict({'observation': randn(3, 4), 'next': {'observation': randn(3, 4)}}, []).expand(10))
shapes(rb.sample(2))

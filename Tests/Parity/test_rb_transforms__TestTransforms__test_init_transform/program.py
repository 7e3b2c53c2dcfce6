from head import *
manual_seed(0)
f = FlattenObservation(-2, -1, in_keys=['observation'], out_keys=['flattened'])
rb = ReplayBuffer(collate_fn=lambda x: stack(x, 0), transform=f, batch_size=1)
rb.add(TensorDict({'observation': randn(2, 4, 3, 16)}, []))
show(rb.sample())

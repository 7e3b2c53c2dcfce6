from head import *
manual_seed(0)
rb = ReplayBuffer(collate_fn=lambda x: stack(x, 0), batch_size=1)
rb.add(TensorDict({'observation': randn(2, 4, 3, 16), 'observation2': randn(2, 4, 3, 16)}, []))
rb.append_transform(CatTensors(in_keys=['observation', 'observation2'], out_key='observation_cat'))
show(rb.sample())

from head import *
manual_seed(0)
def build(explicit):
    tr0 = Compose(ToTensorImage(in_keys=['pixels', ('next', 'pixels')]), Resize(32, in_keys=['pixels', ('next', 'pixels')]), RenameTransform([('some', 'key')], ['renamed']))
    tr1 = Compose(ToTensorImage(in_keys=['pixels', ('next', 'pixels')]), Resize(32, in_keys=['pixels', ('next', 'pixels')]), RenameTransform(['another_key'], ['renamed']))
    rb0 = TensorDictReplayBuffer(storage=LazyMemmapStorage(10), transform=tr0)
    rb1 = TensorDictReplayBuffer(storage=LazyMemmapStorage(10), transform=tr1)
    e = ReplayBufferEnsemble(rb0, rb1, p=[0.5, 0.5], transform=Resize(33, in_keys=['pixels'], out_keys=['pixels33']))
    rb0.extend(TensorDict({'pixels': randint(255, (10, 64, 64, 3)), ('next', 'pixels'): randint(255, (10, 64, 64, 3)), ('some', 'key'): randn(10)}, [10]))
    rb1.extend(TensorDict({'pixels': randint(255, (10, 48, 48, 3)), ('next', 'pixels'): randint(255, (10, 48, 48, 3)), 'another_key': randn(10)}, [10]))
    return [e, rb0, rb1]
def go():
    tr0 = Resize(4, in_keys=['pixels'])
    tr1 = Compose(Resize(4, in_keys=['pixels']), RenameTransform(['b'], ['a']))
    rb0 = TensorDictReplayBuffer(storage=LazyMemmapStorage(10), transform=tr0)
    rb1 = TensorDictReplayBuffer(storage=LazyMemmapStorage(10), transform=tr1)
    e = ReplayBufferEnsemble(storages=StorageEnsemble(rb0.storage, rb1.storage, transforms=[tr0, tr1]), samplers=SamplerEnsemble(rb0.sampler, rb1.sampler, p=[0.5, 0.5]), writers=WriterEnsemble(rb0.writer, rb1.writer), collate_fns=[rb0._collate_fn, rb1._collate_fn] if False else None, transform=Resize(3, in_keys=['pixels'], out_keys=['p3']))
    rb0.extend(TensorDict({'pixels': rand(10, 3, 6, 6), 'a': randn(10)}, [10]))
    rb1.extend(TensorDict({'pixels': rand(10, 3, 8, 8), 'b': randn(10)}, [10]))
    print(len(e.storage), e.storage[0] is rb0.storage)
    return e
e = go()
print('built')

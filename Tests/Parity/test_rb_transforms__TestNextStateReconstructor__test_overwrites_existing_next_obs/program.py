from head import *
manual_seed(0)
K = ('collector', 'traj_ids')
def mk(nt, tl, od=2):
    n = nt * tl
    done = zeros(n, 1, dtype=torch.bool)
    done[tl - 1::tl] = True
    return TensorDict({'observation': arange(n * od).float().reshape(n, od), ('next', 'done'): done, ('next', 'reward'): zeros(n, 1), K: arange(nt).repeat_interleave(tl)}, [n])
d = mk(2, 4)
d['next', 'observation'] = full((8, 2), -999.0)
rb = ReplayBuffer(storage=LazyTensorStorage(8), sampler=SliceSampler(slice_len=4, traj_key=K), transform=NextStateReconstructor(), batch_size=8)
rb.extend(d)
show(rb.sample())

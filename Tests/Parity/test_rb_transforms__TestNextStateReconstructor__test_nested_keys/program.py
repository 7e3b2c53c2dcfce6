from head import *
manual_seed(0)
K = ('collector', 'traj_ids')
def mk(nt, tl, od=2):
    n = nt * tl
    done = zeros(n, 1, dtype=torch.bool)
    done[tl - 1::tl] = True
    return TensorDict({'observation': arange(n * od).float().reshape(n, od), ('next', 'done'): done, ('next', 'reward'): zeros(n, 1), K: arange(nt).repeat_interleave(tl)}, [n])
n = 8
td = TensorDict({'agents': {'pos': arange(n * 3).float().reshape(n, 3), 'vel': arange(n * 2).float().reshape(n, 2)}, ('next', 'done'): tensor([[False], [False], [False], [True]] * 2), ('next', 'reward'): zeros(n, 1), K: tensor([0] * 4 + [1] * 4)}, [n])
rb = ReplayBuffer(storage=LazyTensorStorage(n), sampler=SliceSampler(slice_len=4, traj_key=K), transform=NextStateReconstructor(keys=[('agents', 'pos'), ('agents', 'vel')]), batch_size=4)
rb.extend(td)
show(rb.sample())

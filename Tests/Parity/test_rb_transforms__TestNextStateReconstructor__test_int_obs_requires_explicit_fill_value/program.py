from head import *
manual_seed(0)
K = ('collector', 'traj_ids')
def mk(nt, tl, od=2):
    n = nt * tl
    done = zeros(n, 1, dtype=torch.bool)
    done[tl - 1::tl] = True
    return TensorDict({'observation': arange(n * od).float().reshape(n, od), ('next', 'done'): done, ('next', 'reward'): zeros(n, 1), K: arange(nt).repeat_interleave(tl)}, [n])
td = TensorDict({'observation': arange(4).view(4, 1), K: zeros(4).long(), ('next', 'done'): zeros(4, 1, dtype=torch.bool)}, [4])
err('int', lambda: NextStateReconstructor()(td))
show(NextStateReconstructor(fill_value=-1)(td))

from head import *
manual_seed(0)
K = ('collector', 'traj_ids')
def mk(nt, tl, od=2):
    n = nt * tl
    done = zeros(n, 1, dtype=torch.bool)
    done[tl - 1::tl] = True
    return TensorDict({'observation': arange(n * od).float().reshape(n, od), ('next', 'done'): done, ('next', 'reward'): zeros(n, 1), K: arange(nt).repeat_interleave(tl)}, [n])
n = 6
td = TensorDict({'observation': arange(n).float().view(n, 1), K: zeros(n).long(), ('next', 'done'): tensor([[False]] * (n - 1) + [[True]])}, [n])
show(NextStateReconstructor()(td))

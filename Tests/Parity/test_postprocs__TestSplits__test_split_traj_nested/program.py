from head import *
manual_seed(0)
def fake(nw, tl):
    ids = arange(nw)
    sc = zeros(nw)
    w = arange(nw)
    out = []
    done0 = zeros(nw, 1, dtype=torch.bool)
    for i in range(tl):
        done = (sc == ids).unsqueeze(-1)
        td = TensorDict({('collector', 'traj_ids'): ids.clone(), 'a': ids.clone().unsqueeze(-1), 'step_count': sc.clone(), 'workers': w, 'done': done0, ('next', 'done'): done}, [nw])
        done0 = done
        out.append(td.clone())
        sc += 1
        k = done.squeeze(-1)
        m = int(done.sum().item())
        if m > 0:
            ids[k] = ids.max() + arange(1, m + 1)
            sc[k] = 0.0
    return stack(out, 1).contiguous()
s = split_trajectories(fake(3, 10), prefix='collector', as_nested=True)
print(s['next', 'done'].is_nested)

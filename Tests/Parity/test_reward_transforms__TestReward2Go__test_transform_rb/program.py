from head import *
manual_seed(0)
def mk(b, t):
    done = zeros(b, t, 1, dtype=torch.bool)
    for i in range(b):
        done[i, (i * 3) % t] = True
    return TensorDict({'misc': randn(b, t, 1), 'next': {'done': done, 'reward': randn(b, t, 1)}}, [b, t])
for g in [0.99, 1.0]:
    for t in [3, 20]:
        for k in [0, 1]:
            rb = ReplayBuffer(storage=LazyTensorStorage(10), transform=Reward2GoTransform(gamma=g, out_keys=['reward2go'])) if k == 0 else TensorDictReplayBuffer(storage=LazyTensorStorage(10), transform=Reward2GoTransform(gamma=g, out_keys=['reward2go']))
            rb.extend(mk(10, t))
            s = rb.sample(13)
            print(list(s['reward2go'].shape), [round(x, 4) for x in s['reward2go'].flatten()[:40].tolist()])

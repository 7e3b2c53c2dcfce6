from head import *
manual_seed(0)
def mk(b, t):
    done = zeros(b, t, 1, dtype=torch.bool)
    for i in range(b):
        done[i, (i * 3) % t] = True
    return TensorDict({'misc': randn(b, t, 1), 'next': {'done': done, 'reward': randn(b, t, 1)}}, [b, t])
for g in [0.99, 1.0]:
    td = mk(10, 20)
    x = Reward2GoTransform(gamma=g, out_keys=['reward2go']).inv(td)
    print([round(v, 4) for v in x['reward2go'].flatten()[::5].tolist()])
    y = Compose(Reward2GoTransform(gamma=g))(td.clone())
    print((y['next', 'reward'] == td['next', 'reward']).all().item())
    z = Compose(Reward2GoTransform(gamma=g)).inv(td.clone())
    print([round(v, 4) for v in z['next', 'reward'].flatten()[::7].tolist()])

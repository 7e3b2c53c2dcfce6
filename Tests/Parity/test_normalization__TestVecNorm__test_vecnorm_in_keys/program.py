from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for d in [0.9, 0.99, 1.0]:
    e = TransformedEnv(pend(), VecNorm(in_keys=['observation'], out_keys=['on'], decay=d, eps=0.01))
    e.set_seed(0)
    manual_seed(0)
    r = e.rollout(10)
    print([[round(x, 4) for x in y] for y in r['next', 'on'].tolist()])
    print(r['on'].shape)

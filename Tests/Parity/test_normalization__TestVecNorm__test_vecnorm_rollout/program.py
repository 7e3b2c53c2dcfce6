from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for k in range(2):
    b = pend() if k == 0 else SerialEnv(3, pend)
    b.set_seed(0)
    manual_seed(0)
    e = TransformedEnv(b, VecNorm(decay=1.0))
    td = e.reset()
    for i in range(60):
        td = e.rand_step(td)
        if i % 10 == 0:
            print([round(x, 4) for x in td['next', 'observation'].flatten().tolist()], [round(x, 4) for x in td['next', 'reward'].flatten().tolist()])
        td = step_mdp(td)

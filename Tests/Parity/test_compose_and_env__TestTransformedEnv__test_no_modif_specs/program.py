from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
b = pend()
e = TransformedEnv(b, RenameTransform([], [], ['action'], ['head']))
td = e.reset()
td = e.reset(td)
print(b.action_spec.shape, sorted(list(b.full_action_spec.keys())), sorted(list(e.full_action_spec.keys())))

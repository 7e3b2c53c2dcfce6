from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
err('order', lambda: ClipTransform(in_keys=['o'], low=1.0, high=-1.0))
err('none', lambda: ClipTransform(in_keys=['o']))
for lo, hi in [(1.0, 2.0), (None, 1.0), (-0.5, None)]:
    show(Compose(ClipTransform(in_keys=['o', ('n', 'r')], out_keys=['o_c', ('n', 'r_c')], low=lo, high=hi))(TensorDict({'o': randn(4) * 3, ('n', 'r'): randn(4) * 3}, [4])))

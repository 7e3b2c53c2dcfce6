from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def f(d):
    if 'y' in d.keys():
        d['y'] += 1
        return d
    return d.set('y', zeros(d.shape))
e = TransformedEnv(counting(5), f)
e.append_transform(f)
e.insert_transform(0, f)
print(e.reset()['y'].item(), len(e.transform))

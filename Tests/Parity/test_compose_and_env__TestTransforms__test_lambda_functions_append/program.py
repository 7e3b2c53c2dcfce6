from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
def f(d):
    return d.set('y', zeros(d.shape))
e = TransformedEnv(counting(5), Compose(StepCounter(), f))
e.transform.append(FiniteTensorDictCheck())
print(len(e.transform))

from head import *
manual_seed(0)
t = MultiStepTransform(3, 0.98)
t.n_steps = 4
print(t.n_steps)

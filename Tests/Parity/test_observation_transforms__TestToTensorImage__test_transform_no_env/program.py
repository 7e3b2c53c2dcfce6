from head import *
manual_seed(0)
for batch in [[], [1], [3, 2]]:
    for keys in [[('next', 'observation'), 'some_other_key'], [('next', 'observation_pixels')]]:
        td = TensorDict({}, batch)
        for k in keys:
            td[k] = randint(255, batch + [16, 16, 3])
        td = Compose(ToTensorImage(in_keys=keys))(td)
        print([(list(td[k].shape), td[k].dtype, td[k].flatten()[:6].tolist()) for k in keys])
for ok in [None, ['stuff']]:
    shapes(ToTensorImage(in_keys=['pixels'], out_keys=ok)(TensorDict({'pixels': randint(255, (21, 22, 3))}, [])))

from head import *
manual_seed(0)
for dim in [-1, 1]:
    for nc in [1, 3]:
        for batch in [[], [2], [2, 4]]:
            for size in [[], [4]]:
                for keys in [[('next', 'observation'), ('some', 'other')], [('next', 'observation_pixels')]]:
                    td = TensorDict({'dt': ones(batch + [2])}, batch)
                    for k in keys:
                        td[k] = randn(batch + size + [nc, 3, 3])
                    if dim > 0:
                        err('dim', lambda: UnsqueezeTransform(dim, in_keys=keys))
                    x = Compose(UnsqueezeTransform(dim if dim < 0 else len(batch) + 1, in_keys=keys, allow_positive_dim=True))(td.clone())
                    print([list(x[k].shape) for k in keys])
                    if size == [4]:
                        y = UnsqueezeTransform(-4, in_keys_inv=keys).inv(td.clone())
                        print([list(y[k].shape) for k in keys])

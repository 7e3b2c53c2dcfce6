from head import *
manual_seed(0)
for dim in [-1, -3, 1]:
    for nc in [1, 3]:
        for batch in [[], [2], [2, 4]]:
            for size in [[], [4]]:
                keys = ['a', ('some', 'other')]
                td = TensorDict({'dt': ones(batch + [2])}, batch)
                for k in keys:
                    td[k] = randn(batch + size + [nc, 3, 1])
                if dim > 0:
                    err('dim', lambda: SqueezeTransform(dim, in_keys=keys))
                x = Compose(SqueezeTransform(dim, in_keys=keys, allow_positive_dim=True))(td.clone())
                print([list(x[k].shape) for k in keys])
                y = SqueezeTransform(-3, in_keys_inv=keys).inv(td.clone())
                print([list(y[k].shape) for k in keys])

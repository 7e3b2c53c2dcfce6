from head import *

def t(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__

# Whole powers, of both signs, that wrap where they are too large.
bases = tensor([-3, -2, -1, 0, 1, 2, 3, 10])
for dtype in [int8, int16, int32, int64, uint8]: print([(bases.abs() if dtype == uint8 else bases).to(dtype).pow(tensor(e).to(dtype)).tolist() for e in ([0, 1, 2, 7, 63] if dtype == uint8 else [-63, -2, -1, 0, 1, 2, 7, 63])])
print([t(lambda: bases.pow(e).tolist()) for e in [-2, 0, 1, 3, 0.5, -1.0]], (2 ** tensor([0, 1, 62, 63])).tolist(), t(lambda: 2 ** tensor([-1])))

# Sums are added up in torch's order, bit for bit, however long they are.
manual_seed(0)
long = rand(300000)
for n in [1, 7, 8, 31, 32, 33, 127, 128, 129, 511, 512, 513, 4095, 4096, 4097, 8191, 8193, 65535, 65536, 65537, 131073, 262145, 300000]: print(n, long[:n].sum().item(), long[-n:].mean().item())
print(long.double().sum().item(), long.reshape(3, -1).sum(0).sum().item(), long.reshape(-1, 3).sum(0).tolist(), long[::2].sum().item(), long[::7].mean().item(), long.reshape(500, 600).t().sum(0).sum().item())
print(long.half()[:5000].sum().item(), long.bfloat16()[:5000].sum().item(), (long * 1000).int().sum().item(), long.var().item(), long.cumsum(0)[-1].item(), long.logsumexp(0).item())

# Writes at places named by tensors reach views, too.
def put(make, values, accumulate):
    y = zeros(3, 4)
    make(y).index_put_((tensor([0, 1, 0]), tensor([1, 0, 1])), values, accumulate=accumulate)
    return y.tolist()
for make in [(lambda y: y), (lambda y: y.t()), (lambda y: y[:, ::2]), (lambda y: y[1:]), (lambda y: y.flip(0))]: print([t(lambda: put(make, v, a)) for v in [tensor([1.0, 2.0, 4.0]), tensor(3.0), tensor([1, 2, 4]), tensor([1.0, 2.0])] for a in [False, True]])

# Formats that do not go with a number.
print([t(lambda: f.format(x)) for f in ["{:.2d}", "{:,}", "{:_}", "{:#x}", "{:+d}", "{: d}", "{:05d}", "{:<5d}", "{:^7,}", "{:c}", "{:s}", "{:z}", "{:10.3}", "{:%}", "{:e}", "{:n}", "{:=+6d}"] for x in [65, -1234567]])
print([t(lambda: f.format(x)) for f in ["{:.0f}", "{:.1f}", "{:g}", "{:.3g}", "{:#g}", "{:e}", "{:.0e}", "{:%}", "{:.1%}", "{:d}", "{:08.2f}", "{:+}", "{:,.2f}", "{:_}", "{:<9}|", "{:>9}|", "{:^9}|", "{:*^9}|", "{:=9}|"] for x in [0.5, 1234567.891, -0.0, inf, nan]])
print([t(lambda: f.format(x)) for f in ["{:5}|", "{:>5}|", "{:.2}|", "{:^6.1}|", "{:05}|", "{:d}", "{:,}", "{:=5}", "{:+}", "{!r:>6}", "{:s}"] for x in ["abc", ""]])

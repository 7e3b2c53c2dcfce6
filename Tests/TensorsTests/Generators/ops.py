"""Writes Vectors/ops.json: random cases of tensor operations with what torch answers.

Run: RL_LOGGING_LEVEL=ERROR python Tests/TensorsTests/Generators/ops.py
"""
import json, math, pathlib, random, warnings
import numpy
import torch

warnings.filterwarnings("ignore")
random.seed(20261)
torch.manual_seed(20261)
NAMES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"]
INTS, FLOATS = NAMES[1:6], NAMES[6:]


def number(v):
    # As text, because Foundation's JSON parser rounds doubles wrongly in the last bit.
    return repr(v) if isinstance(v, float) else v


def make(dtype, shape, low=-4, high=5, nan=False):
    kind = getattr(torch, dtype)
    low = 0 if dtype in ("bool", "uint8") else low
    high = 2 if dtype == "bool" else high
    if kind.is_floating_point:
        x = (torch.randint(low * 8, high * 8, shape).double() / 8).to(kind)
        if nan and x.numel() > 2:
            x.view(-1)[random.randrange(x.numel())] = float("nan")
        return x
    return torch.randint(low, high, shape).to(kind)


def flip(x):
    """The same tensor, sometimes not contiguous."""
    if x.dim() == 2 and random.random() < 0.4:
        return x.t().contiguous().t()
    return x


def tensor(x):
    transposed = x.dim() == 2 and not x.is_contiguous()
    base = x.t() if transposed else x
    return {"dtype": str(x.dtype)[6:], "shape": list(base.shape), "t": transposed,
            "values": [number(v) for v in base.contiguous().view(-1).tolist()]}


def answer(r):
    if isinstance(r, torch.Tensor):
        return [tensor(r.contiguous())]
    if isinstance(r, (tuple, list)):
        return [tensor(x.contiguous()) for x in r]
    return [tensor(torch.tensor(r))]


cases = []


def case(op, inputs, function, **args):
    described = [tensor(x) if isinstance(x, torch.Tensor) else {"number": number(x), "kind": type(x).__name__}
                 for x in inputs]
    entry = {"op": op, "inputs": described, "args": args}
    try:
        entry["out"] = answer(function(*inputs))
    except Exception as error:
        entry["error"] = type(error).__name__
    cases.append(entry)


SHAPES = [((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2,)), ((2, 3), ()), ((4, 2), (4, 2)), ((2,), (3,)), ((0, 2), (2,))]
BINARY = {"add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
          "divide": lambda a, b: a / b, "floorDivide": lambda a, b: a // b, "remainder": lambda a, b: a % b,
          "fmod": torch.fmod, "power": lambda a, b: a**b, "minimum": torch.minimum, "maximum": torch.maximum,
          "bitwiseAnd": lambda a, b: a & b, "bitwiseOr": lambda a, b: a | b, "bitwiseXor": lambda a, b: a ^ b,
          "shiftLeft": lambda a, b: a << b, "shiftRight": lambda a, b: a >> b, "atan2": torch.atan2}
COMPARE = {"equal": torch.eq, "notEqual": torch.ne, "less": torch.lt, "lessOrEqual": torch.le,
           "greater": torch.gt, "greaterOrEqual": torch.ge}
for name, function in BINARY.items():
    for _ in range(7):
        a, b = random.choice(SHAPES)
        positive = name in ("power", "shiftLeft", "shiftRight") and random.random() < 0.8
        x = flip(make(random.choice(NAMES), a, nan=random.random() < 0.2))
        y = flip(make(random.choice(NAMES), b, low=0 if positive else -4))
        if name in ("floorDivide", "remainder", "fmod") and random.random() < 0.8:
            y = torch.where(y == 0, torch.ones_like(y), y) if y.dtype != torch.bool else y
        case(name, [x, y], function)
    if name not in ("minimum", "maximum", "atan2"):
        for scalar in (True, 3, 2.5):
            case(name, [flip(make(random.choice(NAMES), (2, 3))), scalar], function)
        for scalar in (2, 1.5) if name != "fmod" else ():
            case(name, [scalar, make(random.choice(NAMES), (3,), low=1)], function)
for name, function in COMPARE.items():
    for _ in range(3):
        a, b = random.choice(SHAPES)
        case(name, [make(random.choice(NAMES), a, nan=True), make(random.choice(NAMES), b)], function)
    case(name, [make(random.choice(NAMES), (5,)), random.choice([1, 0.5, True])], function)
UNARY = ["neg", "abs", "sign", "floor", "ceil", "trunc", "round", "frac", "relu", "square", "exp", "expm1", "log", "log2",
         "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sqrt", "rsqrt",
         "reciprocal", "sigmoid", "erf", "isnan", "isinf", "isfinite", "bitwise_not", "logical_not", "nan_to_num"]
for name in UNARY:
    for _ in range(3):
        case(name, [flip(make(random.choice(NAMES), random.choice([(5,), (2, 3), ()]), nan=True))], (lambda x: ~x) if name == "bitwise_not" else getattr(torch, name))
DIMS = [None, [0], [1], [-1], [0, 1], [2]]
for name in ("sum", "mean", "amax", "amin", "std", "var", "norm", "logsumexp"):
    for _ in range(6):
        dims, keepdim = random.choice(DIMS), random.random() < 0.5
        x = flip(make(random.choice(FLOATS if name not in ("sum", "amax", "amin") else NAMES), (3, 4)))
        if dims is None:
            if name == "logsumexp":
                continue
            case(name, [x], lambda x: getattr(x, name)(), dims=None, keepdim=False)
        elif name == "norm":
            case(name, [x], lambda x: x.norm(2, dims, keepdim), dims=dims, keepdim=keepdim)
        else:
            case(name, [x], lambda x: getattr(x, name)(dims, keepdim=keepdim), dims=dims, keepdim=keepdim)
for shape in ((7,), (100,), (300,), (5, 13), (40, 6), (18, 33), (3, 5, 17)):
    for dtype in (torch.float32, torch.float64):
        x = torch.rand(shape, dtype=dtype)
        case("sum", [x], lambda x: x.sum(), dims=None, keepdim=False)
        if len(shape) > 1:
            case("sum", [x], lambda x: x.sum(0), dims=[0], keepdim=False)
            case("sum", [x], lambda x: x.sum(1), dims=[1], keepdim=False)
            case("mean", [x], lambda x: x.mean(-1), dims=[-1], keepdim=False)
ONE_DIM = {"prod": lambda x, d, k: x.prod(d, k), "max": lambda x, d, k: x.max(d, k), "min": lambda x, d, k: x.min(d, k),
           "argmax": lambda x, d, k: x.argmax(d, k), "argmin": lambda x, d, k: x.argmin(d, k),
           "median": lambda x, d, k: x.median(d, k), "all": lambda x, d, k: x.all(d, k), "any": lambda x, d, k: x.any(d, k),
           "cumsum": lambda x, d, k: x.cumsum(d), "cumprod": lambda x, d, k: x.cumprod(d),
           "cummax": lambda x, d, k: x.cummax(d), "cummin": lambda x, d, k: x.cummin(d),
           "sort": lambda x, d, k: torch.sort(x, dim=d, descending=k, stable=True), "diff": lambda x, d, k: x.diff(dim=d),
           "softmax": lambda x, d, k: x.softmax(d), "log_softmax": lambda x, d, k: x.log_softmax(d),
           "mode": lambda x, d, k: x.mode(d, k), "flip": lambda x, d, k: x.flip(d), "roll": lambda x, d, k: x.roll(2, d),
           "unbind": lambda x, d, k: x.unbind(d), "unsqueeze": lambda x, d, k: x.unsqueeze(d),
           "repeatInterleave": lambda x, d, k: x.repeat_interleave(2, d), "unique": lambda x, d, k: x.unique(
               return_inverse=True, return_counts=True),
           "uniqueDim": lambda x, d, k: x.unique(dim=d, return_inverse=True, return_counts=True),
           "uniqueConsecutive": lambda x, d, k: x.unique_consecutive(return_inverse=True, return_counts=True)}
for name, function in ONE_DIM.items():
    for _ in range(4):
        dim, keepdim = random.choice([0, 1, -1, 3] if random.random() < 0.3 else [0, 1, -1]), random.random() < 0.5
        x = flip(make(random.choice(NAMES), (3, 4), low=-2, high=3, nan=name not in ("unique", "uniqueDim", "mode") and random.random() < 0.3))
        case(name, [x], lambda x: function(x, dim, keepdim), dim=dim, keepdim=keepdim)
for n, k in ((5, 2), (5, 5), (20, 7), (40, 30), (200, 3), (300, 150)):
    for largest in (True, False):
        x = make(random.choice(["int64", "float32"]), (n,))
        case("topk", [x], lambda x: x.topk(k, largest=largest), k=k, largest=largest)
    case("kthvalue", [x], lambda x: x.kthvalue(k), k=k)


def index(parts, shape):
    described, python = [], []
    for part in parts:
        if isinstance(part, torch.Tensor):
            described.append({"tensor": tensor(part)})
        elif isinstance(part, bool):
            described.append({"bool": part})
        elif part is None:
            described.append({"none": 1})
        elif part is Ellipsis:
            described.append({"ellipsis": 1})
        elif isinstance(part, slice):
            described.append({"slice": [part.start, part.stop, part.step]})
        else:
            described.append({"int": part})
    return described


def part(size, count):
    kind = random.choice(["int", "slice", "slice", "tensor", "mask", "tensor2", "zero"])
    if kind == "int":
        return random.randint(-size, size - (0 if random.random() < 0.1 else 1))
    if kind == "slice":
        return slice(*random.choice([(None, None, None), (1, None, None), (None, -1, None), (0, 3, 2), (2, 1, None), (-2, None, 1)]))
    if kind == "mask":
        return torch.rand(size) < 0.6
    if kind == "zero":
        return torch.tensor(random.randrange(size))
    shape = (count,) if kind == "tensor" else (2, count)
    return torch.randint(-size, size, shape, dtype=random.choice([torch.int64, torch.int32]))


for i in range(110):
    shape = random.choice([(4,), (3, 4), (2, 3, 4), (2, 3, 2, 3)])
    x = torch.arange(math.prod(shape)).reshape(shape).to(getattr(torch, random.choice(["int64", "float32", "uint8", "float16"])))
    count = random.choice([1, 3])
    parts = [part(s, count) for s in shape[: random.randint(1, len(shape))]]
    if random.random() < 0.25:
        parts.insert(random.randint(0, len(parts)), None)
    if random.random() < 0.25:
        parts.insert(random.randint(0, len(parts)), Ellipsis)
    if random.random() < 0.1:
        parts.insert(random.randint(0, len(parts)), random.random() < 0.7)
    if random.random() < 0.1 and len(shape) > 1:
        parts = [torch.rand(shape[:2]) < 0.5] + parts[2:]
    if random.random() < 0.03:
        parts = parts + [0] * len(shape)
    python = tuple(parts)
    case("get", [x], lambda x: x[python], index=index(parts, shape))
    try:
        target = x[python].shape
    except Exception:
        continue

    def put(x, value):
        # Of several values for one place torch keeps the last (CPU, serial); so does this.
        y = x.clone()
        y[python] = value
        return y
    # A shape that broadcasts, most of the time.
    size = [1 if random.random() < 0.3 else s for s in target][random.choice([0, 0, 1]):]
    case("set", [x, torch.arange(math.prod(size)).reshape(size).to(x.dtype) + 100], put, index=index(parts, shape))

JOIN = [[("float32", (2, 3)), ("int64", (1, 3))], [("int64", (2,)), ("uint8", (3,))], [("float16", (2, 2)), ("bfloat16", (2, 2))],
        [("float32", (2, 3)), ("float64", (0,))], [("float32", (2, 3)), ("float32", (2, 2))], [("bool", (2,)), ("bool", (2,))]]
for spec in JOIN:
    for dim in (0, 1, -1):
        parts = [flip(make(*s)) for s in spec]
        case("cat", parts, lambda *x: torch.cat(x, dim), dim=dim)
        case("stack", parts, lambda *x: torch.stack(x, dim), dim=dim)
for a, b in (((3,), (3,)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((3,), (3, 2)), ((2, 2, 3), (3, 2)), ((2, 3), (2, 3))):
    dtype = random.choice(["float32", "int64", "float64"])
    case("matmul", [flip(make(dtype, a)), flip(make(dtype, b))], torch.matmul)
for sizes in ([6], [-1], [3, 2], [-1, 2], [4], [1, 6, 1], [2, 3], [-1, -1], [0, -1]):
    for x in (make("int64", (2, 3)), flip(make("int64", (2, 3))), torch.arange(6).reshape(3, 2).t()):
        case("view", [x], lambda x: x.view(sizes), sizes=sizes)
        case("reshape", [x], lambda x: x.reshape(sizes), sizes=sizes)
for sizes in ([2, 3], [4, 2, 3], [-1, 3], [4, 3], [3], [2, -1]):
    for shape in ((2, 3), (1, 3), (3,)):
        case("expand", [make("int64", shape)], lambda x: x.expand(sizes), sizes=sizes)
for dtype in NAMES:
    for other in NAMES:
        x = make(dtype, (4,), low=-100, high=100) if dtype != "bool" else make(dtype, (4,))
        if dtype in FLOATS and other == "uint8":
            x = x.abs()
        case("to", [x], lambda x: x.to(getattr(torch, other)), dtype=other)
for args in ((0, 5, 1), (5, 0, -2), (0, 1, 0.1), (1, 10, 2.5), (0, 5, 0.1), (2, 2, 1), (0, 1, 0), (3, 1, 1), (1, 4, 0.07), (-3, 9, 0.3), (True, 4, 1)):
    case("arange", list(args), lambda *a: torch.arange(*a))
for args in ((0, 1, 50), (-2, 3, 50), (5, 1, 4), (0, 1, 1), (0, 1, 0)):
    case("linspace", [float(args[0]), float(args[1]), args[2]], lambda a, b, n: torch.linspace(a, b, n))

I = lambda *v: torch.tensor(v)
for args in ((0, 1, 1), (0, 1, 2), (0, 3, 1), (1, -2, 2), (0, 0, -1), (2, 0, 1)):
    case("narrow", [make("int64", (2, 3))], lambda x: x.narrow(*args), n=args)
for args in ((0, 1), (1, -3), (0, 2), (2, 0), (-1, 2)):
    case("select", [make("int64", (2, 3))], lambda x: x.select(*args), n=args)
for args in ((2, 0), (3, 1), (0, 0), (4, -1), (2, 5)):
    case("split", [make("int64", (5, 4))], lambda x: x.split(*args), n=args)
    case("chunk", [make("int64", (5, 4))], lambda x: x.chunk(*args), n=args)
    case("tensorSplit", [make("int64", (5, 4))], lambda x: x.tensor_split(*args), n=args)
for sizes in ([2, 3], [1, 2], [5, 0], [6, -1]):
    case("splitSizes", [make("int64", (5, 4))], lambda x: x.split(sizes), sizes=sizes)
for args in ((0, 2, 1), (1, 3, 2), (0, 6, 1), (0, 2, 0), (-1, 0, 1)):
    case("unfold", [make("int64", (5, 4))], lambda x: x.unfold(*args), n=args)
for args in ((0, 0, 1), (1, 0, 1), (-2, 0, 1), (9, 0, 1), (0, 1, 0), (0, 0, 0)):
    case("diagonal", [make("int64", (3, 4))], lambda x: x.diagonal(*args), n=args)
for args in ((0, 1), (0, 2), (1, 2), (-1, -3), (2, 0), (1, 1)):
    case("transpose", [make("int64", (2, 3, 2))], lambda x: x.transpose(*args), n=args)
    case("flatten", [make("int64", (2, 3, 2))], lambda x: x.flatten(*args), n=args)
    case("movedim", [make("int64", (2, 3, 2))], lambda x: x.movedim(*args), n=args)
for args in ((2, 0, 1), (0, 1), (0, 0, 1), (0, 1, 3), (-1, 0, 1)):
    case("permute", [make("int64", (2, 3, 2))], lambda x: x.permute(args), n=args)
for args in ((2, 2), (3,), (1, 2, 2), (0, 1), (-1, 1)):
    case("repeat", [make("int64", (2, 2))], lambda x: x.repeat(args), n=args)
    case("tile", [make("int64", (2, 2))], lambda x: x.tile(args), n=args)
for sizes in ([2, 3], [-1, 2], [2, 2], [6, 1], [-1, -1]):
    case("unflatten", [make("int64", (2, 6))], lambda x: x.unflatten(1, sizes), sizes=sizes)
for places in ([0, 2], [2, 0, 2], [3], [-1], []):
    index_ = torch.tensor(places, dtype=torch.int64)
    case("indexSelect", [make("float32", (3, 4)), index_], lambda x, i: x.index_select(0, i), dim=0)
    case("indexSelect", [make("float32", (3, 4)).t().contiguous().t(), index_], lambda x, i: x.index_select(1, i), dim=1)
    case("take", [make("float32", (3, 1)), index_], lambda x, i: x.take(i))
    case("bincount", [index_], lambda i: i.bincount(minlength=2))
    case("oneHot", [index_], lambda i: torch.nn.functional.one_hot(i, 3))
    case("repeatTensor", [make("int64", (3,)), index_], lambda x, i: x.repeat_interleave(i))
    case("indexFill", [make("int64", (3, 2)), index_], lambda x, i: x.index_fill(0, i, 7), dim=0)
    source = make("int64", (len(places), 2))
    case("indexAdd", [make("int64", (3, 2)), index_, source], lambda x, i, y: x.index_add(0, i, y), dim=0)
    case("indexCopy", [make("int64", (3, 2)), index_, source], lambda x, i, y: x.index_copy(0, i, y), dim=0)
for dim, i in ((0, [[0, 1], [2, 0]]), (1, [[1, 0, 1], [0, 0, 1], [1, 1, 1]]), (0, [[3]]), (1, [[-1]]), (1, [0]), (0, [[0, 0, 0]])):
    x, i = make("float32", (3, 2)), torch.tensor(i)
    case("gather", [x, i], lambda x, i: x.gather(dim, i), dim=dim)
    case("scatter", [x, i], lambda x, i: x.scatter(dim, i, 9.0), dim=dim)
    case("scatterAdd", [x, i, torch.ones_like(i).float()], lambda x, i, y: x.scatter_add(dim, i, y), dim=dim)
for kinds in (("bool", "int64", "float32"), ("bool", "uint8", "int8"), ("int64", "int64", "int64"), ("bool", "float16", "float64")):
    case("where", [make(kinds[0], (2, 1)), make(kinds[1], (3,)), make(kinds[2], ())], torch.where)
    case("maskedSelect", [make(kinds[1], (2, 3)), make(kinds[0], (3,))], torch.masked_select)
    case("maskedFill", [make(kinds[1], (2, 3)), make(kinds[0], (3,)), 2.5], torch.masked_fill)
for low, high in ((0, 2), (-1.5, 1.5), (None, 1), (2, None), (3, 1), (None, None)):
    for dtype in ("int64", "float32", "uint8", "float16"):
        case("clamp", [make(dtype, (6,), nan=True)], lambda x: x.clamp(low, high),
             low=low if low is None else repr(low), high=high if high is None else repr(high))
for dtype in ("float32", "float64", "int64"):
    case("lerp", [make(dtype, (4,)), make(dtype, (4,)), 0.3], torch.lerp)
    case("lerp", [make(dtype, (4,)), make(dtype, (4,)), 0.75], torch.lerp)
    case("roundDecimals", [make(dtype, (6,)) / 7], lambda x: x.round(decimals=2), n=[2])
    case("roundDecimals", [make(dtype, (6,)) * 77.7], lambda x: x.round(decimals=-1), n=[-1])
    case("histc", [make(dtype, (20,))], lambda x: x.histc(5), bins=5)
    case("histogram", [make(dtype, (20,))], lambda x: tuple(torch.from_numpy(v) for v in numpy.histogram(x.numpy(), 7)), bins=7)
    edges, v = make(dtype, (6,)).sort().values, make(dtype, (2, 3))
    for right in (False, True):
        case("bucketize", [v, edges], lambda v, e: torch.bucketize(v, e, right=right), right=right)
        case("searchsorted", [edges, v], lambda e, v: torch.searchsorted(e, v, right=right), right=right)
    case("isin", [make(dtype, (5,)), make(dtype, (3,))], torch.isin)
    case("median0", [make(dtype, (3, 4), nan=True)], lambda x: x.median())
    for q in (0.0, 0.3, 0.5, 1.0, 1.5):
        case("quantile", [make(dtype, (7,)), torch.tensor(q).to(getattr(torch, dtype)) if dtype != "int64" else torch.tensor(q)], lambda x, q: x.quantile(q))
    case("nonzero", [make(dtype, (3, 4), low=-1, high=2)], torch.nonzero)
    case("tril", [make(dtype, (3, 4))], lambda x: x.tril(1), n=[1])
    case("triu", [make(dtype, (3, 4))], lambda x: x.triu(-1), n=[-1])
for a in NAMES:
    for other in (make(random.choice(NAMES), (2, 3)), make(random.choice(NAMES), (3,)), make(random.choice(NAMES), (4, 2, 3)), 2, 2.5, True):
        case("assignAdd", [make(a, (2, 3)), other], lambda x, y: x.clone().add_(y))
        case("assignDivide", [make(a, (2, 3)), 2], lambda x, y: x.clone().div_(y))
for name in ("exp2", "erfc", "lgamma", "asinh", "acosh", "atanh", "sinc", "digamma"):
    for dtype in ("float32", "float64", random.choice(NAMES)):
        case(name, [make(dtype, (8,), nan=True)], getattr(torch, name))

path = pathlib.Path(__file__).parent.parent / "Vectors" / "ops.json"
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
path.write_text('{"torch":"%s","cases":[\n%s\n]}\n' % (torch.__version__, lines))
print(len(cases), path.stat().st_size)

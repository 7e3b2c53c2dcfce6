"""Writes Vectors/rng_extra.json: torch's random functions that rng.json has no case for, on one stream per case.

Run: RL_LOGGING_LEVEL=ERROR python random_extra_vectors.py > ../Vectors/rng_extra.json  (torch 2.15.0, AVX2 or better)
Targets: {shape, dtype, layout}; the layouts are dense, transposed (the last two dimensions swapped, dense in memory),
sliced (every second of the last dimension) and both.
"""

import json
import random

import torch

random.seed(7)
FLOATS = ["float32", "float64", "float16", "bfloat16"]
INTS = ["uint8", "int8", "int16", "int32", "int64"]


def target(shape, dtype, layout):
    dtype = getattr(torch, dtype)
    if layout == "dense":
        return torch.zeros(shape, dtype=dtype)
    if layout == "transposed":
        return torch.zeros(shape[:-2] + [shape[-1], shape[-2]], dtype=dtype).transpose(-1, -2)
    if layout == "sliced":
        return torch.zeros(shape[:-1] + [shape[-1] * 2], dtype=dtype)[..., ::2]
    return torch.zeros(shape[:-2] + [shape[-1], shape[-2] * 2], dtype=dtype)[..., ::2].transpose(-1, -2)


def encode(value):
    if isinstance(value, float):
        if value != value:
            return "nan"
        if value in (float("inf"), float("-inf")):
            return "inf" if value > 0 else "-inf"
        if value == 0 and str(value)[0] == "-":
            return "-0"
    return value


def shape():
    return [random.randint(1, 6) for _ in range(random.randint(2, 3))]


OPS = {
    "cauchy_": lambda: dict(median=random.uniform(-2, 2), sigma=random.uniform(0.1, 3)),
    "log_normal_": lambda: dict(mean=random.uniform(-1, 1), std=random.uniform(0.1, 2)),
    "geometric_": lambda: dict(p=random.uniform(0.01, 0.99)),
    "random_from": lambda: dict(low=random.randint(-100, 100)),
    "random_range": lambda: dict(low=random.randint(0, 20), high=random.randint(21, 120)),
    "random_": dict,
    "uniform_": lambda: dict(low=random.uniform(-3, 0), high=random.uniform(0, 3)),
    "normal_": lambda: dict(mean=random.uniform(-3, 3), std=random.uniform(0, 3)),
    "exponential_": lambda: dict(rate=random.uniform(0.1, 3)),
    "bernoulli_": lambda: dict(p=random.random()),
    "bernoulli_tensor_": dict,
    "rand_like": dict,
    "randn_like": dict,
    "randint_like": lambda: dict(low=0, high=random.randint(1, 100)),
}


def run(op, t, a):
    if op == "random_from":
        return t.random_(a["low"], None)
    if op == "random_range":
        return t.random_(a["low"], a["high"])
    if op == "geometric_":
        return t.geometric_(a["p"])
    if op == "exponential_":
        return t.exponential_(a["rate"])
    if op == "bernoulli_":
        return t.bernoulli_(a["p"])
    if op == "bernoulli_tensor_":
        p = torch.linspace(0, 1, t.shape[-1], dtype=getattr(torch, a["p_dtype"]))
        return t.bernoulli_(p)
    if op == "randint_like":
        return torch.randint_like(t, a["low"], a["high"])
    if op in ("rand_like", "randn_like"):
        return getattr(torch, op)(t)
    if op == "random_":
        return t.random_()
    return getattr(t, op)(*a.values())


cases = []
for number in range(60):
    seed = random.randint(-(2**63), 2**64 - 1)
    torch.manual_seed(seed)
    ops = []
    for _ in range(5):
        op = random.choice(list(OPS))
        arguments = OPS[op]()
        floats_only = op in ("cauchy_", "log_normal_", "uniform_", "normal_", "exponential_", "rand_like", "randn_like")
        dtype = random.choice(FLOATS if floats_only else FLOATS + INTS)
        if op == "random_from" and dtype in ("uint8", "int8"):
            arguments["low"] = abs(arguments["low"])
        if op == "bernoulli_tensor_":
            arguments["p_dtype"] = random.choice(["float32", "float64"])
        size = shape()
        layout = random.choice(["dense", "transposed", "sliced", "both"])
        result = run(op, target(size, dtype, layout), arguments)
        out = [encode(v) for v in result.contiguous().reshape(-1).tolist()]
        ops.append(dict(op=op, shape=size, dtype=dtype, layout=layout, strides=list(result.stride()), **arguments, out=out))
    state = torch.get_rng_state()
    checksum = sum((i + 1) * b for i, b in enumerate(state.tolist()))
    cases.append(dict(id=f"extra{number}", seed=str(seed), ops=ops, state_checksum=checksum, next=torch.rand(3).tolist()))

# Equal quotients: many zero weights, half types, and lists long enough for torch's partial sort.
for number in range(40):
    seed = random.randint(0, 2**32)
    torch.manual_seed(seed)
    columns = random.choice([2, 5, 17, 40, 130, 400])
    dtype = random.choice(FLOATS)
    weights = torch.tensor([random.choice([0, 0, 0, 0.25, 1, 3]) for _ in range(columns - 1)] + [1], dtype=getattr(torch, dtype))
    count = random.choice([1, 2, max(1, columns // 64), max(1, columns // 2), columns])
    out = torch.multinomial(weights, count).tolist()
    op = dict(op="multinomial", dtype=dtype, weights=weights.tolist(), count=count, out=out)
    cases.append(dict(id=f"tie{number}", seed=str(seed), ops=[op]))

head = {"kind": "random functions on strided targets", "made_with": {"torch": torch.__version__}}
print("{" + ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()) + ', "cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")

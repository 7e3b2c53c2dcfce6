"""Writes Vectors/format.json: Python's format(value, spec) on hand-picked and random cases.

Run: python3 format_vectors.py > ../Vectors/format.json  (any CPython from 3.11 on; 3.14 adds fraction grouping)
"""

import json
import random
import struct
import sys

random.seed(20260101)
cases = []


def add(value, spec):
    case = {"spec": spec}
    if isinstance(value, bool):
        case["bool"] = value
    elif isinstance(value, int):
        case["int"] = str(value)
    elif isinstance(value, float):
        case["float_bits"] = str(struct.unpack("<Q", struct.pack("<d", value))[0])
    else:
        case["str"] = value
    try:
        case["text"] = format(value, spec)
    except (ValueError, OverflowError) as error:
        case["error"] = type(error).__name__
    cases.append(case)


nan, inf = float("nan"), float("inf")
for value, spec in [
    (1, ".3"), (1, "s"), (1, "+c"), (1, "#c"), (1, ",c"), (1, ",x"), (1, "_x"), (1, ",n"), (1, "_n"), (1, "zd"),
    (1, "z"), (1, "zf"), (1, "é"), (1, "d "), (1, ",_"), (1, "_,"), (1, "99999999999999999999"),
    (1.0, ".99999999999f"), (1.0, "."), (1.0, "d"), (1.0, "c"), (1.0, "_n"), ("a", "+"), ("a", " "), ("a", "#"),
    ("a", "="), ("a", ","), ("a", "_"), ("a", "z"), ("a", "d"), ("a", "05"), ("a", "=5"), ("a", "0=5"), ("a", ".0"),
    ("a", ".1s"), (True, "s"), (True, "d"), (True, "5"), (True, ""), (False, ".1f"), (65, "c"), (-1, "c"),
    (0x110000, "c"), (65, "5c"), (65, "05c"), (65, ".2c"), (1.0, "ž"), (1.0, ",ž"), (1.0, "dd"), ("a", "dd"),
    (1, "0<5"), (1, "05"), (1, "<05"), (1, "x<05"), (1, "^^5"), (1234, "010,"), (1234.5, "012,"), (-1234, "010_"),
    (1e16, "#"), (1.0, "#"), (1.0, "#g"), (100.0, ".3"), (1000.0, ".3"), (999.5, ".3"), (0.0, ".3"), (1.0, ".0"),
    (1.0, "#.0"), (1.5, ".0f"), (2.5, ".0f"), (1.5, "#.0f"), (nan, "05"), (-inf, "06"), (inf, "%"), (nan, "F"),
    (-0.0, "zf"), (-0.0001, "z.2f"), (-0.0, "z"), (-0.0, ""), (0.5, "%"), (1e300, "%"), (1e308, "%"), (255, "#x"),
    (255, "#X"), (255, "#010x"), (-255, "#_b"), (255, "+e"), (10**18, "f"), (1, ".0e"), (1, "10."), (1, "+ "),
    (1234567, ",.2f"), (1, "=+5"), (1, "*=+5"), (1, "0"), (1, "00"), (1, "i"), (1.0, "%%"), (nan, "+"), (inf, " "),
    (nan, ","), (inf, "010,"), ("abc", "-5"), ("é", ">3"), ("a", "é>3"), (2**63 - 1, ","), (-(2**63), "_x"),
    (-(2**63), "d"), (-(2**63), "e"), (0.1, ".20f"), (5e-324, ""), (5e-324, ".3e"), (1.7976931348623157e308, "f"),
    (123456789.0, "n"), (1e5, "n"), (1e-5, "n"), (-5, "z.1f"), (0.0, "g"), (0.0, "e"), (0.0, "#g"), (0.05, ".1f"),
    (0.25, ".1f"), (0.35, ".1f"), (1e22, ","), (1e15, ","), (123456.789, "_"), (1234567.0, "_g"), (0.1, ".1"),
    (9.999, ".3g"), (99999.5, ".5g"), (999999.5, "g"), (0.0001, "g"), (0.00001, "g"), ("abc", "^7.2"), ("", "3"),
]:
    add(value, spec)


def number():
    return random.choice([
        random.randint(-10, 10), random.randint(-(10**9), 10**9), random.randint(-(2**63), 2**63 - 1),
        random.uniform(-1, 1), random.uniform(-1e6, 1e6), random.uniform(-1, 1) * 10.0 ** random.randint(-20, 25),
        round(random.uniform(-100, 100), random.randint(0, 3)), float(random.randint(-2000, 2000)),
        random.choice([nan, inf, -inf, 0.0, -0.0]),
    ])


for _ in range(1500):
    value = random.choice([number, number, number, lambda: random.choice(["", "a", "hello", "naïve", "日本"])])()
    spec = ""
    if random.random() < 0.4:
        spec += random.choice(["", "*", "0", "é"]) + random.choice("<>^=")
    spec += random.choice(["", "", "", "+", "-", " "])
    spec += random.choice(["", "", "", "", "z"])
    spec += random.choice(["", "", "", "#"])
    spec += random.choice(["", "", "0"])
    spec += random.choice(["", str(random.randint(1, 25))])
    spec += random.choice(["", "", ",", "_"])
    spec += random.choice(["", "." + str(random.randint(0, 12))])
    spec += random.choice(["", "", "d", "b", "o", "x", "X", "e", "E", "f", "F", "g", "G", "n", "%", "s", "f", "g", "e"])
    add(value, spec)

head = {"kind": "format(value, spec)", "made_with": "CPython " + sys.version.split()[0]}
print("{" + ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()) + ', "cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")

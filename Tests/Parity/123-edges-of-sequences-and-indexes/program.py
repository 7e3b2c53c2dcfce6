from head import *

def t(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__

# Every pair of short sequences, in their order.
lists = [[], [0], [1], [0, 0], [0, 1], [1, 0], [1.0], [nan], ["a"], [[0]], [[0], 1]]
for a in lists: print(a, [t(lambda: a < b) for b in lists], [t(lambda: a <= b) for b in lists], [a == b for b in lists])
print([tuple(a) < tuple(b) for a in lists[:7] for b in lists[:7]], [tuple(a) >= tuple(b) for a in lists[:7] for b in lists[:7]])
print(sorted([[1, 2], [1], [], [0, 5], [1, 1, 9]]), max([(1, 2), (1, 3), (0, 9)]), min("ba", "b", "a"), [1] == (1,), (1,) < (1, None))

# Slices of every kind that clamps, in every kind of sequence.
bounds = [None, -9, -4, -3, -1, 0, 1, 2, 3, 4, 9]
for step in [None, 1, 2, 3, 9, -1, -2, -3, -9]:
    print(step, [[0, 1, 2, 3][a:b:step] for a in bounds for b in bounds] == [list((0, 1, 2, 3)[a:b:step]) for a in bounds for b in bounds] == [[int(c) for c in "0123"[a:b:step]] for a in bounds for b in bounds] == [list(range(4)[a:b:step]) for a in bounds for b in bounds])
    print(["0123"[a:b:step] for a in bounds for b in bounds])
print(t(lambda: [1][::0]), t(lambda: ""[::0]), t(lambda: range(3)[::0]), range(10)[2:9:3], range(9, 0, -2)[1:-1], range(5)[::-1])
print([t(lambda: [5, 6, 7][i]) for i in [-4, -3, -1, 0, 2, 3]], [t(lambda: "abc"[i]) for i in [-4, -3, 2, 3]], [t(lambda: range(3, 9, 2)[i]) for i in [-4, -3, 2, 3]])

# Ranges are equal by what they give.
ranges = [range(0), range(3, 3), range(0, 1), range(0, 1, 7), range(0, 3, 5), range(0, 5, 3), range(0, 6, 3), range(0, 7, 3), range(4, 0, -2), range(4, 1, -2), range(3, 0, -1)]
print([len(r) for r in ranges], [list(r) for r in ranges])
for r in ranges: print(r, [r == s for s in ranges], [x in r for x in [-1, 0, 1, 2, 3, 4, 5, 6, 3.0, 2.5, True, None]])

# Places in lists, from both ends.
def inserted(i):
    xs = [0, 1, 2]
    xs.insert(i, 9)
    return xs
def popped(i):
    xs = [0, 1, 2]
    return (xs.pop(i), xs)
print([inserted(i) for i in range(-5, 6)])
print([t(lambda: popped(i)) for i in range(-5, 6)])
print([t(lambda: [3, 4, 3].index(x)) for x in [3, 4, 5, 3.0]], [[3, 4, 3, True, 1.0].count(x) for x in [3, 4, 5, 1]])

# Texts, with bounds.
s = "abcabca"
print([s.find(x, i) for x in ["", "a", "bc", "x"] for i in [-8, -3, 0, 1, 6, 7, 8]])
print([s.rfind(x) for x in ["", "a", "bc", "x"]])
print([s.count(x) for x in ["", "a", "bc", "x", "abca"]])
print([s.replace("a", "-", n) for n in [-1, 0, 1, 2, 9]], "aaa".replace("aa", "b"), "ab".replace("", "."))
print(["a,b,,c".split(",", n) for n in [-1, 0, 1, 2, 9]], ["a,b,,c".rsplit(",", n) for n in [-1, 0, 1, 2, 9]])
print([x.split(None, n) for x in [" a  b ", "a b  ", "  ", "a"] for n in [-1, 0, 1, 2, 3]])
print([x.rsplit(None, n) for x in [" a  b ", "  a b", "  ", "a"] for n in [-1, 0, 1, 2, 3]], "".split(), "".split(","), t(lambda: "a".split("")))
print([x.center(n, "*") for x in ["a", "ab"] for n in [0, 1, 2, 3, 4, 5, 6]], ["-5".zfill(n) for n in range(5)], ["+".zfill(3), "".zfill(2), "a".ljust(3, "."), "a".rjust(3, ".")])
print("a-b-c".partition("-"), "a-b-c".rpartition("-"), "abc".partition("-"), "abc".rpartition("-"), t(lambda: "a".partition("")))
print("a\nb\r\nc\n\nd".splitlines(), "a\tbc\td".expandtabs(4), "\t".expandtabs(0), "xxabxx".strip("x"), "xxabxx".lstrip("x"), "xxabxx".rstrip("xb"), "ab".strip(""))

# Masks and numbers as indices.
x = arange(12).reshape(3, 4)
print(x[tensor([True, False, True])], x[x % 5 == 0], x[:, tensor([False, True, True, False])].tolist(), x[tensor([[True] * 4, [False] * 4, [True] * 4])].tolist())
print([t(lambda: x[m].tolist()) for m in [tensor([True, False]), ones(3, 3, dtype=bool), ones(2, 4, dtype=bool), ones(3, 4, 1, dtype=bool), ones(4, dtype=bool)]])
print([t(lambda: x[:, m].tolist()) for m in [tensor([True] * 3), tensor([True] * 5), tensor([0, 3]), tensor([-4, -1]), tensor([4]), tensor([-5])]])
print([t(lambda: x[i].tolist()) for i in [-4, -3, 2, 3]], [t(lambda: x[1, j].item()) for j in [-5, -4, 3, 4]], t(lambda: x[0, 0, 0]), t(lambda: x[None, :, None].shape), t(lambda: x[..., 1, :].tolist()))
print([x[a:b].tolist() for a in [-9, -2, 0, 2, 9] for b in [-9, -1, 0, 3, 9]] == [x.tolist()[a:b] for a in [-9, -2, 0, 2, 9] for b in [-9, -1, 0, 3, 9]], x[:, ::3].tolist(), t(lambda: x[::-1]), t(lambda: x[::0]))

# What is assigned loses leading ones, and keeps the dtype.
def assigned(index, value):
    y = zeros(2, 3)
    y[index] = value
    return y.tolist()
print([t(lambda: assigned(0, v)) for v in [5, 1.5, True, tensor(2.0), tensor([1.0, 2.0, 3.0]), ones(1, 3), ones(1, 1, 3), ones(1, 1, 1, 1), ones(2, 3), ones(3, 1), tensor([4])]])
print([t(lambda: assigned(tensor([1, 0]), v)) for v in [5, tensor(2.0), tensor([1.0, 2.0, 3.0]), tensor([[1.0], [2.0]]), ones(2, 2), tensor([1, 2, 3]), tensor([1.0], dtype=float64)]])
print([t(lambda: assigned(tensor([True, False]), v)) for v in [5, tensor(2.0), tensor(2), tensor([1.0, 2.0, 3.0]), tensor([1, 2, 3]), ones(2, 3), ones(1, 1, 3)]])
print([t(lambda: assigned((slice(None), i), v)) for i in [-3, 2, 3] for v in [7, tensor([1.0, 2.0]), ones(1, 2), ones(2, 1)]])

# Options of printing that are not given: sci_mode is forgotten, the others stay.
set_printoptions(sci_mode=True, precision=2)
print(tensor([1.0, 2.5]))
set_printoptions(edgeitems=2)
print(tensor([1.0, 2.5]))
set_printoptions(sci_mode=False)
print(tensor([1e-9, 2.5]))
set_printoptions(profile="default")
print(tensor([1e-9, 2.5]))

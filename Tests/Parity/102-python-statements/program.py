from head import *

xs = [3, 1, 2]
print(xs.append(4))
print(xs.extend([5, 6]))
print(xs.insert(0, 9))
print(xs.insert(-1, 8))
print(xs)
print(xs.pop())
print(xs.pop(0))
print(xs.remove(1))
print(xs.index(2))
print(xs.count(2))
print(xs.sort())
print(xs)
print(xs.sort(reverse=True))
print(xs.sort(key=lambda v: -v))
print(xs.reverse())
print(xs)
print(xs.copy())
print(xs.clear())
print(xs)
xs = [1, 2, 3, 4, 5]
print(xs[1:3])
print(xs[::-1])
print(xs[-2:])
xs[1:3] = [20, 30, 40]
print(xs)
xs[:] = [1]
print(xs)
xs[1:] = [5, 6]
print(xs)
xs[0:0] = [-1, -2]
print(xs)
xs[::2] = [0, 0, 0]
print(xs)
xs[5:2] = ["q"]
print(xs)
del xs[1:3]
print(xs)
del xs[-1]
xs += [7]
xs *= 2
print(xs)
print(xs + [1])
print(xs == xs[:])
print([1, 2] < [1, 3])
print([1, 2] < [1, 2, 0])
print([[0] * 2 for _ in range(2)])
print([x * y for x in range(3) for y in range(2)])
print([x for x in range(10) if x % 2 == 0 if x > 2])
print([(i, j) for i in range(3) for j in range(i)])
print({k: v for k, v in [("a", 1), ("b", 2)]})
print({k: len(k) for k in ["a", "bb"] if len(k) > 1})
print([a + b for a, b in zip([1, 2], [3, 4])])
print([x if x > 1 else -x for x in range(4)])
print([[y for y in range(x)] for x in range(3)])
d = {"a": 1, "b": 2}
d["c"] = 3
print(d.get("a"))
print(d.get("z"))
print(d.get("z", 0))
print(d.keys())
print(d.values())
print(d.items())
print(list(d.keys()))
print(list(d))
print("a" in d)
print("a" in d.keys())
print(1 in d.values())
print(("a", 1) in d.items())
print(d.pop("a"))
print(d.pop("zz", None))
print(d.popitem())
print(d.setdefault("x", []).append(1))
print(d.setdefault("x", 5))
print(d.update({"y": 2}))
print(d.update(z=3))
print(d)
print(d.copy() == d)
print(d | {"q": 1})
d |= {"r": 2}
print(d)
print({**d, "s": 1})
print({"a": 1} == {"a": 1.0})
print(d.clear())
print(d)
print(len(d))
for k in {"a": 1, "b": 2}:
  print(k)
for k, v in {"a": 1}.items():
  print(k, v)
for i, (a, b) in enumerate([(1, 2), (3, 4)]):
  print(i, a, b)
print(i)
a, b = 1, 2
a, b = b, a
print(a, b)
a, (b, c) = 1, (2, 3)
print(a, b, c)
first, *rest = [1, 2, 3]
print(first, rest)
*init, last = "abc"
print(init, last)
h, *m, t = range(5)
print(h, m, t)
[p, q] = [1, 2]
(p, q) = (3, 4)
print(p, q)
x = y = 5
print(x, y)
x, y = [1, 2]
print([*range(3), *"ab"])
print((*[1, 2], 3))
t = (1, 2, 3)
print(t[1:])
print(t + (4,))
print(t * 2)
print(t.index(2))
print(t.count(1))
print(2 in t)
print(t == (1, 2, 3))
print((1, 2) < (1, 3))
print(len(t))
print(min(t))
a = b = []
print(a.append(1))
print(b)
c = a
print(c is a)
print([] is [])
print(a == [1])
def f(x, y=2, *xs, **named):
  return (x, y, xs, named)
print(f(1))
print(f(1, 3))
print(f(1, 3, 4, 5))
print(f(1, 3, 4, k=5))
print(f(1, k=5))
print(f(y=1, x=2))
print(f(*[1, 2, 3]))
print(f(**{"x": 1, "z": 2}))
print(f(*(1, 2), **{"q": 3}))
def g():
  None
print(g())
def adder(n):
  return lambda x: x + n
print(adder(3)(4))
def counter():
  n = 0
  def inc():
    nonlocal n
    n += 1
    return n
  return inc
cc = counter()
print(cc())
print(cc())
def fact(n):
  return 1 if n <= 1 else n * fact(n - 1)
print(fact(10))
print(fact(20))
def fib(n):
  if n < 2:
    return n
  return fib(n - 1) + fib(n - 2)
print([fib(n) for n in range(10)])
def loop():
  for i in range(3):
    for j in range(3):
      if j == 1:
        continue
      if i == 2:
        break
      print(i, j)
  return "done"
print(loop())
n = 0
while True:
  n += 1
  if n > 5:
    break
print(n)
while n:
  n -= 2
  if n < 0:
    break
print(n)
def classify(n):
  if n < 0:
    return "neg"
  elif n == 0:
    return "zero"
  else:
    return "pos"
print([classify(n) for n in [-1, 0, 1]])
fs = [lambda: i for i in range(3)]
def mk():
  out = []
  for i in range(3):
    out.append(lambda: i)
  return out
print([q() for q in mk()])
compose2 = lambda f, g: lambda x: f(g(x))
print(compose2(lambda x: x + 1, lambda x: x * 2)(5))
print((lambda: 5)())
print((lambda x, y: x * y)(2, 3))
def outer():
  x = 1
  def inner():
    x = 2
    return x
  return inner(), x
print(outer())
def risky(k):
  try:
    if k == 0:
      return 1 / 0
    if k == 1:
      return {}["a"]
    if k == 2:
      return [][0]
    if k == 3:
      return int("x")
    if k == 4:
      return None + 1
    if k == 5:
      return zeros(2).view(3)
    return "ok"
  except Exception as e:
    return "caught"
print([risky(k) for k in range(7)])
def deep(n):
  return 0 if n == 0 else 1 + deep(n - 1)
print(deep(500))
try:
    print(deep(100000))
except Exception as error:
    print(type(error).__name__)
def late(x, acc=[]):
  return acc + [x]
print(late(1))
def gl():
  return later_defined
later_defined = 7
print(gl())
s = 0
for i in range(10):
  if i % 2:
    continue
  s += i
print(s)
for i in []:
  print("never")
for ch in "abc":
  print(ch)
for row in tensor([[1, 2], [3, 4]]):
  print(row)
for a, b in tensor([[1, 2], [3, 4]]):
  print(a, b)
for i in reversed(range(3)):
  print(i)
for a, b in zip([1, 2], "xy"):
  print(a, b)
print(next(iter([1, 2])))
it = iter([1, 2, 3])
print(next(it))
print(next(it))
print(list(it))
print(next(it, "end"))
try:
    print(next(it))
except Exception as error:
    print(type(error).__name__)
z = zip([1, 2], [3, 4])
print(list(z))
print(list(z))
e = enumerate("ab")
print(next(e))
m = [1, 2, 3]
m2 = m[:]
m2[0] = 99
print(m)
nested = {"a": [1, {"b": 2}]}
nested["a"][1]["b"] += 5
print(nested)
nested["a"][0] *= 10
print(nested)
matrix = [[1, 2], [3, 4]]
print([list(r) for r in zip(*matrix)])
print([[r[i] for r in matrix] for i in range(2)])
words = "the quick brown the fox the".split()
counts = {}
for w in words:
  counts[w] = counts.get(w, 0) + 1
print(counts)
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
print(max(counts, key=counts.get))
print(max(counts.items(), key=lambda kv: kv[1]))
print({v: k for k, v in counts.items()})
print(sum([v for v in counts.values()]))
x = 10
x //= 3
x **= 2
x %= 5
x <<= 3
x |= 1
x ^= 3
x &= 0xff
x >>= 1
x /= 4
print(x)
x -= 1.5
print(x)
b = True
b &= False
print(b)
print(5 if True else 1 / 0)
print([] or [1])
print(0 if None else 1)
print(1 if [] else 2)
print("x" * 3, end="")
print("|")
print("no newline", end="")
print()
print("a", "b", "c", sep="")
print([1.0, 2.5, 1e-10, 1e20])
print({"a": 1.0, 2: [True, None]})
print((1.0,))
print(["it's", 'q"q', "a\nb"])
print("it's")
print([lambda_q for lambda_q in range(2)])
del x
x = 3
del xs[0], xs[0]
print(abs(-5.5) + max(1, 2.5))
print(int(1e18))
print(1e308 * 10)
print(float("1e400"))
print([1, 2, 3] * 0)
print(list(range(3)) == [0, 1, 2])
print(range(3) == range(0, 3))
print((1, [2, {"a": (3,)}]))
print("abc" > "abd")
print(None == 0)
print([None] == [None])
print(True and "yes" or "no")
print(1 if 2 > 1 > 0 else 0)
print(not [] and not {})
print(not 1 == 2)
print(-3 ** 2)
print(2 ** 3 ** 2)
print(-7 // 2 * 2 + -7 % 2)
print((1, 2) == [1, 2])
print(1.0.is_integer())
print("a".join(["x"]))

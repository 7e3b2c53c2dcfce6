import os, sys, warnings, builtins, math
warnings.filterwarnings("ignore")
import numpy as np, torch
import torch.nn.functional as F
import tensordict as _td
from tensordict import TensorDict, tensorclass, NonTensorData, LazyStackedTensorDict, lazy_stack
from torch.utils._pytree import tree_map
for _k in dir(torch):
    if not hasattr(builtins, _k) and not _k.startswith("_"): globals()[_k] = getattr(torch, _k)
import torchrl.data as _d
for _k in dir(_d):
    if not _k.startswith("_"): globals()[_k] = getattr(_d, _k)
from torchrl.data.replay_buffers.samplers import *
from torchrl.data.replay_buffers.writers import *
from torchrl.data.replay_buffers.storages import *
from torchrl.envs.transforms import *
from tensordict import TensorDict, tensorclass
one_hot = F.one_hot
softmax = F.softmax
tensordict = TensorDict
inf, nan, pi = math.inf, math.nan, math.pi
def _both(n):
    a, b = getattr(torch, n), getattr(math, n)
    return lambda x, *r: a(x, *r) if isinstance(x, torch.Tensor) else b(x, *r)
for _n in "sqrt exp log sin cos tanh floor ceil".split(): globals()[_n] = _both(_n)
def manual_seed(s):
    torch.manual_seed(s); np.random.seed(s)
def generator(s=None):
    g = torch.Generator()
    if s is not None: g.manual_seed(s)
    return g
def err_kind(e):
    return type(e).__name__
import tempfile, pathlib
def tempdir(): return tempfile.mkdtemp()
Tensor = torch.Tensor
cat, stack, split = torch.cat, torch.stack, torch.split

print("%d items" % 3)
print("%s and %s" % ("a", 1))
print("%.2f" % 3.14159)
print("%5d|%-5d|%05d" % (1, 2, 3))
print("%x %X %o %e %g %G" % (255, 255, 8, 12345.678, 0.0001, 1e-10))
print("%r %s %a" % ("a", "b", "c"))
print("%%" % ())
print("%5.1f%%" % 99.55)
print("%c%c" % ("a", 98))
print("%(a)s=%(b)05.1f" % {"a": 1, "b": 2})
print("%+d % d %+.1f" % (3, 4, 2.0))
print("%s" % [1, 2])
print("%s" % None)
print("%s" % (None,))
print("%10.3f|%-10.3f|%010.3f" % (2.5, -2.5, -2.5))
print("%-10s|%10s|%.2s" % ("ab", "cd", "efg"))
print("%*d|%-*d|%.*f" % (5, 3, 4, 2, 1, 2.25))
print("%i %u" % (3.7, -2))
print("%#x %#o %#X" % (255, 8, 255))
print("%05d %-05d %5.3d" % (-42, -42, 7))
try:
    print("%s %s" % (1,))
except Exception as error:
    print(type(error).__name__)
try:
    print("%s" % (1, 2))
except Exception as error:
    print(type(error).__name__)
try:
    print("%d" % "a")
except Exception as error:
    print(type(error).__name__)
try:
    print("%x" % 1.5)
except Exception as error:
    print(type(error).__name__)
try:
    print("%q" % 1)
except Exception as error:
    print(type(error).__name__)
print("abc" % ())
try:
    print("abc" % 3)
except Exception as error:
    print(type(error).__name__)
try:
    print("%(z)s" % {"a": 1})
except Exception as error:
    print(type(error).__name__)
print("%s" % {"a": 1})
print("%s" % zeros(2))
print("%.3f" % tensor(1.5))
print("%d" % tensor(3))
print("%s %s" % ((1, 2), [3]))
print("%ld" % 3)
print("%f %F %e" % (inf, nan, -inf))
print(("%s" % True, "%d" % True, "%.0f" % 0.5, "%.0f" % 1.5))
print("a" "b")
print("a" 'b' """c""")
print(f"{1 + 1}" " and " f"{2 * 2}")
print("x" * 2 + "y" "z")
print(("one "
 "two"))
print(len("a" "b"))
print(["a" "b", "c"])
print(finfo(float32).max)
print(finfo(float32))
print(finfo(float64))
print(finfo(float16))
print(finfo(bfloat16))
print(finfo().eps)
print((finfo(float64).eps, finfo(float16).tiny, finfo(bfloat16).smallest_normal, finfo(float32).resolution))
print((finfo(float32).bits, finfo(float32).min, finfo(float32).dtype))
print(iinfo(uint8))
print(iinfo(int64))
print((iinfo(int32).min, iinfo(int16).max, iinfo(int8).bits))
try:
    print(finfo(int32))
except Exception as error:
    print(type(error).__name__)
try:
    print(iinfo(float32))
except Exception as error:
    print(type(error).__name__)
print((can_cast(float32, int64), can_cast(int64, float32), can_cast(int32, bool)))
print(get_default_dtype())
print((isinstance(zeros(1), Tensor), isinstance(3, Tensor), type(zeros(1)) == Tensor))
print((type(zeros(1)), type(zeros(1)).__name__))
print(("a1".isidentifier(), "1a".isidentifier(), "".isidentifier(), "_x".isidentifier()))
print(("a\tbc\td".expandtabs(4), "a\tb".expandtabs(), "\t|".expandtabs(0)))
set_printoptions(precision=2)
print(tensor([1.23456, 2.0]))
print(tensor(3.14159))
print({"a": [tensor([1.23456])]})
print(f"{tensor([1.23456])} {tensor(1.23456)}")
set_printoptions(sci_mode=True)
print(tensor([1.5, 200.0]))
set_printoptions(sci_mode=False)
print(tensor([1e-6, 1e6]))
set_printoptions(threshold=5, edgeitems=1)
print(arange(10))
print(arange(30).view(6, 5))
print(rand(2, 2, 2).shape)
set_printoptions(linewidth=30)
print(arange(5))
set_printoptions(profile="default")
print(arange(25))
set_printoptions(profile="full")
print(arange(1100))
set_printoptions(profile="short")
print(arange(1100))
print(zeros(30, 40))
print(tensor([1.23456]))
set_printoptions(profile="default", precision=6)
print(tensor([1.23456]))
set_printoptions(precision=3, threshold=inf)
print((zeros(1001).sum(), tensor([1e-5, 1.0])))
set_printoptions(profile="default")
print(tensor([1.23456]))
print("{:>{w}}|{:{}}|".format("a", "b", 4, w=5))
print("{0[0]} {1.shape} {d[k]} {0[1][0]}".format([1, (2,)], zeros(2), d={"k": 3}))
print("{!s:>4}{!r}".format(1, "a"))
print("{} {0}".format(1, 2) if False else "{{}}".format())
print("{:.{p}f}".format(3.14159, p=2))
try:
    print("{x[zz]}".format(x={"a": 1}))
except Exception as error:
    print(type(error).__name__)

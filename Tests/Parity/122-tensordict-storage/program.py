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

td = TensorDict({"a": arange(6).view(3, 2), "b": {"c": zeros(3), "d": {"e": ones(3, 4)}}}, batch_size=[3])
print(td.masked_select(tensor([True, False, True])))
print(td.masked_select(tensor([True, False, True]))["a"])
print(TensorDict({"x": arange(8).view(2, 4)}, [2, 4]).masked_select(tensor([[True, False, False, True], [False, True, False, False]]))["x"])
print(td.bytes())
print((td.get_item_shape("a"), td.get_item_shape("b"), td.get_item_shape(("b", "d", "e"))))
print(td.empty())
print(td.empty(recurse=True))
m = td.memmap()
print(m)
print((m.is_memmap(), m.is_locked, td.is_memmap()))
print(m["a"])
print(m["b", "c"] + 1)
c = td.clone()
print(c.memmap_())
print(c["a"])
print(c.device)
print(c.is_memmap())
try:
    c["a"] = zeros(3, 2)
except Exception as error:
    print(type(error).__name__)
try:
    print(td @ td)
except Exception as error:
    print(type(error).__name__)
print("%s" % td.batch_size)

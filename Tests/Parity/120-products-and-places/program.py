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

x = tensor([[3.0, -1.5, 2.25], [0.5, 4.0, -2.0]])
m = arange(12).view(3, 4)
print(x @ x.t())
print(x @ tensor([1.0, 2.0, 3.0]))
print(tensor([1, 2]) @ tensor([3, 4]))
print(m @ m.T + 1)
w = eye(2) * 2
w @= tensor([[1.0, 2.0], [3.0, 4.0]])
print(w)
print(einsum("ij,kj->ik", x, x))
print(einsum("ii", eye(3)))
print(einsum("ii->i", arange(9).view(3, 3)))
print(einsum("bi,bi->b", [x, x]))
print(einsum("ij", arange(4).view(2, 2)))
print(einsum("ba", arange(4).view(2, 2)))
print(einsum("i,j->ij", arange(3), arange(2)))
print(einsum("bij,bjk->bik", ones(2, 1, 3), ones(2, 3, 2)))
print(tensordot(x, x, dims=2))
print(tensordot(x, x, dims=([1], [1])))
print(tensordot(ones(2, 3), ones(3, 2), dims=1))
print(kron(tensor([1, 2]), tensor([1, 1])))
print(kron(eye(2), tensor([[1.0, 2.0]])))
print(cross(tensor([1.0, 0, 0]), tensor([0, 1.0, 0]), dim=0))
print(block_diag(ones(1, 1), arange(2), ones(2, 2)))
print(combinations(tensor([1, 2, 3])))
print(combinations(tensor([1, 2]), r=2, with_replacement=True))
print(combinations(tensor([1, 2, 3]), 3))
print(tril_indices(3, 3))
print(triu_indices(2, 3, 1))
print(zeros(5).scatter_reduce(0, tensor([0, 2, 2]), tensor([1.0, 2.0, 3.0]), reduce="sum"))
print(ones(5).scatter_reduce(0, tensor([0, 2, 2]), tensor([4.0, 2.0, 3.0]), reduce="amax"))
print(ones(3).scatter_reduce(0, tensor([0, 2, 2]), tensor([4.0, 2.0, 3.0]), reduce="mean"))
print(ones(3).scatter_reduce(0, tensor([0, 2, 2]), tensor([4.0, 2.0, 3.0]), reduce="mean", include_self=False))
print(ones(3, dtype=int64).scatter_reduce(0, tensor([0, 2, 2]), tensor([4, -2, 3]), reduce="prod"))
print(zeros(2, 3).scatter_reduce(1, tensor([[0, 0], [2, 1]]), ones(2, 2), reduce="sum"))
print(zeros(5).index_put_((tensor([0, 2]),), tensor(7.0)))
print(zeros(2, 2).index_put_((tensor([0, 0]), tensor([1, 1])), ones(2), accumulate=True))
print(zeros(4).masked_scatter_(tensor([True, False, True, True]), tensor([1.0, 2.0, 3.0, 4.0])))
print(zeros(2, 2).masked_scatter(tensor([True, False]), tensor([1.0, 2.0])))
try:
    print(zeros(2, 2).masked_scatter(tensor([True, True]), ones(2)))
except Exception as error:
    print(type(error).__name__)
print(m.clone().fill_diagonal_(-1))
print(m.fliplr())
print(m.flipud())
print(m.rot90())
print(m.rot90(2))
print(m.rot90(-1, [0, 1]))
print(m.as_strided((2, 2), (1, 2)))
print(m.as_strided((2,), (4,), 1))
try:
    print(m.as_strided((9,), (2,)))
except Exception as error:
    print(type(error).__name__)
print(atleast_1d(tensor(3)))
print(atleast_2d(arange(2)))
print(atleast_3d(arange(2)).shape)
print(x.quantile(0.4, interpolation="nearest"))
print(x.quantile(0.4, dim=1, interpolation="lower"))
print(x.quantile(tensor([0.2, 0.4]), dim=0, interpolation="higher"))
print(x.quantile(0.3, interpolation="midpoint"))
print(x.addcmul(x, x, value=2))
print(x.addcdiv(ones(2, 3), ones(2, 3) * 2))
print(x.heaviside(tensor(0.5)))
print(tensor([0.0, -0.0]).heaviside(tensor([7.0, 8.0])))
print(x.copysign(tensor(-1.0)))
print(arange(3).copysign(-1))
print(x.hypot(x))
print(tensor([0.25, 0.5]).logit())
print(x.logit(eps=0.1))
print(tensor([-0.0, 0.0, -1.0]).signbit())
print(arange(-1, 2).signbit())
print(arange(3).float_power(2))
print(tensor([4, 0, -6]).lcm(tensor([6, 5, 4])))
print(tensor([nan, 1.0]).fmax(tensor([2.0, nan])))
print(tensor([nan, 1.0]).fmin(tensor([2.0, 0.5])))
print(x.dist(zeros(2, 3)))
print(tensor([inf, -inf, 1.0]).isposinf())
print(tensor([inf, -inf, 1.0]).isneginf())
print(tensor([1], dtype=uint8).is_signed())
print(x.view(int32))
print(tensor([1.0]).view(torch.int32).item())
print(tensor([1, 2], dtype=int32).view(uint8))
print(arange(4, dtype=uint8).view(int16))
try:
    print(arange(6, dtype=uint8).view(int32))
except Exception as error:
    print(type(error).__name__)
print(arange(4).view(float64).shape)
try:
    print(m.t().view(int32))
except Exception as error:
    print(type(error).__name__)
print(tensor(1.0).view(int32))
print(m[1:, ::1].view(int32).shape)
print(pow(3, 200, 7))
print(pow(-2, 3, 5))
print(pow(2, 3, -5))
print(tensor([5, 3, 9, 0]).gcd(tensor(6)))
print(tensor([0.0, 1.0, 2.0]).xlogy(tensor([0.0, 2.0, 3.0])))
print(tensor([0.0, 1.0]).xlogy(tensor([nan, 0.0])))
print(full_like(TensorDict({"a": zeros(2), "b": ones(2, dtype=int64)}, [2]), 3)["b"])
print(full_like(tensor([1, 2]), 7))

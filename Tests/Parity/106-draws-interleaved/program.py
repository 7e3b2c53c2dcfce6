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

manual_seed(0)
print(rand(3))
print(randn(3))
print(randint(10, (4,)))
print(randint(5, 10, (2, 2)))
print(randint(0, 2, (3,), dtype=bool))
print(randint(255, (3,), dtype=uint8))
print(randint(10, (3,), dtype=float32))
print(randperm(6))
print(randperm(5, dtype=int32))
print(rand(2, 3))
print(rand((2, 2)))
print(rand(3, dtype=float64))
print(randn(4, dtype=float64))
print(randn(17))
print(randn(16))
print(randn(20, dtype=float64))
print(randn(2, 2).half())
print(rand(4, dtype=float16))
print(rand(4, dtype=bfloat16))
print(randn(4, dtype=float16))
print(normal(0.0, 1.0, (3,)))
print(normal(2.0, 3.0, size=(20,)))
print(normal(tensor([0.0, 10.0]), tensor([1.0, 2.0])))
print(normal(mean=arange(3.0), std=0.5))
print(normal(mean=0.5, std=arange(1.0, 4.0)))
print(bernoulli(full((5,), 0.5)))
print(bernoulli(tensor([0.1, 0.9])))
print(empty(5).bernoulli_(0.3))
print(zeros(5).bernoulli(0.7))
print(multinomial(tensor([0.1, 0.2, 0.7]), 2))
print(multinomial(tensor([0.1, 0.2, 0.7]), 5, replacement=True))
print(multinomial(tensor([[1.0, 2.0], [3.0, 4.0]]), 1))
print(multinomial(tensor([[1.0, 2.0], [3.0, 4.0]]), 3, True))
print(zeros(3).uniform_())
print(zeros(3).uniform_(-1, 1))
print(zeros(3).normal_())
print(zeros(3).normal_(5, 2))
print(zeros(20).normal_(5, 2))
print(zeros(3).exponential_())
print(zeros(3).exponential_(2.0))
print(zeros(5).random_())
print(zeros(5, dtype=int64).random_(10))
print(zeros(5, dtype=int64).random_(3, 7))
print(zeros(3, dtype=uint8).random_())
print(zeros(3, dtype=int32).random_())
print(zeros(3, dtype=int64).random_())
print(zeros(3).geometric_(0.5))
print(zeros(3).cauchy_())
print(zeros(3).log_normal_())
print(rand_like(zeros(2, 2)))
print(randn_like(zeros(3)))
print(randint_like(zeros(3), 10))
print(randint_like(zeros(3, dtype=int64), 5, 10))
print(rand_like(zeros(2), dtype=float64))
print(initial_seed())
manual_seed(42)
print(initial_seed())
state = get_rng_state()
a = rand(3)
print(set_rng_state(state))
print((rand(3) == a).all())
print(state.shape)
print(state.dtype)
g = generator(3)
print(rand(3, generator=g))
print(randn(3, generator=g))
print(randint(10, (3,), generator=g))
print(randperm(5, generator=g))
print(normal(0.0, 1.0, (2,), generator=g))
print(bernoulli(full((3,), 0.5), generator=g))
print(multinomial(ones(4), 2, generator=g))
print(zeros(2).uniform_(generator=g))
print(zeros(2).normal_(generator=g))
print(g.initial_seed())
s = g.get_state()
p = rand(2, generator=g)
print((rand(2, generator=g) == p).all())
print(rand(3, generator=g))
print(g.seed() > 0)
print(rand(3))
h = generator()
print(rand(2, generator=h))
print(h.initial_seed())
print(randint(2**40, (3,)))
print(randint(-5, 5, (3,)))
print(randint(2**33, (2,)))
print(randperm(0))
print(randperm(1))
print(randperm(20))
print(randperm(100)[:5])
print(rand(0))
print(randn(0))
print(rand(1000).mean())
print(randn(1000).std())
print(randn(10, 10).sum())
print(rand(5).argmax())
print(randn(3, 4, dtype=float64).mean(0))
print(rand(1))
print(randn(15))
print(rand(1))
print(randn(33))
print(rand(1))
print(randn(3, 3).T)
print(rand(()))
print(randn(()))
print(randint(10, ()))
print(rand(2, 2)[0].uniform_())
x = zeros(4, 4)
print(x[:, 0].normal_())
print(x[1].uniform_())
print(x[::2, 1:3].normal_())
print(x)
print(x.T.uniform_())
print(x)
print(zeros(40).view(4, 10).t().normal_())
try:
    print(zeros(5, dtype=int64).uniform_())
except Exception as error:
    print(type(error).__name__)
print(randint(3, (2,), dtype=int8))
try:
    print(randint(300, (2,), dtype=uint8))
except Exception as error:
    print(type(error).__name__)
try:
    print(rand(-1))
except Exception as error:
    print(type(error).__name__)
try:
    print(rand(2, generator=5))
except Exception as error:
    print(type(error).__name__)
try:
    print(normal(0.0, -1.0, (2,)))
except Exception as error:
    print(type(error).__name__)
manual_seed(1)
print(randperm(10, dtype=float32))
print(randn(2, 3, 4))
print(bernoulli(rand(3, 3)))
print(empty(3, 3).uniform_(0, 1).sum())
print(empty(2, 3).random_(0, 10))
print(rand(10).topk(3))
print(randn(5).softmax(0))
print(randint(0, 100, (10,)).sort())
print(randperm(10)[:3])
print(rand(7)[randperm(7)])

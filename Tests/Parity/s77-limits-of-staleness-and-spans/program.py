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
from torchrl.data.replay_buffers.scheduler import *
from torchrl.data.replay_buffers.sample_units import *
from torchrl.data.replay_buffers import *
from torchrl.data.replay_buffers.her import *
from torchrl.data.replay_buffers.offline_to_online import *
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
# Items of exactly the limit are drawn; -1, and what is below, is no limit.
def stale(limit, consumer):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=64, sampler=StalenessAwareSampler(max_staleness=limit))
    rb.extend(TensorDict({"policy_version": tensor([0, 1, 2, 3, 4])}, [5]))
    rb.sampler.consumer_version = consumer
    batch = rb.sample()
    return batch["policy_version"].unique().tolist(), batch["staleness"].max().item()
manual_seed(0)
for limit in [0, 1, 2, 3, -1, -2]: print(limit, *stale(limit, 4))

# Emptying forgets the consumer's version, not the limit.
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=4, sampler=StalenessAwareSampler(max_staleness=2))
rb.extend(TensorDict({"policy_version": tensor([5, 6])}, [2]))
rb.sampler.consumer_version = 7
print(rb.sample()["staleness"].tolist(), rb.sampler.consumer_version)
rb.empty()
print(rb.sampler.consumer_version, rb.sampler.max_staleness)
rb.extend(TensorDict({"policy_version": tensor([0, 0])}, [2]))
print(rb.sample()["staleness"].tolist())

# Spans in rows are shorter than the slices.
def spans(span):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(12), batch_size=16, sampler=SliceSampler(num_slices=4, traj_key="t", span=span))
    rb.extend(TensorDict({"t": tensor([0] * 5 + [1] * 7), "x": arange(12)}, [12]))
    try:
        x = rb.sample()["x"]
        return x.tolist()
    except Exception as error:
        return "refused"
for rows in [1, 2, 3, 4, 5]:
    print(rows, spans((rows, False)))
    print(rows, spans((False, rows)))
    print(rows, spans((rows, rows)))

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


manual_seed(1)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8, ndim=2), batch_size=4)
print(rb.dim_extend)
print(rb.extend(TensorDict({'x': arange(6).view(2, 3)}, [2, 3])))
print(rb.storage.shape)
print(rb.storage.ndim)
print(rb.storage.max_size)
print(len(rb))
print(rb.write_count)
print(rb.writer.cursor if hasattr(rb.writer, 'cursor') else rb.writer._cursor)
print(rb[:])
print(rb[:2]['x'])
print(rb['x'])
print(rb.sample())
print(rb.sample(return_info=True))
print(rb.extend(TensorDict({'x': arange(6).view(2, 3) + 10}, [2, 3])))
print(len(rb))
print(rb[:]['x'])
print(rb.write_count)
print(rb.extend(TensorDict({'x': arange(4).view(2, 2) + 100}, [2, 2])))
print(rb[:]['x'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8, ndim=2), batch_size=4, dim_extend=0)
print(rb.extend(TensorDict({'x': arange(6).view(2, 3)}, [2, 3])))
print(rb.storage.shape)
print(rb[:]['x'])
print(rb[0]['x'])
print(rb.extend(TensorDict({'x': arange(6).view(2, 3) + 10}, [2, 3])))
print(rb[:]['x'])
print(len(rb))
print(rb.sample()['x'])
print(rb.sample()['index'])
rb = ReplayBuffer(storage=LazyTensorStorage(24, ndim=3), batch_size=4, dim_extend=2)
print(rb.extend(TensorDict({'x': arange(12).view(2, 3, 2)}, [2, 3, 2])))
print(rb.storage.shape)
print(rb[:]['x'].shape)
print(rb.sample(return_info=True))
print(rb.extend(TensorDict({'x': arange(12).view(2, 3, 2) + 100}, [2, 3, 2])))
print(rb.extend(TensorDict({'x': arange(12).view(2, 3, 2) + 200}, [2, 3, 2])))
print(len(rb))
print(rb[:]['x'])
rb = ReplayBuffer(storage=LazyTensorStorage(24, ndim=3), batch_size=4, dim_extend=1)
print(rb.extend(TensorDict({'x': arange(12).view(2, 3, 2)}, [2, 3, 2])))
print(rb.storage.shape)
print(rb[:]['x'].shape)
rb = ReplayBuffer(storage=LazyMemmapStorage(12, ndim=2), batch_size=4)
print(rb.extend(TensorDict({'x': arange(6).view(2, 3)}, [2, 3])))
print(rb[:]['x'])
print(rb.sample(return_info=True))
print(rb.add(TensorDict({'x': tensor([7, 8])}, [2])))
print(rb[:]['x'])
print(rb.empty())
print(len(rb))
print(rb.extend(TensorDict({'x': arange(6).view(2, 3)}, [2, 3])))
print(len(rb))
print(rb.storage.shape)
rb = TensorDictPrioritizedReplayBuffer(alpha=0.8, beta=1.1, storage=LazyTensorStorage(12, ndim=2), batch_size=4)
print(rb.extend(TensorDict({'x': arange(6).view(2, 3), 'td_error': arange(6).view(2, 3) * 1.0}, [2, 3])))
s = rb.sample()
print(s)
print(s['index'])
s['td_error'] = s['td_error'] * 3
print(rb.update_tensordict_priority(s))
print(rb.sample()['priority_weight'])
print(rb.update_priority(tensor([[0, 1], [2, 0]]), tensor([9.0, 9.0])))
print(rb.sample()['index'])
print(rb.update_priority((tensor([0, 1]), tensor([0, 1])), tensor([9.0, 9.0])))
print(rb.sample()['index'])
print(rb.update_priority(rb.sample(return_info=True)[1]['index'], 3.0))
rb = ReplayBuffer(storage=LazyTensorStorage(12, ndim=2), batch_size=4)
print(rb.extend(arange(8).view(2, 4)))
print(rb[:])
print(rb.sample())
print(rb.sample(return_info=True))
print(rb.extend(arange(8).view(2, 4)))
print(rb[:])
rb = ReplayBuffer(storage=LazyTensorStorage(12, ndim=2), batch_size=4, sampler=SamplerWithoutReplacement())
print(rb.extend(arange(8).view(2, 4)))
print([b.tolist() for b in rb])
print(rb.sample(return_info=True))
rb = ReplayBuffer(storage=LazyTensorStorage(12, ndim=2), batch_size=4, dim_extend=3)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8, ndim=2), batch_size=4, writer=TensorDictRoundRobinWriter(track_generations=True))
print(rb.extend(TensorDict({'x': arange(6).view(2, 3)}, [2, 3])))
s = rb.sample()
print(s)
print(s['index_generation'])
print(rb.writer.generations_of(s['index']))
r = rb.update_if_present(index=s['index'], generation=s['index_generation'], patch={'x': s['x'] + 100})
print(r.updated)
print(r.updated_count)
print(r.stale_count)
print(rb[:]['x'])
print(r)

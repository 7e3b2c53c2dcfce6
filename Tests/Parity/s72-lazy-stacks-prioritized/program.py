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


manual_seed(0)
rb = TensorDictReplayBuffer(storage=LazyStackStorage(10), batch_size=3, sampler=PrioritizedSampler(10, 0.7, 0.5))
for i in range(5):
    rb.add(TensorDict({'tok': arange(i + 1), 'td_error': tensor(float(i + 1))}, []))
s = rb.sample()
print(s)
print(s['index'])
print(s['priority_weight'])
print([x['tok'].tolist() for x in s])
print(s.get('tok', as_list=True))
print(type(s).__name__)
print(rb.update_priority(s['index'], tensor([9.0, 9.0, 9.0])))
print(rb.sample(5)['index'])
s['td_error'] = s['td_error'] * 2
print(rb.update_tensordict_priority(s))
rb = ReplayBuffer(storage=LazyStackStorage(10), batch_size=4, sampler=SamplerWithoutReplacement(shuffle=False))
print(rb.extend([TensorDict({'tok': arange(i + 1), 'n': {'v': tensor(i)}}, []) for i in range(6)]))
for b in rb:
    print(b['n', 'v'], [t['tok'].shape for t in b])
print(rb[1:4])
print(rb[1:4]['n', 'v'])
print(rb[[0, 5]]['n'])
print(rb['n', 'v'])
print(rb.sample(return_info=True))
rb = ReplayBuffer(storage=LazyStackStorage(10), batch_size=2, transform=lambda td: td.set('len', tensor([len(x['tok']) for x in td])))
print(rb.extend([TensorDict({'tok': arange(i + 1)}, []) for i in range(6)]))
print(rb.sample()['len'])
rb = ReplayBuffer(storage=LazyStackStorage(4), batch_size=2)
print(rb.extend([TensorDict({'a': zeros(2), 'b': tensor(i)}, []) for i in range(6)]))
print(rb[:])
print(rb[:]['b'])
x = rb.sample()
print(x[0]['a'])
print(x['a'].shape)
print(x.clone())
print(x.to_tensordict())
print(x.contiguous())
print(x.select('a'))
print(x + 1)
print(x['b'] + 1)
print(cat([x, x], 0))
print(x.batch_size)
print(x.to_dict())
print(x.keys())
print(x.device)
print(x.is_locked)
print(x.stack_dim)
print(isinstance(x, TensorDict))
y = rb[0]
print(type(y).__name__)
print(rb.update_priority([0], [1.0]))
print(rb.empty())

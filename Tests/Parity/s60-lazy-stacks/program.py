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
rb = ReplayBuffer(storage=CompressedListStorage(5), batch_size=3)
print(rb.extend([rand(2, 3) for i in range(4)]))
print(rb[0])
print(rb[:])
print(rb.sample())
print(rb.sample(return_info=True))
print(rb.add(ones(2, 3)))
print(rb.add(ones(2, 3) * 2))
print(rb[[0, 1]])
print(len(rb))
print(rb.write_count)
print(rb.storage.compression_level)
print(rb.storage.bytes() > 0)
rb = TensorDictReplayBuffer(storage=CompressedListStorage(max_size=5, compression_level=9), batch_size=3)
print(rb.extend(TensorDict({'obs': arange(24).view(6, 4).to(uint8), 'r': rand(6, 1)}, [6])))
print(rb[0])
print(rb[:])
print(rb.sample())
print(rb.sample()['obs'])
print(rb[1:3]['r'])
print(rb[tensor([1, 2])]['obs'])
print(rb.sample(return_info=True)[1])
print([b['obs'].tolist() for i, b in zip(range(2), rb)])
print(rb.empty())
print(len(rb))
print(rb.extend(TensorDict({'obs': arange(24).view(6, 4).to(uint8), 'r': rand(6, 1)}, [6])))
p = tempdir()
print(rb.dumps(p))
c = TensorDictReplayBuffer(storage=CompressedListStorage(max_size=5), batch_size=3)
print(c.loads(p))
print(c[:]['obs'])
rb = ReplayBuffer(storage=LazyStackStorage(5), batch_size=3)
for i in range(7):
    rb.add(TensorDict({'a': arange(i % 3 + 1), 'b': tensor(float(i)), 'c': 's' + str(i)}, []))
print(rb[0])
print(rb[:])
print(rb[:]['b'])
print(rb[:]['c'])
print(rb[1:3])
s = rb.sample()
print(s)
print(s['b'])
print(s[0])
print(s[0]['a'])
print(s.batch_size)
print(s.shape)
print(len(s))
print([x['a'] for x in s])
print(sorted(s.keys()))
print(s.unbind(0)[1]['a'])
print(s[:2])
print(s[[0, 1]])
print('a' in list(s.keys()))
s['b'] = s['b'] * 2
print(s['b'])
print(rb.sample(return_info=True)[1])
rb = TensorDictReplayBuffer(storage=LazyStackStorage(5), batch_size=3)
print(rb.extend(TensorDict({'a': arange(6), 'b': {'c': zeros(6, 2)}}, [6])))
print(rb.sample())
print(rb.sample()['a'])
print(rb.sample()['b'])
print(rb.sample()['b', 'c'])
print(rb[:])
print(rb[0])
s = rb.sample()
s['z'] = ones(3)
print(s['z'])
print(s.set('y', ones(3, 2)))
print(s['y'])
print(s.select('a'))
print(s.exclude('a'))
print(s.apply(lambda x: x + 1)['a'])
print(s.contiguous())
print(s.clone()['a'])
print(stack(list(s), 0)['a'])
rb = TensorDictReplayBuffer(storage=LazyStackStorage(5), batch_size=3, transform=lambda td: td.set('w', td['a'] * 2))
print(rb.extend(TensorDict({'a': arange(6)}, [6])))
print(rb.sample()['w'])
print(rb.sample())
for i, b in enumerate(rb):
    print(b['a'].sum(), b['index'])
    if i == 2:
        break
rb = ReplayBuffer(storage=LazyStackStorage(5, stack_dim=-1), batch_size=3)
print(rb.extend([TensorDict({'a': ones(2, i + 1)}, [2]) for i in range(3)]))
print(rb.sample())
rb = ReplayBuffer(storage=LazyStackStorage(5, stack_dim=1), batch_size=3)
print(rb.extend([TensorDict({'a': ones(2, i + 1)}, [2]) for i in range(3)]))
print(rb.sample())
print(rb[0])

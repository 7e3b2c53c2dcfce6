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
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), batch_size=3, priority_key='p')
print(rb.extend(TensorDict({'a': arange(4), 'p': tensor([1.0, 2.0, 3.0, 4.0])}, [4])))
print(rb.add(TensorDict({'a': tensor(9), 'p': tensor(1.0)}, [])))
print(rb.sample())
print(rb.sample(return_info=True)[1])
s = rb.sample(include_info=True)
print(s)
print(rb.update_tensordict_priority(s))
print(rb.update_priority([0, 1], [1.0, 2.0]))
print(rb.update_priority(tensor([0, 1]), tensor([1.0, 2.0])))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), batch_size=3, priority_key='p', sampler=PrioritizedSampler(6, 0.7, 0.5))
print(rb.extend(TensorDict({'a': arange(4), 'p': tensor([1.0, 2.0, 3.0, 4.0])}, [4])))
print(rb.add(TensorDict({'a': tensor(9), 'p': tensor(1.0)}, [])))
s = rb.sample(return_info=True)
print(s)
s[0]['p'] = tensor([9.0, 0.1, 0.1])
print(rb.update_tensordict_priority(s[0]))
print(rb.sample())
print(rb.sampler.default_priority)
print(rb.update_priority(s[0]['index'], 3.0))
print(rb.update_priority(0, 3.0))
print(rb.update_priority([0], tensor([3.0])))
print(rb.update_priority(tensor([True, False, False, False, True, False]), 3.0))
print(rb.sample(20)['index'].bincount())
print(rb.empty())
print(len(rb))
print(rb.extend(TensorDict({'a': arange(4), 'p': tensor([1.0, 2.0, 3.0, 4.0])}, [4]), update_priority=False))
print(rb.sample(4))
print(rb.sampler.default_priority)
print(rb.sampler.alpha)
print(rb.sampler.beta)
print(rb.sample(4))
print(rb.sampler.max_size)
print(rb.sampler.reduction)
print(rb.sampler.dtype)
print(rb.stats())
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, storage=LazyTensorStorage(10), batch_size=4, priority_key=('n', 'p'))
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, storage=LazyTensorStorage(10), batch_size=4, reduction='mean')
print(rb.add(TensorDict({'a': tensor(3), 'td_error': tensor([4.0, 5.0])}, [])))
print(rb.sample(3)['priority_weight'])
for i, b in enumerate(rb):
    b['td_error'] = b['td_error'] * 0.5
    rb.update_tensordict_priority(b)
    print(b['index'], b['priority_weight'])
    if i == 3:
        break
manual_seed(0)
rb = ReplayBuffer(storage=LazyTensorStorage(10), sampler=PrioritizedSampler(10, 1.0, 1.0), batch_size=5)
print(rb.extend(arange(6)))
print(rb.sampler.default_priority)
print(rb.update_priority(arange(6), tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])))
print(rb.sampler.default_priority)
print(rb.sample(return_info=True))
print(rb.extend(arange(3) + 10))
print(rb.sample(return_info=True))
print(rb.update_priority(0, 10.0))
print(rb.update_priority(tensor(1), tensor(3.0)))
print(rb.update_priority([1, 2], [3.0, 4.0]))
print(rb.update_priority([1, 2], 5))
print(rb.sample(10, return_info=True))
print(rb.sample(10, return_info=True))
print(rb.mark_update([0, 1]))
print(rb.sample(10))
print(rb.extend(arange(6) + 20))
print(rb.sample(10))
print(rb.empty())
print(rb.sampler.default_priority)
print(rb.extend(arange(6)))
print(rb.sample())
rb = ReplayBuffer(storage=LazyTensorStorage(5), sampler=PrioritizedSampler(5, 0.6, 0.4, eps=0.01, max_priority_within_buffer=True), batch_size=5)
print(rb.extend(arange(5)))
print(rb.update_priority(arange(5), arange(5) + 1.0))
print(rb.sampler.default_priority)
print(rb.update_priority(4, 0.5))
print(rb.sampler.default_priority)
print(rb.extend(arange(2) + 10))
print(rb.sampler.default_priority)
print(rb.sample(return_info=True))
print(rb.extend(arange(4) + 10))
print(rb.sampler.default_priority)
print(rb.sample(return_info=True))
rb = PrioritizedReplayBuffer(alpha=0.7, beta=0.9, eps=0.1, storage=ListStorage(10), collate_fn=lambda x: x, batch_size=3)
print(rb.extend(['a', 'b', 'c', 'd']))
print(rb.sample(return_info=True))
print(rb.update_priority(tensor([0, 1, 2, 3]), tensor([1.0, 0.1, 4.0, 2.0])))
print(rb.sample(6, return_info=True))
print(rb.add('e'))
print(rb.sample(6))
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, storage=LazyTensorStorage(10), batch_size=4, priority_key='prio')
print(rb.extend(TensorDict({'x': arange(6), 'prio': rand(6)}, [6])))
s = rb.sample()
print(s['priority_weight'])
print(s['prio'])
print(s.set('prio', s['prio'] + 1))
print(rb.update_tensordict_priority(s))
print(rb.sample(4)['prio'])
print(rb.add(TensorDict({'x': tensor(9), 'prio': tensor(0.5)}, [])))
print(rb.extend(TensorDict({'x': arange(6), 'prio': rand(6)}, [6])))
print(rb.sample(20)['index'].bincount(minlength=10))
print(rb.update_priority(rb.sample()['index'], 100.0))
print(rb.sample(20)['index'].bincount(minlength=10))
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, storage=LazyTensorStorage(10), batch_size=4)
print(rb.extend(TensorDict({'x': arange(6)}, [6])))
print(rb.sample())
print(rb.add(TensorDict({'x': tensor(6)}, [])))
print(rb.sample()['priority_weight'])
s = rb.sample()
s['td_error'] = tensor([[1.0], [2.0], [3.0], [4.0]])
print(rb.update_tensordict_priority(s))
s['td_error'] = tensor([[1.0, 2.0], [2.0, 2.0], [3.0, 3.0], [4.0, 5.0]])
print(rb.update_tensordict_priority(s))
print(rb.sample(8)['priority_weight'])
for red in ['max', 'min', 'mean', 'median']:
    manual_seed(3)
    rb = TensorDictPrioritizedReplayBuffer(alpha=1.0, beta=1.0, storage=LazyTensorStorage(10), batch_size=4, reduction=red)
    rb.extend(TensorDict({'x': arange(4)}, [4]))
    t = rb[:].clone()
    t['td_error'] = tensor([[1.0, 2.0, 6.0], [2.0, 2.0, 1.0], [3.0, 3.0, 9.0], [4.0, 5.0, 1.0]])
    rb.update_tensordict_priority(t)
    s = rb.sample(6)
    print(red, s['index'], s['priority_weight'])
    0
    for i, b in enumerate(rb):
        b['td_error'] = b['x'].float().view(-1, 1).expand(4, 2) + 1
        rb.update_tensordict_priority(b)
        print(i, b['index'].tolist(), b['priority_weight'].tolist())
        if i > 3:
            break
for wb in [False, True]:
    manual_seed(1)
    rb = ReplayBuffer(storage=LazyTensorStorage(4), sampler=PrioritizedSampler(max_capacity=4, alpha=0.9, beta=0.3, max_priority_within_buffer=wb), batch_size=3)
    for i in range(7):
        rb.add(tensor(i))
        rb.update_priority(i % 4, float(i * 3 % 5))
        print(rb.sample(), rb.sampler.default_priority)

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
rb = ReplayBuffer(storage=LazyTensorStorage(8), batch_size=3)
print(rb.add(TensorDict({'a': tensor([1.0, 2.0])}, [])))
print(rb.add(TensorDict({'a': tensor([3.0, 4.0])}, [])))
print(rb.extend(TensorDict({'a': rand(3, 2)}, [3])))
print(len(rb))
print(rb.write_count)
print(rb.can_sample())
print(rb.can_sample(3))
print(rb.can_sample(100))
print(rb.sample())
print(rb.sample(2, return_info=True))
print(rb.stats())
print(rb.initialized)
print(rb.dim_extend)
print(rb.batch_size)
print(rb.sample()['a'].shape)
print(rb.read_all_in_order())
print(rb.extend(TensorDict({'a': rand(5, 2)}, [5])))
print(rb.read_all_in_order()['a'])
print(rb.read_all_in_order(3)['a'])
print(len(rb))
print(rb[:]['a'])
print(rb.write_count)
old = rb.set_at_('a', ones(2, 2), slice(0, 2))
print(rb[:]['a'])
old = rb.set_('a', full((8, 2), 3.0))
print(rb[:]['a'])
old = rb.update_({'a': full((8, 2), 4.0)})
print(rb[:]['a'])
print(rb.mark_update(2))
print(rb.next()['a'])
print(rb.writer.cursor if hasattr(rb.writer, 'cursor') else rb.writer._cursor)
print(rb.empty(empty_write_count=False))
print(rb.write_count)
print(len(rb))
state = rb.state_dict()
print(rb.load_state_dict(state))
print(len(rb))
manual_seed(4)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(12), sampler=SamplerWithoutReplacement(shuffle=False), batch_size=3, sample_unit=Sequence(3))
print(rb.extend(TensorDict({'x': arange(10), ('next', 'done'): ((arange(10) + 1) % 4 == 0).view(10, 1)}, [10])))
s = rb.sample()
print(s)
print(s['x'].view(3, 3))
for k in sorted(s.keys()):
    print(k, s[k] if k != 'next' else '')
for kw in [dict(), dict(episode_boundary='shift'), dict(episode_boundary='cross'), dict(burn_in=1), dict(burn_in=1, bootstrap=2), dict(dilation=2), dict(done_key=None)]:
    try:
        manual_seed(2)
        rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), sampler=RandomSampler(), batch_size=3, sample_unit=Sequence(2, **kw))
        rb.extend(TensorDict({'x': arange(10), ('next', 'done'): ((arange(10) + 1) % 4 == 0).view(10, 1)}, [10]))
        s, info = rb.sample(return_info=True)
        print(kw, s['x'].tolist(), sorted(info.keys()))
        print({k: v.tolist() for k, v in s.items() if k != 'next'})
        rb2 = ReplayBuffer(storage=LazyTensorStorage(8), batch_size=3, sample_unit=Sequence(2, **kw))
        rb2.extend(TensorDict({'x': arange(10), ('next', 'done'): ((arange(10) + 1) % 4 == 0).view(10, 1)}, [10]))
        s, info = rb2.sample(return_info=True)
        print(s, {k: v for k, v in info.items()})
    except Exception as e:
        print('ERR', str(kw))
manual_seed(2)
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.5, storage=LazyTensorStorage(8), batch_size=3, sample_unit=Sequence(2))
print(rb.extend(TensorDict({'x': arange(7), ('next', 'done'): ((arange(7) + 1) % 4 == 0).view(7, 1), 'td_error': arange(7) + 1.0}, [7])))
s = rb.sample()
print(s)
s['td_error'] = s['td_error'] * 3
print(rb.update_tensordict_priority(s))
print(rb.sample()['x'])
print(rb.sample()['priority_weight'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=3, sample_unit=Transition())
print(rb.extend(TensorDict({'x': arange(7)}, [7])))
print(rb.sample())
manual_seed(7)
data = TensorDict({'x': arange(6), 'y': {'z': rand(6, 2)}}, [6])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), batch_size=3)
print(rb.extend(data))
print(rb[0]['x'])
print(rb[tensor([0, 1])])
rb[0] = TensorDict({'x': tensor(77), 'y': {'z': zeros(2)}, 'index': tensor(0)}, [])
print(rb[0])
rb[1:3] = TensorDict({'x': tensor([7, 8]), 'y': {'z': zeros(2, 2)}, 'index': tensor([1, 2])}, [2])
print(rb[:]['x'])
rb[[0, 1]] = TensorDict({'x': tensor([1, 2]), 'y': {'z': zeros(2, 2)}, 'index': tensor([0, 1])}, [2])
print(rb[:]['x'])
print(rb[:]['x'])
print(rb[:]['y', 'z'].sum())
print(rb[-1]['x'])
print(rb.storage[0]['x'])
print(rb.storage[:2]['x'])
print(rb.storage.get(0)['x'])
print(rb.storage.shape)
print(rb.storage.ndim)
print(len(rb.storage))
old = rb.set_sampler(SamplerWithoutReplacement(shuffle=False))
print(rb.sample()['x'])
print(len(rb))
print(rb.extend(data))
print(rb[:]['x'])
old = rb.set_writer(TensorDictRoundRobinWriter())
print(rb.extend(data[:2]))
print(rb[:]['x'])
mm = TensorDictReplayBuffer(storage=LazyMemmapStorage(6, scratch_dir=tempdir()), batch_size=3)
print(mm.extend(data))
print(mm[:])
print(mm[0])
print(mm.sample())
print(mm.extend(data[:2]))
print(mm[:]['x'])
print(mm.add(data[0]))
print(mm[:]['x'])
print(mm[1:3])
print(mm[[1, 2]]['x'])
print(mm['y', 'z'].shape)
print(LazyMemmapStorage(6).max_size)
rb = ReplayBuffer(storage=LazyMemmapStorage(6), batch_size=2)
print(rb.extend(arange(4)))
print(rb[:])
print(rb[0])
print(rb.sample())
print(rb.extend(arange(4)))
print(rb[:])
rb = ReplayBuffer(storage=LazyMemmapStorage(6), batch_size=2)
print(rb.extend({'a': arange(4), 'b': (zeros(4), ones(4, 2))}))
print(rb[:])
print(rb.sample())
print(rb[1])

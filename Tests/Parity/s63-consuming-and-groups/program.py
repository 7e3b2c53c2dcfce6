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
rb = ReplayBuffer(storage=ListStorage(6), batch_size=3, sampler=ConsumingSampler())
print(rb.extend([tensor(i) for i in range(5)]))
print(rb.can_sample(3))
print(rb.sample())
print(rb.sample())
print(rb.sampler.ran_out)
print(rb.stats())
print(rb.extend([tensor(i) for i in range(10, 14)]))
print(rb.sample(4))
print(len(rb))
rb = ReplayBuffer(storage=LazyTensorStorage(6), batch_size=3, consume_after_n_samples=2)
print(rb.extend(arange(6)))
print(rb.sample())
print(rb.sample())
print(rb.sample())
print(rb.sample(return_info=True))
print(rb.extend(arange(6)))
print([b.tolist() for b in rb])
print(rb.empty())
print(rb.extend(arange(3)))
print(rb.sample())
print(rb.sampler.max_sample_count)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), batch_size=2, sampler=ConsumingSampler(max_sample_count=3))
print(rb.extend(TensorDict({'a': arange(4)}, [4])))
print(rb.sample())
print([b['a'].tolist() for b in rb])
rb = ReplayBuffer(storage=LazyTensorStorage(6), batch_size=2, sampler=RandomSampler(), consume_after_n_samples=2)
rb = ReplayBuffer(storage=LazyTensorStorage(6), batch_size=2, sampler=StalenessAwareSampler())
print(rb.extend(arange(4)))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), batch_size=2, sampler=StalenessAwareSampler(max_staleness=2))
print(rb.extend(TensorDict({'a': arange(4), 'policy_version': tensor([0, 1, 2, 3])}, [4])))
print(rb.sampler.consumer_version)
print(rb.sampler.increment_consumer_version())
print(rb.sampler.max_staleness)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(6), batch_size=4, sampler=StalenessAwareSampler(max_staleness=-1, version_key=('n', 'v'), staleness_weight_fn=lambda s: 1.0 / (s + 1.0) ** 2))
print(rb.extend(TensorDict({'a': arange(4), ('n', 'v'): tensor([[0], [1], [2], [3]])}, [4])))
manual_seed(1)
td = TensorDict({'prompt': tensor([0, 0, 1, 1, 1, 2, 2, 2, 2, 3]), ('next', 'reward'): rand(10, 1), 'x': arange(10)}, [10])

def mk(**kw):
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, sampler=PromptGroupSampler(group_key='prompt', **kw))
    rb.extend(td.clone())
    return rb
rb = mk(num_groups=2)
print(rb.sample()['x'])
print(rb.sample()['x'])
print(rb.sample(6)['x'])
print(rb.sample(return_info=True))
rb = mk(samples_per_group=2)
print(rb.sample()['x'])
print(rb.sample(8)['x'])
print(rb.sample(12)['x'])
print(rb.sampler.num_groups)
print(rb.sampler.samples_per_group)
print(rb.sampler.group_key)
print(rb.sampler.strategy)
print(rb.sampler.reward_key)
print(rb.sampler.cache_groups)
for st in ['random', 'recency', 'reward', 'variance']:
    rb = mk(num_groups=2, strategy=st)
    print(st, rb.sample()['x'], rb.sample(6)['x'], rb.sample(10)['x'])
    rb.extend(td.clone())
    print(st, rb.sample()['x'], rb.sample(6)['x'], rb.sample(10)['x'])
    rb.extend(td[:5].clone())
    rb.update_priority(tensor([0, 1]), tensor([1.0, 2.0]))
    print(st, rb.sample()['index'], rb.sample(6)['index'], rb.sample(10)['index'])
    None
    rb.mark_update(tensor([2, 3]))
    print(st, rb.sample()['index'], rb.sample(6)['index'], rb.sample(10)['index'])
    rb[:2] = td[-2:].clone().set('index', arange(2))
    print(st, rb.sample()['index'], rb.sample(6)['index'], rb.sample(10)['index'])
    1
    print(rb.can_sample(4), rb.can_sample(5))
    rb.empty()
    rb.extend(td.clone())
    print(st, rb.sample()['index'])
rb = ReplayBuffer(storage=LazyStackStorage(20), batch_size=4, sampler=PromptGroupSampler(group_key='query', samples_per_group=2, reward_key='r', strategy='reward'))
for i, q in enumerate(['a', 'b', 'a', 'c', 'b', 'a']):
    rb.add(TensorDict({'query': q, 'r': tensor(float(i)), 'tok': arange(i + 1)}, []))
s = rb.sample()
print(s['r'])
print(s['query'])
rb = ReplayBuffer(storage=LazyStackStorage(20), batch_size=4, sampler=PromptGroupSampler(samples_per_group=2, reward_key='r', strategy='variance', cache_groups=False))
print(rb.extend(TensorDict({'query': tensor([5, 5, 5, 7, 7, 7]), 'r': tensor([1.0, 5.0, 3.0, 0.0, 0.0, 9.0])}, [6])))
print(rb.sample()['r'])
print(rb.sample(return_info=True))
rb = ReplayBuffer(storage=ListStorage(20), batch_size=4, sampler=PromptGroupSampler(samples_per_group=2))
print(rb.extend([1, 2, 3]))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, sampler=PromptGroupSampler(samples_per_group=2))
print(rb.extend(TensorDict({'a': arange(4)}, [4])))

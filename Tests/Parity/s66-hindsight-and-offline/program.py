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

def reward_fn(td):
    d = (td['achieved_goal'] - td['desired_goal']).norm(dim=-1, keepdim=True)
    return (d < 0.5).float()

def mkdata(n, period):
    return TensorDict({'observation': rand(n, 2), 'desired_goal': full((n, 2), 9.0), 'achieved_goal': arange(2 * n).view(n, 2).float(), 'action': rand(n, 1), ('next', 'achieved_goal'): arange(2 * n).view(n, 2).float() + 1, ('next', 'desired_goal'): full((n, 2), 9.0), ('next', 'reward'): zeros(n, 1), ('next', 'done'): ((arange(n) + 1) % period == 0).view(n, 1), ('next', 'terminated'): zeros(n, 1, dtype=bool)}, [n])
for st in ['future', 'final', 'episode', 'random']:
    rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=6, strategy=st)
    rb.extend(mkdata(12, 4))
    s = rb.sample()
    print(st, s)
    print(s['desired_goal'], s['next', 'desired_goal'], s['next', 'reward'], s['index'])
    s, info = rb.sample(9, return_info=True)
    print(sorted(info.keys()), s['desired_goal'])
    rb.extend(mkdata(8, 4))
    print(rb.sample(10)['desired_goal'][:, 0])
    print(len(rb))
rb = HERReplayBuffer(reward_fn, storage=LazyMemmapStorage(20), batch_size=6, strategy='future', her_ratio=1.0)
for i in range(8):
    rb.add(mkdata(8, 4)[i])
print(rb.sample()['desired_goal'])
print(rb.sample()['next', 'reward'])
rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=6, her_ratio=0.0)
print(rb.extend(mkdata(12, 4)))
print(rb.sample()['desired_goal'][0])
rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=4, sampler=SamplerWithoutReplacement())
print(rb.extend(mkdata(12, 4)))
print([b['index'].tolist() for b in rb])
rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=4, sampler=PrioritizedSampler(20, 0.7, 0.7))
print(rb.extend(mkdata(12, 4)))
print(rb.sample())
rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=4)
print(rb.extend(mkdata(12, 4).exclude(('next', 'done'), ('next', 'terminated'))))
rb = HERReplayBuffer(reward_fn, storage=LazyTensorStorage(20), batch_size=4)
print(rb.extend(mkdata(12, 4).exclude(('next', 'done'))))
print(rb.sample()['desired_goal'])
rb = HERReplayBuffer(lambda td: (td['ag'] == td['dg']).all(-1).float(), goal_key='dg', achieved_goal_key='ag', reward_key='rew', end_key='end', storage=LazyTensorStorage(20), batch_size=5, transform=lambda td: td.set('k', td['dg'] + 1))
print(rb.extend(TensorDict({'dg': zeros(6, 1), 'ag': arange(6).view(6, 1) + 1.0, 'rew': zeros(6), 'end': tensor([False, False, True, False, False, True])}, [6])))
print(rb.sample())
print(rb.sample()['k'])
off = ReplayBuffer(storage=LazyTensorStorage(30))
print(off.extend(TensorDict({'o': arange(20)}, [20])))
rb = OfflineToOnlineReplayBuffer(off, online_capacity=10, offline_fraction=0.3, batch_size=8)
print(len(rb))
print(rb.sample())
print(rb.extend(TensorDict({'o': arange(4) + 100}, [4])))
print(rb.sample()['o'])
print(rb.sample(5)['o'])
print(rb.offline_fraction)
print(rb.anneal(2, 4))
print(rb.offline_fraction)
print(rb.sample()['o'])
print(rb.anneal(8, 4))
print(rb.offline_fraction)
print(rb.sample()['o'])
print(rb.online_buffer[:]['o'])
print(len(rb.offline_buffer))
print(len(rb))
rb = OfflineToOnlineReplayBuffer(off, online_storage=LazyMemmapStorage(10), transform=lambda td: td.set('z', td['o'] * 2))
print(rb.sample(4))
on = ReplayBuffer(storage=LazyTensorStorage(50))
filled = prefill_replay_buffer(on, off, n_samples=7, chunk_size=3)
print(on[:]['o'])
print(len(prefill_replay_buffer(on, off)))

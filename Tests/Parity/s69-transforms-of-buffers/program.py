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

def td(n):
    return TensorDict({'obs': arange(n * 3).view(n, 3).float(), 'pix': (arange(n * 12).view(n, 2, 2, 3) % 255).to(uint8), 'action': zeros(n, 1), ('next', 'reward'): rand(n, 1), ('next', 'done'): zeros(n, 1, dtype=bool)}, [n])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=3, transform=Compose(ToTensorImage(in_keys=['pix']), RewardScaling(loc=0.0, scale=2.0, in_keys=[('next', 'reward')])))
print(rb.extend(td(5)))
print(rb.sample())
print(rb.sample()['next', 'reward'])
print(rb[:]['next', 'reward'])
print(rb[0]['pix'])
print(rb[1:3]['pix'].shape)
print(rb.storage[:]['next', 'reward'])
print(len(rb.transform))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=3)
old = rb.append_transform(RenameTransform(in_keys=['obs'], out_keys=['o']))
old = rb.append_transform(ExcludeTransform('pix'))
print(rb.extend(td(4)))
print(rb.sample())
old = rb.insert_transform(0, DoubleToFloat())
old = rb.insert_transform(-1, CatTensors(in_keys=['obs', 'action'], out_key='oa', del_keys=False))
rb = ReplayBuffer(storage=LazyTensorStorage(10), batch_size=3, transform=RenameTransform(in_keys=['obs'], out_keys=['o'], in_keys_inv=['a'], out_keys_inv=['b']))
print(rb.extend(TensorDict({'b': arange(3), 'obs': arange(3)}, [3])))
print(rb.sample())
print(rb.storage[:])
rb = ReplayBuffer(storage=LazyTensorStorage(10), batch_size=3, transform=UnsqueezeTransform(dim=-1, in_keys=['obs'], in_keys_inv=['obs']))
print(rb.extend(td(3)))
print(rb.add(td(3)[0]))
print(rb.sample()['obs'].shape)
rb = ReplayBuffer(storage=LazyTensorStorage(10), batch_size=3)
old = rb.append_transform(DTypeCastTransform(dtype_in=float32, dtype_out=float64, in_keys=['obs'], in_keys_inv=['obs']))
print(rb.extend(td(3).set('obs', rand(3, 3, dtype=float64))))
print(rb.storage[:]['obs'].dtype)
print(rb.sample()['obs'].dtype)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=4, sampler=SliceSampler(slice_len=2, end_key=('next', 'done')), transform=lambda t: t.reshape(-1, 2))
print(rb.extend(td(8)))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=4, sampler=SliceSampler(slice_len=2, end_key=('next', 'done')))
old = rb.append_transform(lambda t: t.reshape(-1, 2))
print(rb.extend(td(8)))
rb = ReplayBuffer(storage=LazyTensorStorage(10), batch_size=4)
old = rb.append_transform(lambda t: t.set('sq', t['obs'] ** 2))
print(rb.extend(td(8)))
print(rb.sample()['sq'])
print(rb[0])
print(rb[:2]['sq'])
print(rb['sq'])
rb = ReplayBuffer(storage=ListStorage(10), batch_size=4, transform=lambda x: x * 2)
print(rb.extend(arange(4)))
print(rb.sample())
print(rb.add(tensor(9)))
print(rb[4])
print(rb.storage[4])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), batch_size=2, transform=SelectTransform('obs', ('next', 'reward')))
print(rb.extend(td(3)))
print(rb.sample())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=2, transform=MultiStepTransform(n_steps=2, gamma=0.5))
print(rb.extend(TensorDict({'obs': arange(4), 'next': {'obs': arange(4) + 1, 'reward': ones(4, 1), 'done': zeros(4, 1, dtype=bool), 'terminated': zeros(4, 1, dtype=bool), 'truncated': zeros(4, 1, dtype=bool)}}, [4])))
print(len(rb))
print(rb[:])
print(rb[:]['next', 'reward'])
print(rb.extend(TensorDict({'obs': arange(4) + 4, 'next': {'obs': arange(4) + 5, 'reward': ones(4, 1), 'done': tensor([0, 0, 0, 1]).bool().view(4, 1), 'terminated': zeros(4, 1, dtype=bool), 'truncated': zeros(4, 1, dtype=bool)}}, [4])))
print(len(rb))
print(rb[:]['next', 'reward'])
print(rb[:]['steps_to_next_obs'])
print(rb.sample())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, transform=Reward2GoTransform(gamma=0.5, out_keys=['r2g']))
print(rb.extend(TensorDict({'obs': arange(4), 'next': {'obs': arange(4) + 1, 'reward': ones(4, 1), 'done': tensor([0, 0, 0, 1]).bool().view(4, 1), 'truncated': zeros(4, 1, dtype=bool)}}, [4])))
print(rb[:]['r2g'])
print(rb.storage[:]['r2g'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, transform=ClipTransform(in_keys=['obs'], low=0.0, high=5.0))
print(rb.extend(td(4)))
print(rb.sample()['obs'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, transform=FlattenObservation(first_dim=-3, last_dim=-1, in_keys=['pix']))
print(rb.extend(td(4)))
print(rb.sample()['pix'].shape)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=6, transform=RandomCropTensorDict(sub_seq_len=2))
print(rb.extend(TensorDict({'x': arange(12).view(3, 4)}, [3, 4])))
print(rb.sample())
print(rb.sample()['x'])
manual_seed(2)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(5), writer=TensorDictMaxValueWriter(rank_key='r'), batch_size=3)
print(rb.extend(TensorDict({'a': arange(4), 'r': tensor([1.0, 5.0, 3.0, 2.0])}, [4])))
print(rb.extend(TensorDict({'a': arange(4) + 10, 'r': tensor([0.5, 6.0, 3.5, 2.0])}, [4])))
print(rb[:])
print(rb[:]['a'])
print(rb[:]['r'])
print(rb.add(TensorDict({'a': tensor(100), 'r': tensor(9.0)}, [])))
print(rb.add(TensorDict({'a': tensor(101), 'r': tensor(0.0)}, [])))
print(rb[:]['r'])
print(rb.sample())
print(rb.write_count)
print(len(rb))
print(rb.empty())
print(rb.extend(TensorDict({'a': arange(2), 'r': tensor([1.0, 5.0])}, [2])))
print(rb[:]['r'])
for red in ['sum', 'mean', 'max', 'min', 'median']:
    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(3), writer=TensorDictMaxValueWriter(rank_key=('n', 'r'), reduction=red), batch_size=3)
    print(red, rb.extend(TensorDict({'a': arange(6), 'n': {'r': tensor([[1.0, 5.0, 0.0], [2.0, 2.0, 2.0], [0.0, 9.0, 0.0], [3.0, 3.0, 1.0], [-1.0, 20.0, -5.0], [2.5, 2.5, 2.5]])}}, [6])))
    print(rb[:]['a'], rb[:]['n', 'r'])
    print(rb.add(TensorDict({'a': tensor(7), 'n': {'r': tensor([4.0, 4.0, 4.0])}}, [])))
    print(rb[:]['a'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(3), writer=TensorDictMaxValueWriter(), batch_size=3)
print(rb.extend(TensorDict({'a': arange(4), ('next', 'reward'): tensor([[1.0], [5.0], [3.0], [2.0]])}, [4])))
print(rb[:]['a'])
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(3), writer=TensorDictMaxValueWriter(), batch_size=3)
rb = TensorDictReplayBuffer(storage=ListStorage(3), writer=TensorDictMaxValueWriter(rank_key='r'), batch_size=2)
print(rb.extend(TensorDict({'a': arange(4), 'r': tensor([1.0, 5.0, 3.0, 2.0])}, [4])))
print(rb[:])
print(rb.sample())
rb = ReplayBuffer(storage=LazyMemmapStorage(3), writer=TensorDictMaxValueWriter(rank_key='r'), batch_size=2)
print(rb.extend(TensorDict({'a': arange(4), 'r': tensor([1.0, 5.0, 3.0, 2.0])}, [4])))
print(rb[:]['a'])
print(rb.sample(return_info=True))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(4), writer=TensorDictMaxValueWriter(rank_key='r'), batch_size=2, sampler=PrioritizedSampler(4, 0.7, 0.7))
print(rb.extend(TensorDict({'a': arange(6), 'r': tensor([1.0, 5.0, 3.0, 2.0, 0.0, 9.0])}, [6])))
print(rb.sample())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(3), writer=ImmutableDatasetWriter(), batch_size=2)
data = TensorDict({'a': arange(4)}, [4])
rb = TensorDictReplayBuffer(storage=TensorStorage(data), writer=ImmutableDatasetWriter(), batch_size=2)
print(len(rb))
print(rb.sample())
rb = TensorDictReplayBuffer(storage=TensorStorage(data), batch_size=2)
print(len(rb))
print(rb.sample())
rb = ReplayBuffer(storage=TensorStorage(data), batch_size=2)
print(rb.extend(data[:2] + 10))
print(rb[:]['a'])
print(data['a'])
print(rb.write_count)
rb = ReplayBuffer(storage=LazyTensorStorage(4), writer=TensorDictRoundRobinWriter(), batch_size=2)
print(rb.extend(data))
print(rb.sample())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(4), writer=RoundRobinWriter(), batch_size=2)
print(rb.extend(data))
print(rb.sample())
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(4), writer=TensorDictRoundRobinWriter(track_generations=True), batch_size=2)
print(rb.extend(data))
print(rb.extend(data[:1]))
print(rb.sample())
print(rb.sample(return_info=True))
s = rb.sample(3)
print(rb[:])
rb = ReplayBuffer(storage=LazyTensorStorage(4), writer=RoundRobinWriter(track_generations=True), batch_size=2)
print(rb.extend(arange(6)))
print(rb.sample(return_info=True))

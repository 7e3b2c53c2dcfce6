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
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), writer=TensorDictRoundRobinWriter(track_generations=True), batch_size=4)
print(rb.extend(TensorDict({'obs': zeros(6, 2), 'v': full((6,), 5, dtype=int64)}, [6])))
s = rb.sample()
print(s)
r = rb.update_if_present(index=s['index'], generation=s['index_generation'], patch={'obs': ones(4, 2)}, version_key='v', version=4, require_newer=True)
print(r.updated_count)
print(r.version_rejected_count)
print(r.stale_count)
print(r.version_rejected)
print(r)
r = rb.update_if_present(index=s['index'], generation=s['index_generation'], patch={'obs': ones(4, 2)}, version_key='v', version=tensor([5, 6, 7, 8]))
print(r.updated)
print(r.version_rejected)
print(rb[:]['v'])
print(rb[:]['obs'])
print(rb.extend(TensorDict({'obs': zeros(6, 2), 'v': full((6,), 9, dtype=int64)}, [6])))
r = rb.update_if_present(index=s['index'], generation=s['index_generation'], patch={'obs': ones(4, 2) * 7})
print(r.updated)
print(r.stale_count)
print(rb.update_if_present(index=s['index'], generation=s['index_generation'], patch=TensorDict({'obs': ones(4, 2)}, [4])))
print(rb.writer.generations_of(arange(10)))
print(rb.writer.tracks_generations)
f = rb.submit_update_if_present(index=s['index'], generation=s['index_generation'], patch={'obs': ones(4, 2)})
print(f.result().updated_count)
print(rb.empty())
print(rb.writer.generations_of(arange(10)))
print(rb.extend(TensorDict({'obs': zeros(6, 2), 'v': full((6,), 9, dtype=int64)}, [6])))
print(rb.writer.generations_of(arange(10)))
print(rb.writer.generations_of(tensor(2)))
print(rb.writer.generations_of(2))
print(rb.sample(return_info=True)[1])
p = tempdir()
print(rb.dumps(p))
c = TensorDictReplayBuffer(storage=LazyTensorStorage(10), writer=TensorDictRoundRobinWriter(track_generations=True), batch_size=4)
print(c.loads(p))
print(c.writer.generations_of(arange(10)))
print(c.sample()['index_generation'])
print(c.extend(TensorDict({'obs': zeros(6, 2), 'v': full((6,), 9, dtype=int64)}, [6])))
print(c.writer.generations_of(arange(10)))
sam = PrioritizedSampler(10, 0.7, 0.5)
rb = ReplayBuffer(storage=LazyTensorStorage(10), sampler=sam, batch_size=4)
print(rb.extend(arange(5)))
sc = LinearScheduler(sam, 'beta', final_value=1.0, num_steps=4)
print(sam.beta)
for i in range(6):
    sc.step()
    print(sam.beta)
print(sc.state_dict())
st = StepScheduler(sam, 'alpha', gamma=0.5, n_steps=2, min_value=0.1)
for i in range(8):
    st.step()
    print(sam.alpha)
st = StepScheduler(sam, 'alpha', gamma=0.1, n_steps=2, mode='additive', max_value=0.35)
for i in range(8):
    st.step()
    print(sam.alpha)
la = LambdaScheduler(sam, 'beta', lambda k: 1.0 / (k + 1))
for i in range(4):
    la.step()
    print(sam.beta)
sl = SchedulerList([LinearScheduler(sam, 'beta', final_value=0.0, num_steps=4), LinearScheduler(sam, 'alpha', final_value=1.0, num_steps=2)])
for i in range(4):
    sl.step()
    print(sam.alpha, sam.beta)
lin = LinearScheduler(sam, 'beta', final_value=1.0, num_steps=3)
for i in range(4):
    lin.step()
    print(sam.beta)
print(lin.step())
print(rb.sample(return_info=True))

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

manual_seed(7)
rb = TensorDictPrioritizedReplayBuffer(alpha=0.6, beta=0.4, eps=1e-6, storage=LazyMemmapStorage(16), batch_size=4)
data = TensorDict({"obs": rand(12, 2), "td_error": rand(12)}, [12])
print(rb.extend(data))
s, info = rb.sample(return_info=True)
print(info)
print(s["index"])
print(s["priority_weight"])
print(rb.update_priority(s["index"], tensor([2.0, 3.0, 4.0, 5.0])))
print(rb.sample()["index"])
print(rb.sampler.beta)
print(rb.sampler.alpha)
for i in range(3):
  b = rb.sample()
  b["td_error"] = (b["obs"].sum(-1) - 1).abs()
  rb.update_tensordict_priority(b)
  print(b["index"], b["priority_weight"])
print(rb.extend(TensorDict({"obs": rand(6, 2), "td_error": zeros(6)}, [6])))
print(rb.sample()["index"])
print(len(rb))
print(rb.sample(6)["priority_weight"])
print(rb.add(TensorDict({"obs": zeros(2), "td_error": tensor(50.0)}, [])))
print(rb.sample(6)["index"])
print(rb.update_priority(tensor([0, 1, 2]), tensor([0.0, 0.0, 0.0])))
print(rb.sample(12)["index"])
print(rb.sample(12)["priority_weight"])
rb = ReplayBuffer(storage=ListStorage(6), sampler=PrioritizedSampler(6, 1.0, 0.5), collate_fn=lambda x: x, batch_size=3)
i = rb.extend(["a", "b", "c", "d"])
print(i)
print(rb.update_priority(i, [1.0, 2.0, 3.0, 4.0]))
print(rb.sample(20))
print(rb.sample(return_info=True))
print(rb.extend(["e", "f", "g"]))
print(rb.sample(12))
print(rb.update_priority(5, 100))
print(rb.sample(12))
print(rb.update_priority(-1, 100))
print(rb.sample(6))
print(rb.sample(1))
print(rb.sample(1, return_info=True))
rb = ReplayBuffer(storage=LazyTensorStorage(6), sampler=PrioritizedSampler(6, 0.0, 0.0), batch_size=3)
print(rb.extend(arange(5)))
print(rb.update_priority(arange(5), arange(5).float()))
print(rb.sample(return_info=True))
rb = ReplayBuffer(storage=LazyTensorStorage(6), sampler=PrioritizedSampler(6, 0.9, 0.9, eps=0.5), batch_size=3, generator=generator(1))
print(rb.extend(arange(5)))
print(rb.update_priority(arange(5), arange(5).float()))
print(rb.sample(return_info=True))
print(rb.sample(return_info=True))
print(rand(1))
rb = PrioritizedReplayBuffer(alpha=0.7, beta=1.1, storage=ListStorage(10), batch_size=5)
print(rb.extend(arange(10)))
print(rb.update_priority(arange(10), arange(10) + 1))
print(rb.sample())
x, info = rb.sample(return_info=True)
print(list(info.keys()))
print(info["priority_weight"].max())
print(next(iter(rb)))
for k, b in enumerate(rb):
  if k > 2:
    break
  print(b)
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=1.1, storage=ListStorage(10), batch_size=5, collate_fn=lambda x: stack(x))
print(rb.extend(TensorDict({"x": arange(10)}, [10])))
print(rb.sample())
print(rb.sample()["x"])
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=1.1, storage=LazyTensorStorage(10), batch_size=5, transform=lambda td: td.set("y", td["x"] + 1))
print(rb.extend(TensorDict({"x": arange(10)}, [10])))
print(rb.sample())
print(rb.sample()["y"])
manual_seed(21)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), sampler=PrioritizedSampler(10, 0.8, 1.0), batch_size=5, priority_key="err")
print(rb.extend(TensorDict({"x": arange(10), "err": arange(10.0)}, [10])))
print(rb.sample()["x"])
print(rb.sample(3)["err"])
s = rb.sample(3)
s["err"] = tensor([100.0, 100.0, 100.0])
print(rb.update_tensordict_priority(s))
print(s["x"])
print(rb.sample(10)["x"])
@tensorclass
class Step:
  obs: Tensor
  act: Tensor
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3, sampler=SamplerWithoutReplacement())
print(rb.extend(Step(obs=rand(4, 2), act=arange(4), batch_size=[4])))
s = rb.sample()
print(s)
print(s.act)
print(s.obs.shape)
print(rb.add(Step(obs=zeros(2), act=tensor(9), batch_size=[])))
print([b.act.tolist() for b in rb])
print(rb[:].act)
print(rb[1])
print(rb[1].act)
print(rb[[0, 1]].act)
print(rb.extend(Step(obs=rand(2, 2), act=arange(2) + 50, batch_size=[2])))
print(rb[:].act)
rb = ReplayBuffer(storage=ListStorage(5), batch_size=3)
print(rb.extend(Step(obs=rand(4, 2), act=arange(4), batch_size=[4])))
print(rb.sample().act)
print(rb[0])
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
print(rb.extend({"obs": rand(4, 2), "n": {"a": arange(4), "t": (zeros(4), ones(4, 1))}}))
print(rb.sample())
print(rb.sample(return_info=True)[1])
print(rb[:]["n"]["a"])
print(rb[1]["n"])
print(rb[1:3])
rb[0] = rb[3]
print(rb[:]["n"]["a"])
print(rb.add({"obs": zeros(2), "n": {"a": tensor(7), "t": (tensor(0.0), zeros(1))}}))
print(rb[:]["n"]["a"])
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
print(rb.extend((arange(4), [zeros(4), ones(4)])))
print(rb.sample())
print(rb[0])
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
print(rb.extend([tensor([1.0, 2.0]), tensor([3.0, 4.0])]))
print(rb[:])
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
print(rb.add(tensor(1)))
print(rb.add(tensor(2)))
print(rb[:])
rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
print(rb.add(TensorDict({"a": tensor([1, 2]), "s": "hi"}, [])))
print(rb.add(TensorDict({"a": tensor([3, 4]), "s": "yo"}, [])))
print(rb[:])
print(rb[:]["s"])
print(rb[0]["s"])
print(rb.sample()["s"])
rb = ReplayBuffer(storage=ListStorage(5), batch_size=3)
print(rb.add(TensorDict({"a": tensor([1, 2]), "s": "hi"}, [])))
print(rb.add(TensorDict({"a": tensor([3, 4]), "s": "yo"}, [])))
print(rb.sample())
print(rb.sample()["s"])
print(rb[:])
bool_rb = ReplayBuffer(storage=LazyTensorStorage(3), batch_size=2)
print(bool_rb.extend(tensor([True, False])))
print(bool_rb.extend(tensor([True, True])))
print(bool_rb[:])
print(bool_rb.sample())
print(bool_rb[0].dtype)

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

manual_seed(0)
size = 8
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(size), batch_size=4)
def episode(n, start):
  return TensorDict({"obs": arange(start, start + n * 3).view(n, 3).float(), "action": randint(2, (n,)), ("next", "obs"): rand(n, 3), ("next", "reward"): ones(n, 1) * start, ("next", "done"): tensor([[False]] * (n - 1) + [[True]])}, [n])
print(rb.extend(episode(5, 0)))
print(rb.extend(episode(5, 100)))
print(rb[:]["obs"])
print(rb[:]["next", "done"].squeeze(-1))
print(rb[:]["index"])
s = rb.sample()
print(s)
print(s["next", "reward"].flatten())
print(s["obs"].mean())
print(s["action"])
print(s.get(("next", "obs")).shape)
print(s.select("obs", "action"))
print(s.exclude("next", "index")["action"])
print(s["next"].keys())
print(sorted(s.keys(True, True), key=str))
print([(k, tuple(v.shape)) for k, v in s.items(True, True)])
batch = stack([rb[i] for i in range(3)])
print(batch["obs"])
print(s.to_tensordict().batch_size)
print(s.batch_size[0])
for td in s:
  print(td["obs"], td["action"].item())
print((s["next", "reward"] + 0.99 * s["next", "reward"] * ~s["next", "done"]).squeeze(-1))
s["adv"] = s["next", "reward"].squeeze(-1) - s["obs"].sum(-1)
print(s["adv"])
print((s["adv"] - s["adv"].mean()) / (s["adv"].std() + 1e-8))
mask = s["action"] == 1
print(s[mask].batch_size)
print(s["obs"][mask])
print(s["obs"][:, 0][mask].tolist())
print(one_hot(s["action"], 2))
print(s["obs"].gather(1, s["action"].unsqueeze(-1)).squeeze(-1))
ret = zeros(5)
acc = 0.0
rewards = tensor([1.0, 0.0, 2.0, 0.0, 3.0])
for t in reversed(range(5)):
  acc = rewards[t] + 0.9 * acc
  ret[t] = acc
print(ret)
print(rewards.flip(0).cumsum(0).flip(0))
print(cat([s["obs"], s["next", "obs"] * 0], -1).shape)
q = randn(4, 2)
print(q.max(1).values)
print(q.argmax(-1))
print(q.gather(1, s["action"][:, None]))
print(q.softmax(-1).sum(-1))
print(multinomial(q.softmax(-1), 1))
print((q.max(-1)[0] * 10).int())
print(where(rand(4) < 0.5, randint(2, (4,)), q.argmax(1)))
torch_eps = 0.1
print(q.topk(1, dim=1).indices)
print(q.sort(1, descending=True).values)
print(((q - q.mean(0)) ** 2).mean())
print(q.var(0, unbiased=False))
print(((q - q.mean()).abs() < 1).float().mean())
print(q.norm(dim=1, keepdim=True))
print((q / q.norm(dim=1, keepdim=True)).pow(2).sum(1))
print(q.clamp(-0.5, 0.5))
print(q.view(-1).unfold(0, 3, 2))
hist = zeros(5, dtype=int64)
for i in range(20):
  hist[randint(5, (1,)).item()] += 1
print(hist)
print(hist.sum().item())
counts = {}
for i in range(10):
  k = randint(3, (1,)).item()
  counts[k] = counts.get(k, 0) + 1
print(counts)
print(dict(sorted(counts.items())))
print(f"{'step':>6}|{'loss':<10}|{'ok':^6}|")
print(f"{3:6d}|{1.23456:<10.3f}|{True!s:^6}|")
print(f"{q.mean().item():.4f} {q.shape} {list(q.shape)} {q.dtype}")
print("mean:", q.mean(), "max:", q.max().item() > 0)
print(*[f"{x:.2f}" for x in q.flatten().tolist()], sep=" ")
print({k: v.shape for k, v in s.items()})
print([tuple(v.shape) for v in s.values()])
print(rb.empty())
print(len(rb))
print(rb.extend(episode(3, 7)))
print(rb[:]["obs"][:, 0])
print(len(rb))
print(rb.write_count)
rb2 = ReplayBuffer(storage=LazyMemmapStorage(size), batch_size=4, sampler=SamplerWithoutReplacement())
print(rb2.extend(rb[:]))
print(sum([b.batch_size[0] for b in rb2]))
print([b["obs"][:, 0].tolist() for b in rb2])
print(rb2[0]["obs"])
print(rb2[0:2]["obs"])
print(rb2[-1]["next", "done"])
uint = randint(0, 256, (2, 2, 3), dtype=uint8)
print(uint)
print(uint.float() / 255)
print(uint.float().div(255).mean((0, 1)))
print(uint.permute(2, 0, 1).shape)
print(uint.permute(2, 0, 1).contiguous().view(-1))
print(uint // 2 + 200)
print(uint.sum())
print(uint.to(int32).sum((0, 1)))
print((uint > 127).sum().item())
print(uint[..., 0])
print(uint[:, :, [2, 1, 0]])
print(uint.flip(-1))
print(uint.max(), uint.min())
print(uint.float().std())
x = linspace(0, 1, 5, dtype=float64)
print(x)
print(x * 2 + 1)
print(x.float() + x)
print(x.tolist())
print(x.sum().item())
print(str(x.mean()))
print(x[x > 0.3].sum())
print(arange(10).view(2, 5)[:, 1:4:2])
print(arange(24).view(2, 3, 4).sum((0, 2)))
print(arange(24).view(2, 3, 4)[..., -1, :])
print(arange(24).view(2, 3, 4).transpose(1, 2).reshape(2, -1))
print(arange(24).view(2, 3, 4)[[0, 1], :, [1, 2]])
print(arange(24).view(2, 3, 4)[0, [0, 2]][:, tensor([1, 3])])
print(arange(24).view(2, 3, 4)[:, tensor([[0, 1], [1, 2]])].shape)
print(arange(6).view(2, 3).expand(2, 2, 3)[1, 0])
a = zeros(3, 3)
a[[0, 1, 2], [0, 1, 2]] = 1
print(a)
a[a == 0] = tensor([5.0, 6, 7, 8, 9, 10])
print(a)
a[1] = arange(3)
a[:, -1] = -1
print(a)
a[0, 0] += 5
a[0] /= 2
print(a.sum(), a.mean(), a.prod())
b = a
b[0, 0] = 42
print(a[0, 0])
c = a.clone()
c += 1
print(a[0, 0] == c[0, 0] - 1)
v = a[1:]
print(v.zero_())
print(a)
print(a.add_(1).clamp_(max=2))
print(a)

"""What the programs beside this file share: `from head import *`. `scripts/parity` puts it on PYTHONPATH.

It gives Python the names of rbs, so that a program reads the same in both languages; head.rbs has the rest.
"""

import builtins
import warnings

import torch

warnings.simplefilter("ignore")

from torch import *
from torchrl.data.tensor_specs import *
from torchrl.data import *
from torchrl.data.replay_buffers import *
from torchrl.data.replay_buffers.samplers import *
from torchrl.data.replay_buffers.scheduler import *
from torchrl.data.replay_buffers.storages import *
from torchrl.data.replay_buffers.writers import *
from torchrl.envs import *
from torchrl.envs.transforms import *
from torchrl.envs.transforms.transforms import *
from torchrl.envs.utils import step_mdp
from torchrl.collectors import *
from torchrl.collectors.utils import split_trajectories
from torchrl.data.replay_buffers.sample_units import *
from torchrl.modules import RandomPolicy
from tensordict import LazyStackedTensorDict, NonTensorData, TensorDict, lazy_stack, tensorclass
from tensordict.nn import TensorDictModuleBase
from torch.utils._pytree import tree_map

# Functions of torch keep their names, Python's own too; numbers and tensors share sqrt and its like.
for _name in dir(torch):
    if not hasattr(builtins, _name) and not _name.startswith("_"):
        globals()[_name] = getattr(torch, _name)
for _name in dir(builtins):
    if not _name.startswith("_"):
        globals()[_name] = getattr(builtins, _name)

# torch has modules of these names.
import math
import random
import tempfile

import numpy
import torch.nn.functional as functional

for _name in ("sqrt", "exp", "log", "sin", "cos", "tanh", "floor", "ceil"):
    globals()[_name] = (lambda over_tensors, over_numbers: lambda x, *rest: (
        over_tensors(x, *rest) if isinstance(x, torch.Tensor) else over_numbers(x, *rest)
    ))(getattr(torch, _name), getattr(math, _name))
one_hot, softmax = functional.one_hot, functional.softmax
Tensor, Size = torch.Tensor, torch.Size
inf, nan, pi = math.inf, math.nan, math.pi
ParallelEnv = SerialEnv  # whose workers draw one after the other, so that the streams are not raced for


def manual_seed(seed):
    torch.manual_seed(seed)
    numpy.random.seed(seed)
    random.seed(seed)


def generator(seed=None):
    made = torch.Generator()
    if seed is not None:
        made.manual_seed(seed)
    return made


def tempdir():
    return tempfile.mkdtemp()


def tensordict(source=None, batch_size=None, **options):
    return TensorDict(source or {}, batch_size if batch_size is not None else [], **options)


def ram(*arguments, **options):
    return LazyTensorStorage(*arguments, **options)


def memmap(*arguments, **options):
    return LazyMemmapStorage(*arguments, **options)


def gym(name, **options):
    return GymEnv(name, **options)


def trajectories(buffer, trajectory_key=None):
    return iter(buffer.query(None, trajectory_key=trajectory_key))


# ---- environments and modules made of functions


class FunctionEnvironment(EnvBase):
    def __init__(self, reset, step, action_spec, observation_spec=None, reward_spec=None, done_spec=None,
                 batch_size=(), set_seed=None):
        super().__init__(batch_size=Size(batch_size))
        self._reset_function, self._step_function, self._seed_function = reset, step, set_seed
        self.action_spec = action_spec
        if observation_spec is None:
            first = reset()
            observation_spec = Composite(
                {key: Unbounded(shape=first[key].shape, dtype=first[key].dtype) for key in first.keys(True, True)},
                shape=Size(batch_size))
        self.observation_spec = observation_spec
        self.reward_spec = reward_spec if reward_spec is not None else Unbounded(shape=(*batch_size, 1))
        if done_spec is None:
            flags = ("done", "terminated", "truncated")
            done_spec = Composite(
                {flag: Categorical(2, shape=Size((*batch_size, 1)), dtype=torch.bool) for flag in flags},
                shape=Size(batch_size))
        self.done_spec = done_spec

    def _reset(self, tensordict=None, **options):
        code = getattr(self._reset_function, "__code__", None)
        out = self._reset_function(tensordict) if code is not None and code.co_argcount else self._reset_function()
        return out.empty().update(out)

    def _step(self, tensordict):
        out = self._step_function(tensordict)
        out = out.empty().update(out)
        done, terminated, truncated = (out.get(key, None) for key in ("done", "terminated", "truncated"))
        nothing = torch.zeros(*self.batch_size, 1, dtype=torch.bool)
        if terminated is None:
            terminated = done.clone() if done is not None and truncated is None else nothing.clone()
        if truncated is None:
            truncated = nothing.clone()
        if done is None:
            done = terminated | truncated
        return out.update({"done": done, "terminated": terminated, "truncated": truncated})

    def _set_seed(self, seed):
        if self._seed_function:
            self._seed_function(seed)


def environment(**options):
    return FunctionEnvironment(**options)


class FunctionModule(TensorDictModuleBase):
    def __init__(self, function, in_keys, out_keys):
        super().__init__()
        self.function, self.in_keys, self.out_keys = function, in_keys, out_keys
        self.parameter = torch.nn.Parameter(torch.zeros(()))

    def forward(self, tensordict):
        return self.function(tensordict)


# ---- what head.rbs has too


def raises(f):
    try:
        f()
    except Exception as error:
        return type(error).__name__
    return "no error"


def fails(f):
    return raises(f) != "no error"


def err(label, f):
    print(label, "raises" if fails(f) else "fine")


def keys_of(td):
    return sorted(str(key) for key in td.keys(True, True))


def show(td):
    print(list(td.batch_size))
    for k in sorted(td.keys(True, True), key=str):
        v = td[k]
        print(k, v.dtype, list(v.shape))
        print(v.tolist() if v.numel() < 200 else v.double().sum().item())


def shapes(td):
    print(list(td.batch_size), [(k, list(td[k].shape)) for k in sorted(td.keys(True, True), key=str)])


def draw(buffer, keys, tells_end=True):
    try:
        sample = buffer.sample()
    except Exception as error:
        print(type(error).__name__)
        return
    for key in keys:
        value = sample.get(key, None)
        print(f"{key!r} -" if value is None else f"{key!r} {list(value.shape)} {value.flatten().tolist()}")
    if tells_end:
        print(buffer.sampler.ran_out)


def envs(base, mk, n):
    for i in range(5):
        e = [
            lambda: TransformedEnv(base(), mk()),
            lambda: SerialEnv(2, lambda: TransformedEnv(base(), mk())),
            lambda: ParallelEnv(2, lambda: TransformedEnv(base(), mk())),
            lambda: TransformedEnv(SerialEnv(2, base), mk()),
            lambda: TransformedEnv(ParallelEnv(2, base), mk()),
        ][i]()
        e.set_seed(0)
        manual_seed(0)
        print(i)
        show(e.rollout(n))


def counting(m):
    n = [0]

    def res():
        n[0] = 0
        return TensorDict({"observation": torch.zeros(1)}, [])

    def st(td):
        n[0] += 1
        return TensorDict(
            {"observation": torch.full((1,), float(n[0])), "reward": torch.ones(1), "done": torch.tensor([n[0] >= m])}, [])

    return environment(
        reset=res, step=st, action_spec=Bounded(1, 1, (1,)),
        observation_spec=Composite({"observation": Unbounded((1,))}))


def pixenv():
    n = [0]

    def res():
        n[0] = 0
        return TensorDict({"pixels": torch.arange(192).view(8, 8, 3).to(torch.uint8)}, [])

    def st(td):
        n[0] += 1
        return TensorDict(
            {"pixels": (torch.arange(192).view(8, 8, 3) + n[0]).to(torch.uint8), "reward": torch.ones(1),
             "done": torch.tensor([n[0] >= 3])}, [])

    return environment(
        reset=res, step=st, action_spec=Bounded(1, 1, (1,)),
        observation_spec=Composite({"pixels": Unbounded((8, 8, 3), dtype=torch.uint8)}))


def timed(td):
    """With the name of the time dimension, which rbs knows by its place."""
    td = td.copy()
    td.names = [None] * (td.ndim - 1) + ["time"]
    return td


def tdmod(f, in_keys, out_keys):
    """A module of a function, which rbs takes as it is."""
    return FunctionModule(f, in_keys, out_keys)

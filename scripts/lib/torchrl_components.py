"""The components of TorchRL that rbsh answers to: an expression for one of each, in Python and in rbs.

`scripts/signatures` and `scripts/lib/torchrl_classes.py` read it. To add a component, add a row.
"""

import functools
import importlib
import os
import warnings

os.environ.setdefault("RL_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
warnings.simplefilter("ignore")

MODULES = [
    "torch", "tensordict", "torchrl.data", "torchrl.data.replay_buffers", "torchrl.data.replay_buffers.samplers",
    "torchrl.data.replay_buffers.scheduler", "torchrl.data.replay_buffers.query", "torchrl.data.tensor_specs",
    "torchrl.envs", "torchrl.envs.batched_envs", "torchrl.envs.gym_like", "torchrl.envs.transforms",
    "torchrl.envs.transforms._keys", "torchrl.envs.utils",
    "torchrl.collectors", "torchrl.collectors.utils", "torchrl.modules",
]

# Family, class, Python, and rbs where it reads otherwise: an expression, or statements and an expression.
SAME = object()
FILLED = "TensorDict({'obs': torch.zeros(6, 3), 'episode': torch.tensor([0, 0, 0, 1, 1, 1])}, [6])"
ROWS = [
    ("buffers", "ReplayBuffer", "ReplayBuffer()", SAME),
    ("buffers", "TensorDictReplayBuffer", "TensorDictReplayBuffer()", SAME),
    ("buffers", "PrioritizedReplayBuffer", "PrioritizedReplayBuffer(alpha=0.7, beta=0.9)", SAME),
    ("buffers", "TensorDictPrioritizedReplayBuffer",
     "TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, storage=LazyTensorStorage(4))", SAME),
    ("buffers", "ReplayBufferEnsemble",
     "ReplayBufferEnsemble(TensorDictReplayBuffer(), TensorDictReplayBuffer(), batch_size=2)", SAME),
    ("buffers", "HERReplayBuffer", "HERReplayBuffer(len, storage=LazyTensorStorage(4))", SAME),
    ("buffers", "OfflineToOnlineReplayBuffer",
     "OfflineToOnlineReplayBuffer(TensorDictReplayBuffer(), online_capacity=4)", SAME),
    ("storages", "ListStorage", "ListStorage(4)", SAME),
    ("storages", "LazyStackStorage", "LazyStackStorage(4)", SAME),
    ("storages", "LazyTensorStorage", "LazyTensorStorage(4)", SAME),
    ("storages", "LazyMemmapStorage", "LazyMemmapStorage(4)", SAME),
    ("storages", "TensorStorage", "TensorStorage(torch.zeros(4))", SAME),
    ("storages", "CompressedListStorage", "CompressedListStorage(4)", SAME),
    ("storages", "StorageEnsemble", "StorageEnsemble(ListStorage(4), ListStorage(4))", SAME),
    ("samplers", "RandomSampler", "RandomSampler()", SAME),
    ("samplers", "SamplerWithoutReplacement", "SamplerWithoutReplacement()", SAME),
    ("samplers", "PrioritizedSampler", "PrioritizedSampler(4, 0.7, 0.9)", SAME),
    ("samplers", "SliceSampler", "SliceSampler(slice_len=2)", SAME),
    ("samplers", "SliceSamplerWithoutReplacement", "SliceSamplerWithoutReplacement(slice_len=2)", SAME),
    ("samplers", "SliceSamplerWithoutReplacement", "SliceSampler(slice_len=2, replacement=False)", SAME),
    ("samplers", "PrioritizedSliceSampler", "PrioritizedSliceSampler(4, 0.7, 0.9, slice_len=2)", SAME),
    ("samplers", "StreamingSliceSampler", "StreamingSliceSampler(slice_len=2)", SAME),
    ("samplers", "ConsumingSampler", "ConsumingSampler()", SAME),
    ("samplers", "StalenessAwareSampler", "StalenessAwareSampler()", SAME),
    ("samplers", "PromptGroupSampler", "PromptGroupSampler(num_groups=2)", SAME),
    ("samplers", "SamplerEnsemble", "SamplerEnsemble(RandomSampler(), RandomSampler())", SAME),
    ("writers", "RoundRobinWriter", "RoundRobinWriter()", SAME),
    ("writers", "TensorDictRoundRobinWriter", "TensorDictRoundRobinWriter()", SAME),
    ("writers", "TensorDictMaxValueWriter", "TensorDictMaxValueWriter()", SAME),
    ("writers", "ImmutableDatasetWriter", "ImmutableDatasetWriter()", SAME),
    ("writers", "WriterEnsemble", "WriterEnsemble(RoundRobinWriter(), RoundRobinWriter())", SAME),
    ("schedulers", "LinearScheduler", "LinearScheduler(PrioritizedSampler(4, 0.7, 0.9), 'alpha', 1.0, 10)", SAME),
    ("schedulers", "StepScheduler", "StepScheduler(PrioritizedSampler(4, 0.7, 0.9), 'alpha')", SAME),
    ("schedulers", "LambdaScheduler", "LambdaScheduler(PrioritizedSampler(4, 0.7, 0.9), 'alpha', float)", SAME),
    ("schedulers", "SchedulerList",
     "SchedulerList([LinearScheduler(PrioritizedSampler(4, 0.7, 0.9), 'alpha', 1.0, 10)])", SAME),
    ("sample units", "Transition", "Transition()", SAME),
    ("sample units", "Sequence", "Sequence(3)", SAME),
    ("transforms", "ActionChunkTransform", "ActionChunkTransform(2)", SAME),
    ("transforms", "BinarizeReward", "BinarizeReward()", SAME),
    ("transforms", "BurnInTransform", "BurnInTransform([tensordict.nn.TensorDictModule(len, ['a'], ['b'])], 2)",
     "BurnInTransform([td -> td], 2)"),
    ("transforms", "CatFrames", "CatFrames(2, -1)", SAME),
    ("transforms", "CatTensors", "CatTensors(['a', 'b'], 'c')", SAME),
    ("transforms", "CenterCrop", "CenterCrop(4)", SAME),
    ("transforms", "ClipTransform", "ClipTransform(low=0.0)", SAME),
    ("transforms", "Compose", "Compose(RewardSum(), StepCounter())", SAME),
    ("transforms", "Crop", "Crop(4)", SAME),
    ("transforms", "DTypeCastTransform", "DTypeCastTransform(torch.float64, torch.float32)", SAME),
    ("transforms", "DoubleToFloat", "DoubleToFloat()", SAME),
    ("transforms", "ExcludeTransform", "ExcludeTransform('a')", SAME),
    ("transforms", "FiniteTensorDictCheck", "FiniteTensorDictCheck()", SAME),
    ("transforms", "FlattenObservation", "FlattenObservation(-3, -1)", SAME),
    ("transforms", "FlattenTensorDict", "FlattenTensorDict()", SAME),
    ("transforms", "FrameSkipTransform", "FrameSkipTransform(2)", SAME),
    ("transforms", "GrayScale", "GrayScale()", SAME),
    ("transforms", "Hash", "Hash(['a'], ['b'])", SAME),
    ("transforms", "InitTracker", "InitTracker()", SAME),
    ("transforms", "LineariseRewards", "LineariseRewards(['reward'])", SAME),
    ("transforms", "MultiStepTransform", "MultiStepTransform(3, 0.9)", SAME),
    ("transforms", "NextStateReconstructor", "NextStateReconstructor()", SAME),
    ("transforms", "NoopResetEnv", "NoopResetEnv(3)", SAME),
    ("transforms", "ObservationNorm", "ObservationNorm(0.0, 1.0, in_keys=['a'])", SAME),
    ("transforms", "PermuteTransform", "PermuteTransform((-1, -2))", SAME),
    ("transforms", "RandomCropTensorDict", "RandomCropTensorDict(2)", SAME),
    ("transforms", "RenameTransform", "RenameTransform(['a'], ['b'])", SAME),
    ("transforms", "Resize", "Resize(4)", SAME),
    ("transforms", "Reward2GoTransform", "Reward2GoTransform()", SAME),
    ("transforms", "RewardClipping", "RewardClipping(0.0, 1.0)", SAME),
    ("transforms", "RewardScaling", "RewardScaling(0.0, 1.0)", SAME),
    ("transforms", "RewardSum", "RewardSum()", SAME),
    ("transforms", "SelectTransform", "SelectTransform('a')", SAME),
    ("transforms", "SignTransform", "SignTransform()", SAME),
    ("transforms", "SqueezeTransform", "SqueezeTransform(-1)", SAME),
    ("transforms", "Stack", "Stack(['a', 'b'], 'c')", SAME),
    ("transforms", "StepCounter", "StepCounter()", SAME),
    ("transforms", "TargetReturn", "TargetReturn(10.0)", SAME),
    ("transforms", "TensorDictPrimer", "TensorDictPrimer({'a': Unbounded(3)})", SAME),
    ("transforms", "TimeMaxPool", "TimeMaxPool()", SAME),
    ("transforms", "ToTensorImage", "ToTensorImage()", SAME),
    ("transforms", "TrajCounter", "TrajCounter()", SAME),
    ("transforms", "UnaryTransform", "UnaryTransform(['a'], ['b'], fn=len)", SAME),
    ("transforms", "UnsqueezeTransform", "UnsqueezeTransform(-1)", SAME),
    ("transforms", "VecNorm", "VecNorm(new_api=False)", "VecNorm()"),
    ("environments", "GymEnv", "GymEnv('CartPole-v1')", SAME),
    ("environments", "TransformedEnv", "TransformedEnv(GymEnv('CartPole-v1'), StepCounter())", SAME),
    ("environments", "SerialEnv", "SerialEnv(2, partial(GymEnv, 'CartPole-v1'))", "SerialEnv(2, () -> GymEnv('CartPole-v1'))"),
    ("environments", "ParallelEnv", "ParallelEnv(2, partial(GymEnv, 'CartPole-v1'))",
     "ParallelEnv(2, () -> GymEnv('CartPole-v1'))"),
    ("policies", "RandomPolicy", "RandomPolicy(OneHot(2))", SAME),
    ("collectors", "Collector", "Collector(GymEnv('CartPole-v1'), frames_per_batch=4, total_frames=8)", SAME),
    ("collectors", "MultiSyncCollector",
     "MultiSyncCollector([partial(GymEnv, 'CartPole-v1')] * 2, frames_per_batch=4, total_frames=8)",
     "MultiSyncCollector([() -> GymEnv('CartPole-v1')] * 2, frames_per_batch=4, total_frames=8)"),
    ("collectors", "MultiAsyncCollector",
     "MultiAsyncCollector([partial(GymEnv, 'CartPole-v1')] * 2, frames_per_batch=4, total_frames=8)",
     "MultiAsyncCollector([() -> GymEnv('CartPole-v1')] * 2, frames_per_batch=4, total_frames=8)"),
    ("specs", "OneHot", "OneHot(3)", SAME),
    ("specs", "Categorical", "Categorical(3)", SAME),
    ("specs", "Binary", "Binary(3)", SAME),
    ("specs", "Bounded", "Bounded(-1.0, 1.0, (3,))", SAME),
    ("specs", "Bounded", "Bounded(-1, 1, (3,), dtype=torch.int64)", SAME),
    ("specs", "Unbounded", "Unbounded(3)", SAME),
    ("specs", "Unbounded", "Unbounded((3,), dtype=torch.int64)", SAME),
    ("specs", "Composite", "Composite({'a': Unbounded(3)})", SAME),
    ("tensordicts", "TensorDict", "TensorDict({'a': torch.zeros(2)}, [2])", SAME),
    ("tensordicts", "LazyStackedTensorDict",
     "lazy_stack([TensorDict({'a': torch.zeros(2)}), TensorDict({'a': torch.zeros(3)})])",
     ("rb = ReplayBuffer(storage=LazyStackStorage(4))\n"
      "rb.extend([TensorDict({'a': torch.zeros(2)}, []), TensorDict({'a': torch.zeros(3)}, [])])", "rb[:]")),
    ("tensordicts", "Trajectory", f"next(iter(filled({FILLED}).query()))",
     (f"rb = ReplayBuffer(storage=LazyTensorStorage(6))\nrb.extend({FILLED})", "list(trajectories(rb))[0]")),
    ("tensordicts", "TrajectoryPredicate", "traj.reward.sum() > 3", SAME),
    ("tensors", "Tensor", "torch.zeros(2)", SAME),
    ("tensors", "Generator", "torch.Generator()", SAME),
    ("tensors", "Size", "torch.zeros(2).shape", SAME),
]

# What the classes above inherit from, of the names that TorchRL and tensordict export.
BASES = [
    "Storage", "Sampler", "Writer", "ParameterScheduler", "SampleUnit", "Transform", "ObservationTransform", "EnvBase",
    "GymWrapper", "GymLikeEnv", "BatchedEnvBase", "BaseCollector", "MultiCollector", "TensorSpec", "TensorDictBase",
]

# Functions that are compared by their parameters only.
FUNCTIONS = ["step_mdp", "split_trajectories", "prefill_replay_buffer"]


def namespace():
    """Everything that the expressions name."""
    names = {"partial": functools.partial, "filled": _filled}
    for module in MODULES:
        loaded = importlib.import_module(module)
        for name in getattr(loaded, "__all__", None) or dir(loaded):
            value = getattr(loaded, name, None)
            # A module without a list of its own also has what it imports, typing's Sequence for instance.
            if not name.startswith("_") and getattr(value, "__module__", "torch").startswith(("torch", "tensordict")):
                names[name] = value
    builtins = importlib.import_module("builtins")
    for name in ("float", "int", "bool", "str", "list", "dict", "len", "next", "iter"):
        names[name] = getattr(builtins, name)
    names["torch"] = importlib.import_module("torch")
    names["tensordict"] = importlib.import_module("tensordict")
    importlib.import_module("tensordict.nn")
    return names


def _filled(data):
    from torchrl.data import LazyTensorStorage, ReplayBuffer

    buffer = ReplayBuffer(storage=LazyTensorStorage(len(data)))
    buffer.extend(data)
    return buffer


def instances():
    """Family, class name, Python expression, rbs statements to run before, rbs expression."""
    for family, name, python, rbs in ROWS:
        before, rbs = rbs if isinstance(rbs, tuple) else ("", python if rbs is SAME else rbs)
        yield family, name, python, before, rbs


def close(value):
    """Ends the processes of one that has any."""
    shutdown = getattr(type(value), "shutdown", None) or getattr(type(value), "close", None)
    if shutdown is not None:
        try:
            shutdown(value)
        except Exception:
            pass

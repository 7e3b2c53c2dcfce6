# Dumps of the samplers and transforms that have state, and what TorchRL draws after loading them.
import json, pathlib, shutil, sys
import numpy, torch, torchrl.data
from tensordict import TensorDict
from torchrl.data import LazyTensorStorage, TensorDictReplayBuffer

# The constructor arguments that go into expected.json: what the dump has no place for.
ARGUMENTS = {
    "SliceSamplerWithoutReplacement": dict(slice_len=3, traj_key="episode", strict_length=False),
    "StreamingSliceSampler": dict(slice_len=3, traj_key="episode"),
    "ConsumingSampler": dict(max_sample_count=2),
    "PrioritizedSliceSampler": dict(max_capacity=20, alpha=0.7, beta=0.9, slice_len=3, traj_key="episode"),
}

def make(kind):
    sampler = getattr(torchrl.data, kind)(**ARGUMENTS[kind])
    return TensorDictReplayBuffer(storage=LazyTensorStorage(20), sampler=sampler, batch_size=6)

def rows(ids, start):
    n = len(ids)
    return TensorDict({"episode": torch.tensor(ids), "value": torch.arange(start, start + n).float()}, [n])

for name, kind in (("p12_slices_without_replacement", "SliceSamplerWithoutReplacement"),
                   ("p13_prioritized_slices", "PrioritizedSliceSampler"),
                   ("p14_streaming_slices", "StreamingSliceSampler"), ("p15_consuming", "ConsumingSampler")):
    torch.manual_seed(3); numpy.random.seed(3)
    rb = make(kind)
    rb.extend(rows([0] * 6 + [1] * 5 + [2] * 4, 0))
    rb.extend(rows([2] * 2 + [3] * 6 + [4] * 4, 15))
    if kind == "PrioritizedSliceSampler":
        rb.update_priority(torch.arange(20), torch.linspace(0.1, 2, 20))
    rb.sample()
    if kind == "StreamingSliceSampler":
        rb.extend(rows([5] * 2, 27))
    folder = pathlib.Path(sys.argv[1]) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rb.dumps(folder / "dump")
    other = make(kind)
    other.loads(folder / "dump")
    length = len(other)  # The consuming sampler's goes down with every draw.
    torch.manual_seed(1234); numpy.random.seed(1234)
    batches = []
    for _ in range(4):
        data, info = other.sample(return_info=True)
        batch = {"index": torch.stack(info["index"], -1).tolist() if isinstance(info["index"], tuple) else info["index"].tolist()}
        if "priority_weight" in info:
            batch["priority_weight"] = info["priority_weight"].tolist()
        batches.append(batch)
    expected = {"name": name, "config": {"sampler": ARGUMENTS[kind]}, "buffer_class": "TensorDictReplayBuffer", "storage_class": "LazyTensorStorage",
                "sampler_class": kind, "writer_class": "TensorDictRoundRobinWriter", "length": length,
                "capacity": 20, "ndim": 1, "cursor": other.writer._cursor, "write_count": other.write_count,
                "batch_size": other._batch_size, "leaves": {},
                "sample_after_load": {"torch_manual_seed": 1234, "numpy_seed": 1234, "batches": batches}}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))
    print(expected, sorted(str(p.relative_to(folder)) for p in folder.rglob("*")))

# Transforms: running statistics that go on, and constants that TorchRL insists on finding.
from torchrl.envs.transforms import ClipTransform, Compose, ObservationNorm, RewardClipping, RewardScaling, VecNorm

# Read as it is by both languages.
TRANSFORM = ("Compose(VecNorm(in_keys=['a', ('next', 'a')], new_api=False), ObservationNorm(0.5, 2.0, in_keys=['b']), "
             "RewardClipping(-1, 1), ClipTransform(in_keys=['b'], low=-1.0), RewardScaling(0.1, 3.0))")

def normalising():
    return TensorDictReplayBuffer(storage=LazyTensorStorage(20), batch_size=4, transform=eval(TRANSFORM))

torch.manual_seed(0)
rb = normalising()
rb.extend(TensorDict({"a": torch.arange(10.).reshape(5, 2), "b": torch.arange(5.), "next": {"a": torch.arange(10.).reshape(5, 2) ** 2},
                      "reward": torch.arange(5.).unsqueeze(-1)}, [5]))
rb.sample(), rb.sample()
folder = pathlib.Path(sys.argv[1]) / "p16_transforms"
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
rb.dumps(folder / "dump")
other = normalising()
other.loads(folder / "dump")
torch.manual_seed(1234)
batches = []
for _ in range(3):
    data = other.sample()
    batches.append({key: data[key].flatten().tolist() for key in ("a", "b", "reward")} | {"next/a": data["next", "a"].flatten().tolist()})
(folder / "expected.json").write_text(json.dumps({"name": folder.name, "transform": TRANSFORM, "capacity": 20, "batch_size": 4, "torch_manual_seed": 1234,
                                                    "batches": batches}, indent=1))

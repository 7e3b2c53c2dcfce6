"""Vectors for transforms: what torch 2.15, torchvision 0.29 and TorchRL 0.14.1 compute.

Run with torchvision and Pillow on the path; writes Vectors/transforms.json beside this folder.
Images are `(i * 37 + 11) % 256` over all elements, divided by 255 for floats, so that the file holds results only.
Observations of "frames" count from 0, next ones from 100; call number n of "vecnorm" gets n times the image.
"""
import json
import pathlib
import warnings

import torch
from tensordict import TensorDict
from torchrl.envs.transforms import CatFrames, CenterCrop, GrayScale, MultiStepTransform, Resize
from torchrl.envs.transforms import Reward2GoTransform, VecNorm

warnings.simplefilter("ignore")


def image(shape, dtype):
    count = torch.Size(shape).numel()
    values = (torch.arange(count) * 37 + 11) % 256
    values = values.to(torch.uint8) if dtype == "uint8" else (values.to(getattr(torch, dtype)) / 255)
    return values.view(shape)


def bits(tensor):
    if tensor.dtype == torch.float32:
        return tensor.contiguous().view(torch.int32).flatten().tolist()
    if tensor.dtype == torch.float64:
        return tensor.contiguous().view(torch.int64).flatten().tolist()
    return tensor.flatten().tolist()


cases = []
for mode in ["nearest", "nearest-exact", "bilinear", "bicubic"]:
    for dtype in ["float32", "float64", "uint8"]:
        for shape, rows, columns in [((1, 7, 9), 3, 5), ((2, 5, 5), 8, 11), ((1, 20, 30), 6, 30), ((3, 13, 40), 13, 4)]:
            out = Resize(rows, columns, interpolation=mode, in_keys=["p"])._apply_transform(image(shape, dtype))
            cases.append(dict(kind="resize", mode=mode, dtype=dtype, shape=shape, size=[rows, columns], out=bits(out)))
for dtype in ["float32", "uint8"]:
    out = GrayScale(in_keys=["p"])._apply_transform(image((3, 4, 5), dtype))
    cases.append(dict(kind="gray", dtype=dtype, shape=[3, 4, 5], out=bits(out)))
for shape, rows, columns in [((1, 5, 6), 2, 3), ((1, 4, 4), 7, 3), ((1, 3, 3), 6, 8), ((1, 7, 7), 2, 4)]:
    out = CenterCrop(rows, columns, in_keys=["p"])._apply_transform(image(shape, "uint8"))
    cases.append(dict(kind="crop", dtype="uint8", shape=shape, size=[rows, columns], out=bits(out)))

torch.manual_seed(0)
for padding in ["same", "constant"]:
    for future in [False, True]:
        for frames in [2, 4]:
            batch, steps = 3, 9
            done = torch.rand(batch, steps, 1) < 0.3
            obs = torch.arange(batch * steps * 2).view(batch, steps, 2)
            td = TensorDict({"obs": obs, "next": {"obs": obs + 100, "done": done}}, [batch, steps])
            keys = ["obs"] if future else ["obs", ("next", "obs")]
            out_keys = ["w"] if future else ["w", ("next", "w")]
            more = dict(mask_key="mask") if future else {}
            out = CatFrames(frames, -1, keys, out_keys, padding=padding, padding_value=-1, future=future, **more)(td)
            case = dict(kind="frames", padding=padding, future=future, frames=frames, shape=[batch, steps, 2], padding_value=-1)
            case["done"] = [int(x) for x in done.flatten().tolist()]
            case["out"] = out["w"].flatten().tolist()
            if future:
                case["mask"] = [int(x) for x in out["mask"].flatten().tolist()]
            else:
                case["next"] = out["next", "w"].flatten().tolist()
            cases.append(case)
norm = VecNorm(in_keys=["a"], decay=0.9)
calls = []
for step in range(4):
    td = TensorDict({"a": image((4, 3), "float32") * (step + 1)}, [4])
    calls.append(norm(td)["a"].flatten().tolist())
cases.append(dict(kind="vecnorm", decay=0.9, shape=[4, 3], out=calls))
path = pathlib.Path(__file__).parent.parent / "Vectors" / "transforms.json"
path.write_text("{\"cases\": [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")

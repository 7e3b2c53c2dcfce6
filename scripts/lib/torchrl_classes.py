"""What TorchRL's components are to Python: writes Tests/RBScriptTests/Data/TorchRLClasses.json.

    PYTHON scripts/lib/torchrl_classes.py [FILE]

`classes` are the class names that rbsh answers to, `bases` what they inherit from. For each instance: its class, the
expression in Python and in rbs (with the rbs statements that come before it), `type(x).__name__`, the names of
`classes` and `bases` for which isinstance holds, and its public attributes, without those that every nn.Module or
torch Dataset has.
"""

import json
import pathlib
import sys

import tensordict
import torch
import torchrl
from torchrl_components import BASES, close, instances, namespace

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Tests/RBScriptTests/Data/TorchRLClasses.json"


def attributes(value):
    """What `hasattr` says True to, of the public names."""
    everybodys = set()
    for kind in (torch.nn.Module, torch.utils.data.IterableDataset, Exception):
        if isinstance(value, kind):
            everybodys |= set(dir(kind))
    if isinstance(value, torch.nn.Module):
        everybodys |= set(dir(torch.nn.Module()))
    return [name for name in sorted(dir(value))
            if not name.startswith("_") and name not in everybodys and _has(value, name)]


def _is(value, kind):
    try:
        return isinstance(value, kind)
    except Exception:  # a batched environment that has not been started refuses the attribute that some classes ask for
        return issubclass(type(value), kind)


def _has(value, name):
    try:
        return hasattr(value, name)
    except Exception:
        return True


def describe(names):
    rows = list(instances())
    classes = sorted({row[1] for row in rows})
    known = classes + BASES
    described = []
    for family, name, python, before, rbs in rows:
        value = eval(python, names)
        try:
            described.append({
                "family": family, "class": name, "python": python, "before": before, "rbs": rbs,
                "type": type(value).__name__,
                "isinstance": [one for one in known if _is(value, names[one])], "attributes": attributes(value),
            })
        finally:
            close(value)
    return classes, described


def main(target):
    classes, described = describe(namespace())
    versions = {"torch": torch.__version__.split("+")[0], "torchrl": torchrl.__version__,
                "tensordict": tensordict.__version__}
    lines = ",\n".join("    " + json.dumps(one) for one in described)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        "{\n"
        f'  "versions": {json.dumps(versions)},\n'
        f'  "classes": {json.dumps(classes)},\n'
        f'  "bases": {json.dumps(BASES)},\n'
        f'  "instances": [\n{lines}\n  ]\n'
        "}\n")
    print(f"{len(described)} instances of {len(classes)} classes, {len(BASES)} bases: {target.name}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)

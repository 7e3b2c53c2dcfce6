"""Compares the parameters of TorchRL's components with those that rbsh declares: names, order, kinds, defaults.

    PYTHON scripts/lib/signatures.py RBSH EXCEPTIONS

Prints what differs, by component, and ends with 1 where something differs that EXCEPTIONS does not list.
"""

import ast
import contextlib
import fnmatch
import inspect
import io
import re
import subprocess
import sys
from dataclasses import dataclass

from torchrl_components import FUNCTIONS, close, instances, namespace

REQUIRED = object()

# What `inspect` cannot see. A class whose **kwargs go to the initializer of another: its name, and what it gives itself.
FORWARDS = {
    "TensorDictReplayBuffer": ("ReplayBuffer", ()),
    "HERReplayBuffer": ("TensorDictReplayBuffer", ()),
    "ReplayBufferEnsemble": ("ReplayBuffer", ("storage", "sampler", "writer")),
    "TensorDictMaxValueWriter": ("Writer", ()),
    "SqueezeTransform": ("UnsqueezeTransform", ()),
    "MultiAsyncCollector": ("MultiCollector", ()),
}
# Parameters that a metaclass or `kwargs.pop` reads. "/" ends those that can be given by position.
WRITTEN_OUT = {
    "RandomSampler": "/ replacement=True",
    "SamplerWithoutReplacement": "+ replacement=False",
    "SliceSampler": "+ replacement=True",
    "SliceSamplerWithoutReplacement": "+ replacement=False",
    "Transition": "/",
    "Compose": "*trsfs / transforms=None",
    "GymEnv": "env_name / categorical_action_encoding=False from_pixels=False pixels_only=True frame_skip=1 device=None "
    "batch_size=None allow_done_after_reset=False spec_locked=True auto_reset=False auto_reset_replace=True policy=None "
    "compile=False num_envs=0 num_workers=1 backend=None disable_env_checker=None missing_obs_value=None "
    "native_autoreset=False convert_actions_to_numpy=True **",
    "TransformedEnv": "base_env transform=None cache_specs=True / auto_unwrap=None device=None spec_locked=True "
    "compile=False batch_size=None run_type_checks=False auto_reset=False",
    "ParallelEnv": "+ auto_wrap_envs=True spec_locked=True auto_reset=False auto_reset_replace=True compile=False",
    "SerialEnv": "+ spec_locked=True auto_reset=False auto_reset_replace=True compile=False",
    "Composite": "specs=None / shape=None device=None data_cls=None step_mdp_static=False names=None batch_size=None **",
    "TensorDictPrimer": "+ device=None",
}


@dataclass
class Parameter:
    name: str
    positional: bool
    default: object  # REQUIRED, or a value
    text: str  # of the default


@dataclass
class Form:
    parameters: dict
    variadic: bool = False  # *args
    labelled: bool = False  # **kwargs with any name

    @property
    def positions(self):
        return [one.name for one in self.parameters.values() if one.positional]


# ---- TorchRL's side


def _value(text):
    return ast.literal_eval(text)


def _add_written(form, text):
    """Adds the parameters of a WRITTEN_OUT line."""
    positional = not text.startswith("+")
    for word in text.removeprefix("+").split():
        if word == "/":
            positional = False
        elif word == "**":
            form.labelled = True
        elif word.startswith("*"):
            form.variadic = True
        else:
            name, _, default = word.partition("=")
            value = _value(default) if default else REQUIRED
            form.parameters[name] = Parameter(name, positional, value, default)
    return form


def torchrl_form(name, names):
    """The parameters of a class or function, with everything that its **kwargs reach."""
    target = names[name]
    written = WRITTEN_OUT.get(name)
    if written is not None and not written.startswith("+"):
        return _add_written(Form({}), written)
    call = target.__init__ if inspect.isclass(target) else target
    if call is object.__init__:
        return Form({})
    form = Form({})
    for parameter in inspect.signature(call).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind == parameter.VAR_POSITIONAL:
            form.variadic = True
        elif parameter.kind == parameter.VAR_KEYWORD:
            form.labelled = True
        else:
            missing = parameter.default is parameter.empty
            form.parameters[parameter.name] = Parameter(
                parameter.name, parameter.kind == parameter.POSITIONAL_OR_KEYWORD,
                REQUIRED if missing else parameter.default, "" if missing else repr(parameter.default))
    if name in FORWARDS:
        base, given = FORWARDS[name]
        inner = torchrl_form(base, names)
        # Positions survive where *args are forwarded too.
        keep_positions = form.variadic and not form.parameters
        for parameter in inner.parameters.values():
            if parameter.name not in form.parameters and parameter.name not in given:
                positional = parameter.positional and keep_positions
                form.parameters[parameter.name] = Parameter(parameter.name, positional, parameter.default, parameter.text)
        form.labelled = inner.labelled
        form.variadic = name == "ReplayBufferEnsemble"
    return _add_written(form, written) if written else form


# ---- rbsh's side


ENTRY = re.compile(r"^  (\*{0,2})(\w+)(?:: (.*?))?(?:  \((?!by label only)([^()]*(?:\([^()]*\)[^()]*)*)\))?(  \(by label only\))?$")


def rbsh_forms(rbsh, names):
    """What `help(NAME)` says of each name's parameters; None where rbsh has no such name."""
    script = "".join(f'print("@@{name}")\ntry {{ help("{name}") }} catch e {{ print("@@none") }}\n' for name in names)
    told = subprocess.run([rbsh, "-"], input=script, capture_output=True, text=True, check=True).stdout
    return {page.split("\n", 1)[0]: _form(page) for page in told.split("@@") if page and not page.startswith("none")}


def _form(page):
    if "\nParameters:\n" not in page:
        return Form({}) if "(" in page else None
    form = Form({})
    for line in page.split("\nParameters:\n")[1].split("\n\n")[0].split("\n"):
        if line.startswith("    "):
            continue
        match = ENTRY.match(line)
        assert match, f"cannot read the line of help {line!r}"
        stars, name, default, _, by_label = match.groups()
        if stars == "*":
            form.variadic = True
        elif stars == "**":
            form.labelled = True
        else:
            # What follows *args can be given by label only.
            positional = not by_label and not form.variadic
            form.parameters[name] = Parameter(
                name, positional, REQUIRED if default is None else _rbs_value(default), default or "")
    return form


def _rbs_value(text):
    import torch

    if hasattr(torch, text) and isinstance(getattr(torch, text), torch.dtype):
        return getattr(torch, text)
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text


# ---- the comparison


def _plain(value):
    """Values compare by content: keys in a list or a tuple, a torch.Size and a tuple are the same."""
    if isinstance(value, (list, tuple)):
        return tuple(_plain(item) for item in value)
    if value != value:
        return "nan"
    if type(value).__module__.startswith(("torch.", "torchrl", "tensordict")) or "ExplorationType" in repr(type(value)):
        return getattr(value, "value", str(value))
    return value


def _same(theirs, ours, meaning):
    if _plain(theirs) == _plain(ours) and type(theirs) in (type(ours), tuple, list):
        return True
    if theirs is None and meaning is not REQUIRED:
        meant = _plain(meaning)
        return meant == _plain(ours) or (not isinstance(ours, (list, tuple)) and meant == (ours,))
    return _plain(theirs) == _plain(ours) and not isinstance(theirs, bool) and not isinstance(ours, bool)


def differences(theirs, ours, instance):
    """(parameter, what differs) in a fixed order."""
    for name, parameter in theirs.parameters.items():
        default = "required" if parameter.default is REQUIRED else f"default {parameter.text}"
        if name not in ours.parameters:
            kind = "" if parameter.positional else "by keyword only, "
            yield name, f"missing     {name} ({kind}{default})"
            continue
        own = ours.parameters[name]
        if (parameter.default is REQUIRED) != (own.default is REQUIRED):
            here = "required" if own.default is REQUIRED else f"default {own.text}"
            yield name, f"required    {name}: TorchRL {default}, rbsh {here}"
        elif parameter.default is not REQUIRED:
            meaning = REQUIRED
            if parameter.default is None:
                with contextlib.suppress(Exception):
                    meaning = getattr(instance, name)
            if not _same(parameter.default, own.default, meaning):
                meant = "" if meaning is REQUIRED or meaning is None else f" (the instance has {meaning!r:.60})"
                yield name, f"default     {name}: TorchRL {parameter.text}{meant}, rbsh {own.text}"
        if parameter.positional and not own.positional:
            yield name, f"by label    {name}: TorchRL takes it by position too"
        if own.positional and not parameter.positional:
            yield name, f"by position {name}: TorchRL takes it by keyword only"
    there = [name for name in theirs.positions if name in ours.positions]
    here = [name for name in ours.positions if name in theirs.positions]
    if there != here or here != ours.positions[: len(here)] or there != theirs.positions[: len(there)]:
        yield "(positions)", f"positions   TorchRL ({', '.join(theirs.positions)}), rbsh ({', '.join(ours.positions)})"
    there = [name for name in theirs.parameters if name in ours.parameters]
    here = [name for name in ours.parameters if name in theirs.parameters]
    if sorted(there, key=lambda name: not theirs.parameters[name].positional) != sorted(
            here, key=lambda name: not theirs.parameters[name].positional):
        yield "(order)", f"order       TorchRL {', '.join(there)}; rbsh {', '.join(here)}"
    if theirs.variadic != ours.variadic:
        yield "(variadic)", f"variadic    TorchRL {theirs.variadic}, rbsh {ours.variadic}"
    if theirs.labelled != ours.labelled:
        yield "(labelled)", f"labelled    TorchRL {theirs.labelled}, rbsh {ours.labelled}"
    for name in ours.parameters:
        if name not in theirs.parameters:
            yield name, f"extra       {name} (TorchRL has no such parameter)"


def read_exceptions(path):
    """Class pattern, parameter pattern, reason."""
    with open(path) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    for row in rows:
        assert len(row) == 3, f"an exception has three columns: {row}"
    return rows


def print_absent(pages, names):
    """What TorchRL exports beside the components compared, for information."""
    import importlib

    for module in ("torchrl.data.replay_buffers", "torchrl.data.tensor_specs", "torchrl.envs.transforms",
                   "torchrl.collectors"):
        loaded = importlib.import_module(module)
        exported = getattr(loaded, "__all__", None) or [
            name for name, value in vars(loaded).items()
            if inspect.isclass(value) and issubclass(value, names["TensorSpec"])]
        absent = sorted(name for name in exported if name not in pages and inspect.isclass(getattr(loaded, name, None)))
        print(f"not compared, of {module}: {', '.join(absent)}\n")


def main(rbsh, exceptions_path):
    names = namespace()
    exceptions = read_exceptions(exceptions_path)
    used = set()
    families = {}
    for family, name, python, _, _ in instances():
        families.setdefault(family, {}).setdefault(name, python)
    families["functions"] = {name: None for name in FUNCTIONS}
    for family in ("tensordicts", "tensors"):  # made by functions of their own, in either language
        del families[family]
    pages = rbsh_forms(rbsh, [name for members in families.values() for name in members])

    compared = differing = excepted = 0
    for family, members in families.items():
        print(f"== {family}")
        for name, python in members.items():
            compared += 1
            ours = pages.get(name)
            if ours is None:
                print(f"{name}\n    missing     rbsh has no such name")
                differing += 1
                continue
            instance = eval(python, names) if python else None
            lines = []
            for parameter, text in differences(torchrl_form(name, names), ours, instance):
                match = next((row for row in exceptions if fnmatch.fnmatchcase(name, row[0])
                              and fnmatch.fnmatchcase(parameter, row[1])), None)
                if match is None:
                    lines.append(text)
                else:
                    used.add(tuple(match))
                    excepted += 1
            close(instance)
            print(f"{name}: {'the same' if not lines else ''}".rstrip(": "))
            for line in lines:
                print("    " + line)
            differing += len(lines)
        print()
    unused = [row for row in exceptions if tuple(row) not in used]
    for row in unused:
        print("unused exception: " + "\t".join(row))
    print_absent(pages, names)
    print(f"{compared} components compared, {differing} differences, {excepted} excepted with a reason")
    return 1 if differing or unused else 0


if __name__ == "__main__":
    with contextlib.redirect_stderr(io.StringIO()):
        status = main(*sys.argv[1:])
    sys.exit(status)

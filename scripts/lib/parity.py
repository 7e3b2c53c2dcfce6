"""Runs the programs of Tests/Parity with the real TorchRL; scripts/parity says how.

    PYTHON scripts/lib/parity.py record|verify [NAME…]

TorchRL is loaded once, by the programs' own head; each program runs in a fork of that.
"""

import difflib
import os
import pathlib
import runpy
import shutil
import signal
import sys
import tempfile
import time
import traceback

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/Parity"
AT_ONCE = 2
SECONDS = 300


def start(name, scratch):
    """Forks a process that runs a program in a folder of its own; gives its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setpgid(0, 0)
        os.chdir(scratch)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        for stream, file in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream)
        program = str(FOLDER / name / "program.py")
        sys.argv = [program]
        runpy.run_path(program, run_name="__main__")
        status = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def outcomes(names):
    """What each program prints, or what is wrong with it, in the order of their ends."""
    waiting, running = list(names), {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            name = waiting.pop(0)
            scratch = pathlib.Path(tempfile.mkdtemp())
            running[start(name, scratch)] = (name, scratch, time.monotonic() + SECONDS)
        for pid, (name, scratch, end) in list(running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended and time.monotonic() < end:
                continue
            printed, failure = None, f"runs longer than {SECONDS} s"
            if not ended:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            elif status == 0:
                printed, failure = (scratch / "stdout").read_bytes(), None
            else:
                failure = (scratch / "stderr").read_text(errors="replace").strip().split("\n")[-1]
            del running[pid]
            shutil.rmtree(scratch, ignore_errors=True)
            yield name, printed, failure
        time.sleep(0.01)


def difference(expected, printed):
    """The first lines that differ."""
    lines = difflib.unified_diff(
        expected.decode(errors="replace").splitlines(), printed.decode(errors="replace").splitlines(),
        "expected.txt", "TorchRL", lineterm="", n=0)
    return "\n".join("    " + line[:200] for _, line in zip(range(8), lines))


def main(action="", *names):
    known = sorted(path.parent.name for path in FOLDER.glob("*/program.py"))
    unknown = [name for name in names if name not in known]
    if action not in ("record", "verify") or unknown:
        what = f"there is no program {unknown[0]}" if unknown else "usage: scripts/parity record|verify PYTHON [NAME…]"
        sys.exit(f"error: {what}")
    sys.path.insert(0, str(FOLDER))
    import head  # noqa: F401  for the forks, which find it loaded

    counts = dict.fromkeys(["the same", "recorded", "different", "failed"], 0)
    for name, printed, failure in outcomes(names or known):
        file = FOLDER / name / "expected.txt"
        expected = file.read_bytes() if file.exists() else None
        if failure is not None:
            outcome = "failed"
            print(f"{name}: failed: {failure}")
        elif printed == expected:
            outcome = "the same"
        elif action == "record":
            outcome = "recorded"
            file.write_bytes(printed)
            print(f"{name}: recorded")
        else:
            outcome = "different"
            print(f"{name}: different" + ("" if expected is not None else ", there is no expected.txt"))
            print(difference(expected or b"", printed))
        counts[outcome] += 1
        sys.stdout.flush()
    total = sum(counts.values())
    print(f"{total} programs: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count))
    return 1 if counts["failed"] or counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

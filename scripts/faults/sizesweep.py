"""Every number of every example in the reference becomes absurd, one at a time; so does every argument that can be counted.

    RBSH=.build/debug/rbsh PROJECT=. python3 scripts/faults/sizesweep.py [WORKERS] [ONLY]

Programs run in batches under `ulimit -v` (VM, in kB), each in a try of its own; a batch that dies is halved until the programs
that kill it are known. Prints each of them; the exit code is 1 where there is one. ONLY keeps the examples that hold a text. FEW tries
only the largest numbers; the order is that of SEED, so that a run that is cut short has tried some of everything.
"""
import concurrent.futures, os, random, re, signal, subprocess, sys, tempfile

rbsh, project = os.path.abspath(os.environ["RBSH"]), os.environ.get("PROJECT", ".")
limit, seconds = os.environ.get("VM", "4000000"), float(os.environ.get("SECONDS", "20"))
workers, only = int((sys.argv + ["1"])[1] if len(sys.argv) > 1 else 1), sys.argv[2] if len(sys.argv) > 2 else ""
NUMBERS = ["2147483648", "1099511627776", "4611686018427387904", "9223372036854775807", "(-9223372036854775807-1)", "-1", "0"]
# 2 ** 59 - 1 is the most that a tensor's sizes may count.
THINGS = ["range(9223372036854775807)", "zeros(576460752303423487, 0)", "zeros(1).expand(576460752303423487)",
          "tensordict({}, [576460752303423487])", "(3, 0, 9223372036854775807)", "zeros(3, 0, 72057594037927936)"]
if os.environ.get("FEW"): NUMBERS, THINGS = NUMBERS[2:5], THINGS[:3]
text = open(project + "/docs/reference.md").read()
examples = [e for e in re.findall(r"```rbs\n(.*?)\n```", text, re.S) if only in e]
BAD = re.compile(r"sleep\(|while True|argv|import |input\(")
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[A-Za-z_]\w*|\d[\w.]*|.|\n', re.S)


def variants(example):
    tokens = TOKEN.findall(example)
    for i, token in enumerate(tokens):
        if re.match(r"^\d+$", token):
            for number in NUMBERS: yield "".join(tokens[:i] + [number] + tokens[i + 1:])
    # Whole arguments: from a bracket or a comma to the next one of the same depth.
    for i, token in enumerate(tokens):
        if token not in "(,[" or len(token) != 1: continue
        depth, end = 0, i + 1
        while end < len(tokens) and not (depth == 0 and tokens[end] in (",", ")", "]")):
            depth += (tokens[end] in ("(", "[", "{")) - (tokens[end] in (")", "]", "}"))
            end += 1
        inside = "".join(tokens[i + 1:end])
        if not inside.strip() or inside.strip()[0] in '"': continue
        label = re.match(r"\s*[a-z_]\w*\s*: ", inside)
        for thing in THINGS: yield "".join(tokens[:i + 1]) + (label.group(0) if label else "") + thing + "".join(tokens[end:])


def wrapped(number, program):
    return f"fn zz{number}() {{\n{program}\n}}\ntry {{ zz{number}() }} catch zze {{ print(\"E:\", zze) }}\n"


def run(programs):
    with tempfile.NamedTemporaryFile("w", suffix=".rbs", delete=False) as file:
        file.write("\n".join(wrapped(i, p) for i, p in enumerate(programs)))
    try:
        process = subprocess.Popen(
            ["bash", "-c", f"ulimit -c 0 -f 4000000; {'ulimit -v ' + limit if limit != '0' else ':'}; exec {rbsh} {file.name}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            _, errors = process.communicate(timeout=seconds)
            return process.returncode, errors.decode("utf8", "replace")
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=4)
                return "slow", ""
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return "hang", ""
    finally:
        os.unlink(file.name)


def sound(programs):
    """Without those that do not get through the check."""
    while programs:
        code, errors = run(programs)
        if code != 3: return code, errors, programs
        lines = [int(n) for n in re.findall(r"--> [^\n]*?:(\d+):\d+", errors)]
        owners = [i for i, p in enumerate(programs) for _ in range(wrapped(i, p).count("\n") + 1)]
        bad = {owners[min(n - 1, len(owners) - 1)] for n in lines}
        if not bad: return 3, errors, programs
        programs = [p for i, p in enumerate(programs) if i not in bad]
    return 0, "", []


def hunt(programs):
    """The programs that end by a signal, hang or are slow, each with how."""
    if not programs: return []
    code, errors, programs = sound(programs)
    if code in (0, 1, 2, 3): return []
    if len(programs) == 1: return [(code, programs[0], errors)]
    half = len(programs) // 2
    return hunt(programs[:half]) + hunt(programs[half:])


if __name__ == "__main__":
    programs = list(dict.fromkeys(v for e in examples if not BAD.search(e) for v in variants(e)))
    random.Random(int(os.environ.get("SEED", "0"))).shuffle(programs)
    size = int(os.environ.get("BATCH", "60"))
    batches = [programs[i:i + size] for i in range(0, len(programs), size)]
    print(len(programs), "programs", flush=True)
    found = 0
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for finds in pool.map(hunt, batches):
            for code, program, errors in finds:
                found += 1
                fatal = next((l for l in errors.split("\n") if "atal error" in l or "ERROR" in l), "")
                print(f"== {code} {fatal[-160:]}\n{program}", flush=True)
    print(found, "found")
    sys.exit(1 if found else 0)

"""The cases of Sources/rbbench/TextWorkloads.swift in CPython: the same programs, read from that file, so that the two
cannot drift apart. Prints one JSON object of microseconds per pass, as `rbbench --json` does."""

import json
import re
import statistics
import sys
import time
from pathlib import Path

source = (Path(__file__).parents[2] / "Sources/rbbench/TextWorkloads.swift").read_text()
table = source[source.index("cases:") : source.index("private static let prelude")]
cases = re.findall(r'\("([^"]+)", (\d+), "((?:[^"\\]|\\.)*)"\)', table)
prelude = re.search(r'prelude = """\n(.*?)"""', source, re.S).group(1).replace("\\\\", "\\")


def python(text):
    text = text.replace('\\"', '"')
    return text.replace("{ }", ": pass") if text.startswith("for ") else text


names = {}
exec("\n".join(line.strip() for line in prelude.splitlines()), names)
results = {}
for name, passes, body in cases:
    body = python(body)
    work = f"def work():\n grown = ''\n for i in range({passes}):\n  {body}\n"
    exec(work, names)
    times = []
    names["work"]()
    for _ in range(9):
        start = time.perf_counter()
        names["work"]()
        times.append((time.perf_counter() - start) / int(passes) * 1e6)
    results[f"text/{name}"] = statistics.median(times)
json.dump(results, sys.stdout)

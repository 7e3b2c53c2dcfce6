"""Medians over the rounds of scripts/bench, and what each peer takes relative to rbsh in the same round."""

import json
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1])
rounds = []
for path in sorted(folder.glob("rbsh-*.json")):
    peers = folder / path.name.replace("rbsh", "peers")
    rounds.append((json.loads(path.read_text()), json.loads(peers.read_text())))

names = list(rounds[0][0])
columns = list(dict.fromkeys(key.split(":")[0] for key in rounds[0][1]))
print(f"{'µs per call, medians of ' + str(len(rounds)):32}{'rbsh':>10}" + "".join(f"{c:>20}" for c in columns))
for name in names:
    ours = statistics.median(own[name] for own, _ in rounds)
    digits = 4 if ours < 1 else 1
    line = f"{name:32}{ours:>10.{digits}f}"
    for column in columns:
        key = f"{column}:{name}"
        if key in rounds[0][1]:
            figure = statistics.median(peers[key] for _, peers in rounds)
            ratio = statistics.median(peers[key] / own[name] for own, peers in rounds)
            line += f"{figure:>12.{digits}f} ({ratio:4.1f}×)"
        else:
            line += f"{'–':>20}"
    print(line)

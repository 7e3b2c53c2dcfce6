"""The work of rbbench done by TorchRL, cpprb, rlox and CPython: prints one JSON object, microseconds per call."""

import json
import time

import cpprb
import numpy as np
import rlox
import torch
from tensordict import TensorDict
from torchrl.data import LazyMemmapStorage, LazyTensorStorage, PrioritizedSampler, RandomSampler, ReplayBuffer
from torchrl.data import SamplerWithoutReplacement

SIZE, BATCH = 10_000, 256
results = {}


def measure(name, body, calls=50, rounds=7):
    for _ in range(calls):
        body()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            body()
        times.append((time.perf_counter() - start) / calls * 1e6)
    results[name] = sorted(times)[rounds // 2]


def pixels(n):
    data = {k: torch.zeros(n) for k in "abcde"}
    data["pixels"] = torch.zeros(n, 3, 32, 32, dtype=torch.uint8)
    return TensorDict(data, [n])


def vectors(n):
    return TensorDict(
        {"obs": torch.zeros(n, 17), "act": torch.zeros(n, 6), "rew": torch.zeros(n), "next_obs": torch.zeros(n, 17),
         "terminated": torch.zeros(n, dtype=torch.bool), "truncated": torch.zeros(n, dtype=torch.bool)}, [n])


def torchrl(kind, make):
    data, few = make(SIZE), make(BATCH)

    def filled(sampler, storage=None):
        rb = ReplayBuffer(storage=storage or LazyTensorStorage(SIZE), sampler=sampler, batch_size=BATCH)
        rb.extend(data)
        return rb

    uniform = filled(RandomSampler())
    weighted = filled(PrioritizedSampler(SIZE, 0.7, 0.9))
    index, errors = torch.randint(SIZE, (BATCH,)), torch.rand(BATCH)
    measure(f"torchrl:{kind}/uniform", uniform.sample)
    measure(f"torchrl:{kind}/uniform memmap", filled(RandomSampler(), LazyMemmapStorage(SIZE)).sample)
    measure(f"torchrl:{kind}/without_replacement", filled(SamplerWithoutReplacement()).sample)
    measure(f"torchrl:{kind}/prioritized", weighted.sample)
    measure(f"torchrl:{kind}/update_priority", lambda: weighted.update_priority(index, errors))
    measure(f"torchrl:{kind}/extend", lambda: uniform.extend(few))


def with_cpprb(kind, make):
    data = {k: v.numpy() for k, v in make(SIZE).items()}
    few = {k: v.numpy() for k, v in make(BATCH).items()}
    spec = {k: {"shape": v.shape[1:] or 1, "dtype": v.dtype} for k, v in data.items()}
    uniform, weighted = cpprb.ReplayBuffer(SIZE, spec), cpprb.PrioritizedReplayBuffer(SIZE, spec, alpha=0.7)
    uniform.add(**data)
    weighted.add(**data)
    index, errors = np.random.randint(SIZE, size=BATCH), np.random.rand(BATCH)
    measure(f"cpprb:{kind}/uniform", lambda: uniform.sample(BATCH))
    measure(f"cpprb:{kind}/prioritized", lambda: weighted.sample(BATCH, beta=0.9))
    measure(f"cpprb:{kind}/update_priority", lambda: weighted.update_priorities(index, errors))
    measure(f"cpprb:{kind}/extend", lambda: uniform.add(**few))


def with_rlox():
    """rlox keeps flat float32 observations and actions only: the vector workload."""
    n = SIZE
    obs, act, flags = np.zeros((n, 17), np.float32), np.zeros((n, 6), np.float32), np.zeros(n, np.uint8)
    uniform = rlox.ReplayBuffer(SIZE, 17, 6)
    uniform.push_batch(obs.ravel(), obs.ravel(), act.ravel(), np.zeros(n, np.float32), flags, flags)
    weighted = rlox.PrioritizedReplayBuffer(SIZE, 17, 6, 0.7, 0.9)
    for i in range(n):
        weighted.push(obs[i], act[i], 0.0, False, False, obs[i], 1.0)
    index, errors = np.random.randint(SIZE, size=BATCH).astype(np.uint64), np.random.rand(BATCH)
    seed = iter(range(1 << 40))
    measure("rlox:vectors/uniform", lambda: uniform.sample(BATCH, next(seed)))
    measure("rlox:vectors/prioritized", lambda: weighted.sample(BATCH, next(seed)))
    measure("rlox:vectors/update_priority", lambda: weighted.update_priorities(index, errors))
    few = [obs[:BATCH].ravel(), obs[:BATCH].ravel(), act[:BATCH].ravel(), np.zeros(BATCH, np.float32), flags[:BATCH], flags[:BATCH]]
    measure("rlox:vectors/extend", lambda: uniform.push_batch(*few))


def loop():
    i = 0
    s = 0
    while i < 200_000:
        s = s + i * 2
        i = i + 1
    return s


for kind, make in [("pixels", pixels), ("vectors", vectors)]:
    torchrl(kind, make)
    with_cpprb(kind, make)
with_rlox()
measure("python:evaluator/iteration", loop, calls=1, rounds=15)
results["python:evaluator/iteration"] /= 200_000
print(json.dumps(results))

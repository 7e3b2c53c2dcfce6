"""Rollouts and collections of TorchRL itself for Vectors/clock.json, over an environment that is known by heart.

Run with the reference environment: RL_LOGGING_LEVEL=ERROR python clock.py > ../Vectors/clock.json
A clock observes the number of its steps, gives it as reward, and ends each element of its batch after so many steps.
"""
import json, sys, warnings
warnings.filterwarnings("ignore")
import torch
from tensordict import TensorDict
from torchrl.collectors import Collector
from torchrl.data import Categorical, Composite, Unbounded
from torchrl.envs import EnvBase, SerialEnv, TransformedEnv
from torchrl.envs.transforms import InitTracker, RewardSum, StepCounter, TargetReturn, TimeMaxPool, TrajCounter


class Clock(EnvBase):
    def __init__(self, lengths, batch):
        super().__init__(batch_size=batch)
        mark = Categorical(2, shape=(*batch, 1), dtype=torch.bool)
        self.lengths = torch.tensor(lengths).reshape(*batch, 1)
        self.observation_spec = Composite(t=Unbounded(shape=(*batch, 1), dtype=torch.int64), shape=batch)
        self.action_spec = Categorical(2, shape=(*batch, 1))
        self.reward_spec = Unbounded(shape=(*batch, 1))
        self.done_spec = Composite(done=mark, terminated=mark.clone(), truncated=mark.clone(), shape=batch)

    def _reset(self, data=None, **_):
        return TensorDict({"t": torch.zeros(*self.batch_size, 1, dtype=torch.int64)}, self.batch_size)

    def _step(self, data):
        t = data["t"] + 1
        done = t >= self.lengths
        marks = {"done": done, "terminated": done.clone(), "truncated": torch.zeros_like(done)}
        return TensorDict({"t": t, "reward": t.float()} | marks, self.batch_size)

    def _set_seed(self, seed): return None


TRANSFORMS = {
    "step_counter": lambda n: StepCounter(max_steps=n), "reward_sum": lambda: RewardSum(),
    "init_tracker": lambda: InitTracker(), "traj_counter": lambda: TrajCounter(),
    "target_return": lambda n, mode: TargetReturn(n, mode=mode),
    "time_max_pool": lambda n: TimeMaxPool(in_keys=["t"], out_keys=["pooled"], T=n),
}
SHOWN = {
    "step_counter": ["step_count"], "reward_sum": ["episode_reward"], "init_tracker": ["is_init"],
    "traj_counter": ["traj_count"], "target_return": ["target_return"], "time_max_pool": ["pooled"],
}


def make(case):
    if case.get("serial"):
        env = SerialEnv(len(case["lengths"]), [lambda n=n: Clock([n], []) for n in case["lengths"]])
    else:
        env = Clock(case["lengths"], [len(case["lengths"])] if case.get("batched") else [])
    if "transform" in case: env = TransformedEnv(env, TRANSFORMS[case["transform"]](*case.get("arguments", [])))
    return env


def told(data, case):
    keys = ["action", "t", "done"] + SHOWN.get(case.get("transform"), [])
    keys += [("next", k) for k in ["t", "reward", "done", "terminated", "truncated"] + SHOWN.get(case.get("transform"), [])]
    if "frames" in case: keys += [("collector", "traj_ids")]
    if case.get("split"): keys += [("collector", "mask")]
    if case.get("max_frames_per_traj"): keys += ["step_count"]
    values = {}
    for key in keys:
        name = key if isinstance(key, str) else "/".join(key)
        values[name] = [int(x) for x in data[key].flatten().tolist()]  # All are whole.
    return {"batch_size": list(data.batch_size), "values": values}


def rollout(case):
    torch.manual_seed(0)
    data = make(case).rollout(
        case["steps"], break_when_any_done=case.get("any", True), break_when_all_done=case.get("all", False),
        set_truncated=case.get("set_truncated", False))
    return case | {"expected": [told(data, case)]}


def collection(case):
    torch.manual_seed(0)
    policy = (lambda td: td.set("action", torch.ones(*td.batch_size, 1, dtype=torch.int64))) if "policy" in case else None
    collector = Collector(
        make(case), policy, frames_per_batch=case["frames"], total_frames=case["total"],
        reset_at_each_iter=case.get("reset_at_each_iter", False), max_frames_per_traj=case.get("max_frames_per_traj"),
        init_random_frames=case.get("init_random_frames"), split_trajs=case.get("split", False),
        set_truncated=case.get("set_truncated", False))
    return case | {"expected": [told(data, case) for data in collector]}


FREE, ALL = {"any": False}, {"any": False, "all": True}
ROLLOUTS = [
    {"lengths": [5], "steps": 10}, {"lengths": [5], "steps": 12} | FREE, {"lengths": [5], "steps": 5} | FREE,
    {"lengths": [9], "steps": 4, "set_truncated": True}, {"lengths": [3], "steps": 7, "set_truncated": True} | FREE,
    {"lengths": [1], "steps": 3} | FREE,
    {"lengths": [3, 5], "batched": True, "steps": 10}, {"lengths": [3, 5], "batched": True, "steps": 10} | ALL,
    {"lengths": [2, 3], "batched": True, "steps": 7} | FREE, {"lengths": [2, 9], "batched": True, "steps": 4} | ALL,
    {"lengths": [4, 1, 2], "batched": True, "steps": 9} | ALL,
    {"lengths": [2, 4], "serial": True, "steps": 10} | ALL, {"lengths": [2, 4], "serial": True, "steps": 7} | FREE,
    {"lengths": [3, 1, 2], "serial": True, "steps": 9} | ALL, {"lengths": [3, 2], "serial": True, "steps": 9},
    {"lengths": [5], "steps": 10, "transform": "step_counter", "arguments": [3]},
    {"lengths": [5], "steps": 9, "transform": "step_counter", "arguments": [3]} | FREE,
    {"lengths": [2, 3], "batched": True, "steps": 7, "transform": "step_counter", "arguments": [8]} | FREE,
    {"lengths": [2, 5], "serial": True, "steps": 8, "transform": "step_counter", "arguments": [4]} | FREE,
] + [
    {"lengths": [2, 3], kind: True, "steps": 7, "transform": name, "arguments": arguments} | FREE
    for kind in ["batched", "serial"]
    for name, arguments in [
        ("reward_sum", []), ("init_tracker", []), ("traj_counter", []), ("target_return", [10.0, "reduce"]),
        ("target_return", [10.0, "constant"]), ("time_max_pool", [3]),
    ]
]
COLLECTIONS = [
    {"lengths": [3], "frames": 4, "total": 10}, {"lengths": [3], "frames": 4, "total": 8},
    {"lengths": [3], "frames": 4, "total": 9}, {"lengths": [2, 3], "batched": True, "frames": 6, "total": 12},
    {"lengths": [2, 3], "batched": True, "frames": 7, "total": 16},
    {"lengths": [2, 3], "serial": True, "frames": 6, "total": 12},
    {"lengths": [3], "frames": 4, "total": 12, "reset_at_each_iter": True},
    {"lengths": [2, 3], "batched": True, "frames": 6, "total": 18, "reset_at_each_iter": True},
    {"lengths": [9], "frames": 5, "total": 10, "max_frames_per_traj": 3},
    {"lengths": [2, 9], "batched": True, "frames": 10, "total": 20, "max_frames_per_traj": 4},
    {"lengths": [9], "frames": 5, "total": 15, "init_random_frames": 7, "policy": "one"},
    {"lengths": [9], "frames": 5, "total": 15, "init_random_frames": 10, "policy": "one"},
    {"lengths": [9], "frames": 5, "total": 10, "init_random_frames": 0, "policy": "one"},
    {"lengths": [9, 9], "batched": True, "frames": 6, "total": 18, "init_random_frames": 8, "policy": "one"},
    {"lengths": [2, 3], "batched": True, "frames": 8, "total": 8, "split": True},
    {"lengths": [4], "frames": 4, "total": 8, "split": True}, {"lengths": [3], "frames": 7, "total": 14, "split": True},
    {"lengths": [4], "frames": 3, "total": 9, "set_truncated": True},
    {"lengths": [2, 5], "batched": True, "frames": 6, "total": 12, "set_truncated": True},
]

if __name__ == "__main__":
    results = [rollout(case) for case in ROLLOUTS] + [collection(case) for case in COLLECTIONS]
    print("[\n" + ",\n".join(json.dumps(result, separators=(",", ":")) for result in results) + "\n]")

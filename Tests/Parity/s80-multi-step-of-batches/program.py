from head import *
from torchrl.data import MultiStep
import torch

def data(done, wide):
    n = len(done)
    reward = arange(float(n)) + 1
    td = {"obs": arange(n), "next": {"obs": arange(n) + 1, "reward": reward.unsqueeze(-1), "done": tensor(done).unsqueeze(-1), "terminated": tensor(done).unsqueeze(-1)}}
    return TensorDict(td, [n])

def told(td):
    for key in ["obs", ("next", "obs"), ("next", "reward"), ("next", "original_reward"), ("next", "done"), "steps_to_next_obs", "gamma", "nonterminal"]:
        value = td[key]
        print(key, list(value.shape), value.flatten().tolist())

for n in [1, 2, 3, 9]:
    print(n)
    told(MultiStep(0.5, n)(data([False, False, True, False, False, False, True, False], True)))

# Rows of their own, and a mask.
td = torch.stack([data([False, False, True, False], True), data([False, True, False, False], True)], 0)
told(MultiStep(0.5, 2)(td))
td["collector", "mask"] = tensor([[True, True, True, False], [True, True, False, False]])
told(MultiStep(gamma=1.0, n_steps=3)(td))

for bad in [(0.5, 0), (1.5, 2), (0.0, 2)]:
    try:
        MultiStep(*bad)
        print("made")
    except ValueError:
        print("ValueError")

# A collector's batches.
manual_seed(0)
env = GymEnv("CartPole-v1")
env.set_seed(0)
for batch in Collector(env, RandomPolicy(env.action_spec), frames_per_batch=30, total_frames=60, postproc=MultiStep(n_steps=4, gamma=0.5)):
    print(batch["next", "reward"].flatten().tolist())
    print(batch["steps_to_next_obs"].flatten().tolist(), batch["nonterminal"].flatten().tolist())

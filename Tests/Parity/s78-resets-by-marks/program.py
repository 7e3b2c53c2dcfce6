import os, torch, warnings; warnings.simplefilter("ignore")
from torch import tensor, ones, zeros, int64
from tensordict import TensorDict
from torchrl.data import Unbounded
from torchrl.envs import GymEnv, TransformedEnv, SerialEnv
from torchrl.envs.transforms import *
# What a reset of some elements of a batch does to what transforms carry on.
def make(t):
    return TransformedEnv(SerialEnv(3, lambda: GymEnv("CartPole-v1")), t)
def stepped(env, count):
    torch.manual_seed(0)
    env.set_seed(0)
    data = env.reset()
    for i in range(count):
        data["action"] = tensor([[0, 1], [1, 0], [0, 1]])
        data = env.step(data)["next"]
    return data
def told(name, data, keys):
    print(name, [(k, data[k].int().flatten().tolist()) for k in keys])
marks = [[True, True, True], [True, False, False], [False, True, True], [False, False, True]]
for t, keys in [
    (lambda: TargetReturn(10.0), ["target_return"]), (lambda: TargetReturn(10.0, mode="constant"), ["target_return"]),
    (lambda: RewardSum(), ["episode_reward"]), (lambda: StepCounter(), ["step_count"]),
    (lambda: Compose(StepCounter(2), InitTracker()), ["step_count", "is_init", "truncated", "done"]),
    (lambda: TrajCounter(), ["traj_count"]), (lambda: TensorDictPrimer(h=Unbounded(shape=(3, 2)), default_value=1.0), ["h"]),
]:
    for m in marks:
        env = make(t())
        data = stepped(env, 2)
        told("stepped", data, keys)
        if "h" in keys: data["h"] = data["h"] + 4
        data["_reset"] = tensor(m).unsqueeze(-1)
        told(m, env.reset(data), keys)

# The marks of a reward's sum, by another name.
for m in marks:
    env = make(RewardSum(reset_keys=["mine"]))
    data = stepped(env, 2)
    data["_reset"] = tensor([[True], [True], [True]])
    data["mine"] = tensor(m).unsqueeze(-1)
    told(m, env.reset(data), ["episode_reward"])

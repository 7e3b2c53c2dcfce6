from head import *

from torchrl.data.replay_buffers.sample_units import Sequence
from torchrl.envs import GymEnv
manual_seed(0)
def shown(rb):
    data, info = rb.sample(return_info=True)
    print(info["index"].tolist(), info["priority_weight"])

rb = ReplayBuffer(storage=LazyTensorStorage(6), sampler=PrioritizedSampler(6, 0.7, 0.9), batch_size=8)
rb.extend(arange(6))
rb.update_priority(arange(6), tensor([0.1, 1.0, 2.0, 3.0, 4.0, 9.0]))
shown(rb)
rb.sampler.alpha = 1.5
shown(rb)
shown(rb)
rb.sampler.beta = 0.2
shown(rb)
rb.sampler.alpha = 0.25
rb.update_priority(tensor([0]), tensor([5.0]))
shown(rb)
rb.sampler.alpha = 1
rb.extend(arange(2))
shown(rb)

norm = VecNorm(["a"], decay=0.9)
def batch(k): return TensorDict({"a": tensor([[1.0, 2.0], [3.0, 5.0], [-1.0, 0.5]]) * k}, [3])
print(norm(batch(1))["a"])
print(norm(batch(2))["a"])
norm.frozen = True
print(norm(batch(3))["a"], norm(batch(-4))["a"])
print(norm(batch(2))["a"])
norm.frozen = False
print(norm(batch(2))["a"])

rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=3)
rb.extend(arange(4))
rb.set_sampler(SamplerWithoutReplacement(shuffle=False))
print([rb.sample().tolist() for i in range(4)])

rb = ReplayBuffer(storage=LazyTensorStorage(12, ndim=2), sampler=PrioritizedSampler(12, 1.0, 1.0), batch_size=12)
index = rb.extend(arange(6).view(2, 3))
rb.update_priority(index, tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]))
data, info = rb.sample(return_info=True)
print(data.tolist(), info["priority_weight"])

rb = TensorDictReplayBuffer(storage=LazyTensorStorage(8), sampler=PrioritizedSampler(8, 1.0, 1.0), batch_size=4, priority_key="p", sample_unit=Sequence(length=3))
rb.extend(TensorDict({"x": arange(8), ("next", "done"): tensor([[False], [False], [False], [True], [False], [False], [False], [False]])}, [8]))
for weights in [[9.0, 1.0, 2.0], [1.0, 9.0, 2.0], [1.0, 2.0, 9.0]]:
    s = rb.sample()
    s["p"] = tensor(weights).repeat(4) * (s["anchor_index"] + 1)
    rb.update_tensordict_priority(s)
    print(s["anchor_index"].tolist(), s["validity_mask"].tolist())
    print(rb.sample()["priority_weight"])

env = GymEnv("CartPole-v1")
env.set_seed(3)
td = env.reset()
td["action"] = tensor([0, 1])
td["next", "extra"] = tensor([7])
td["next", "reward"] = tensor([99.0])
td["next", "deep", "er"] = tensor([8])
td = env.step(td)
print(td["next", "extra"], td["next", "deep", "er"], td["next", "reward"], td["next", "observation"])

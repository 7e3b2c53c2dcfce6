import torch, warnings
warnings.simplefilter("ignore")
from torchrl.envs import GymEnv, SerialEnv, ParallelEnv
from torchrl.data import *
for n in ["CartPole-v1","Pendulum-v1","MountainCar-v0","MountainCarContinuous-v0","Acrobot-v1"]:
    e=GymEnv(n); print(e.action_spec); print(e.observation_spec); print(e.reward_spec); print(e.done_spec)
    torch.manual_seed(0)
    print(e.action_spec.rand(), e.action_spec.rand((3,)), e.action_spec.zero())
    print(e.set_seed(0), e.set_seed(3), e.set_seed(3, static_seed=True))
    print(e.batch_size, e.action_key, e.action_keys, e.done_keys, e.reward_keys, e.reward_key, e.reset_keys, e.observation_keys, e.env_name if hasattr(e,'env_name') else None)
    e.set_seed(0)
    r=e.rollout(1); print(r["observation"], r["action"], r["next","observation"], r["next","reward"])
e=GymEnv("CartPole-v1",categorical_action_encoding=True)
print(e.action_spec, e.input_spec, e.output_spec)
torch.manual_seed(0); print(e.action_spec.rand((5,)))
e=SerialEnv(3, lambda: GymEnv("CartPole-v1")); print(e.action_spec, e.set_seed(0)); torch.manual_seed(0); print(e.action_spec.rand(), e.rand_action())
print(e.reset())
print(e.rollout(5))
e=GymEnv("CartPole-v1",from_pixels=True); print(e.observation_spec)
e=GymEnv("CartPole-v1",from_pixels=True,pixels_only=False); print(e.reset())
torch.manual_seed(0)
print(Bounded(0,5,(2,),dtype=torch.int64).rand(), Unbounded((2,)).rand(), Categorical(4,(2,)).rand(), Binary(3).rand())

import torch, warnings; warnings.simplefilter("ignore")
from tensordict import TensorDict
from torchrl.data import ReplayBuffer, TensorDictReplayBuffer, LazyTensorStorage, ListStorage, SamplerWithoutReplacement
from torchrl.envs import GymEnv, TransformedEnv, SerialEnv, Compose
from torchrl.envs.transforms import *
torch.manual_seed(0)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__)
env=TransformedEnv(GymEnv("CartPole-v1"),Compose(ObservationNorm(0.5,2.0,in_keys=["observation"],out_keys=["o2"]),CatTensors(["observation","o2"],"v",del_keys=False)))
env.set_seed(1); r=env.rollout(2); print(r)
print(env.observation_spec["v"].shape, env.observation_spec["o2"].dtype, sorted(env.observation_spec.keys()))
env=TransformedEnv(GymEnv("Pendulum-v1"),Compose(ClipTransform(in_keys=["observation"],low=-0.5,high=0.5),RewardClipping(-1,0),RewardSum(),StepCounter()))
env.set_seed(1); r=env.rollout(3); print(r["next","reward"].squeeze(-1), r["next","episode_reward"].squeeze(-1), r["observation"], r["step_count"].squeeze(-1))
print(sorted(str(k) for k in env.observation_spec.keys()), env.reward_spec.shape)
env=TransformedEnv(GymEnv("CartPole-v1"),Compose(UnsqueezeTransform(-2,in_keys=["observation"]),CatFrames(3,-2,in_keys=["observation"])))
env.set_seed(0); r=env.rollout(3); print(r["observation"].shape, env.observation_spec["observation"].shape, r["observation"][2])
se=TransformedEnv(SerialEnv(2,lambda: GymEnv("CartPole-v1")),Compose(StepCounter(2),CatFrames(2,-1,in_keys=["observation"]),TargetReturn(3.0),TimeMaxPool(in_keys=["observation"],out_keys=["mx"],T=2))); se.set_seed(0); torch.manual_seed(0)
r=se.rollout(5,break_when_any_done=False); print(r["observation"][...,0],r["observation"][...,4],r["target_return"].squeeze(-1),r["mx"][...,0],r["next","mx"][...,0])
env=TransformedEnv(GymEnv("CartPole-v1"),Compose(DoubleToFloat(),RenameTransform(["observation"],["obs"]),SelectTransform("obs")))
env.set_seed(0); print(sorted(env.rollout(2).keys()), sorted(env.rollout(2)["next"].keys()))
env=TransformedEnv(GymEnv("CartPole-v1")); env.append_transform(StepCounter(4)); env.insert_transform(0,RewardScaling(0.0,10.0)); env.set_seed(0)
r=env.rollout(10); print(r.shape, r["next","reward"].squeeze(-1), len(env.transform), r["next","truncated"].squeeze(-1))
env=TransformedEnv(GymEnv("CartPole-v1"),FiniteTensorDictCheck()); print(env.rollout(2).shape)
t(lambda: StepCounter(0)); t(lambda: StepCounter(3)(TensorDict({"a":torch.ones(2)},[2]))); t(lambda: UnsqueezeTransform(0,in_keys=["a"])); t(lambda: CatFrames(2,0)); t(lambda: TimeMaxPool(T=0))
t(lambda: FiniteTensorDictCheck()(TensorDict({"a":torch.tensor([float("nan")])},[1]))); t(lambda: TransformedEnv(GymEnv("CartPole-v1"),UnsqueezeTransform(-1,in_keys=["obs"])).rollout(1))
t(lambda: ClipTransform(in_keys=["a"])); t(lambda: ClipTransform(in_keys=["a"],low=2,high=1)); t(lambda: RenameTransform(["a"],["a"])); t(lambda: RenameTransform(["a"],["b","c"])); t(lambda: PermuteTransform([0,1],in_keys=["a"])); t(lambda: FlattenObservation(0,1,in_keys=["a"])); t(lambda: ObservationNorm(in_keys=["a"])(TensorDict({"a":torch.ones(1)},[1])))
t(lambda: ObservationNorm(1.0,in_keys=["a"])); t(lambda: BinarizeReward()(TensorDict({"reward":torch.ones(2,3)},[2]))); t(lambda: CatFrames(2,-1,in_keys=["a"])(TensorDict({"a":torch.ones(2,1)},[2]))); t(lambda: CatFrames(2,-1,in_keys=["a"])(TensorDict({"a":torch.ones(2,1)},[]))); t(lambda: RandomCropTensorDict(5)(TensorDict({"a":torch.ones(2)},[2]))); t(lambda: NoopResetEnv()(TensorDict({})))
t(lambda: Compose(StepCounter(3))(TensorDict({"a":torch.ones(2)},[2]))); t(lambda: TargetReturn(1.0,mode="x")); t(lambda: GrayScale()(TensorDict({"pixels":torch.ones(2,2,2)}))); t(lambda: ToTensorImage()(TensorDict({"pixels":torch.ones(2,2)}))); t(lambda: Reward2GoTransform().inv(TensorDict({"next":{"reward":torch.ones(2,1),"done":torch.zeros(2,1).bool()}},[2]))); t(lambda: MultiStepTransform(0,0.9)); t(lambda: Stack(["a","b"],"o")(TensorDict({"a":torch.ones(2)},[2])));t(lambda: VecNorm(in_keys=["q"])(TensorDict({"a":torch.ones(2)},[2])).batch_size)

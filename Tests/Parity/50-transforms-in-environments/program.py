import torch, warnings; warnings.simplefilter("ignore")
from tensordict import TensorDict
from torchrl.envs import GymEnv, TransformedEnv, SerialEnv
from torchrl.envs.transforms import *
def fixed(env):
    n=[0]
    def pol(td):
        n[0]+=1
        a=torch.zeros(2,dtype=torch.int64); a[n[0]%2]=1
        td["action"]=a; return td
    return pol
def run(t,steps=6,keys=(),auto=True,name="CartPole-v1"):
    torch.manual_seed(0)
    env=TransformedEnv(GymEnv(name),t); env.set_seed(0)
    r=env.rollout(steps,fixed(env),break_when_any_done=False) if name=="CartPole-v1" else env.rollout(steps)
    for k in keys: print(k, r[k].squeeze(-1) if r[k].shape[-1]==1 else r[k])
    return env,r
env,r=run(StepCounter(max_steps=3),7,["step_count",("next","step_count"),("next","truncated"),("next","done")])
print(env.observation_spec["step_count"].dtype)
env,r=run(Compose(StepCounter(3),InitTracker()),7,["is_init",("next","is_init")])
env,r=run(Compose(StepCounter(3),RewardSum()),7,["episode_reward",("next","episode_reward")])
env,r=run(Compose(StepCounter(3),TargetReturn(5.0)),7,["target_return",("next","target_return")])
env,r=run(Compose(StepCounter(3),TrajCounter()),7,["traj_count",("next","traj_count")])
env,r=run(Compose(StepCounter(3),CatFrames(2,-1,in_keys=["observation"])),5,["observation",("next","observation")])
print(env.observation_spec["observation"].shape)
env,r=run(Compose(StepCounter(3),CatFrames(2,-1,in_keys=["observation"],out_keys=["o"],padding="constant")),5,["o"])
env,r=run(Compose(StepCounter(3),TimeMaxPool(["observation"],["m"],T=2)),5,["m",("next","m")])
env,r=run(FrameSkipTransform(3),3,[("next","reward"),"observation"])
env,r=run(NoopResetEnv(4),3,["observation"])
env,r=run(Compose(StepCounter(3),RewardScaling(1.0,2.0)),3,[("next","reward")])
print(sorted([str(k) for k in r.keys(True)]))
env,r=run(DoubleToFloat(),3,[]); print(r["observation"].dtype)
env,r=run(CatTensors(),3,["observation_vector"]); print(sorted(r.keys()))
env,r=run(VecNorm(in_keys=["observation"]),3,["observation",("next","observation")])
env,r=run(RenameTransform(["observation"],["o"]),2,["o"]); print(sorted(r["next"].keys()))
env,r=run(ExcludeTransform("observation"),2,[]) ; print(sorted(r["next"].keys()), sorted(r.keys()))
env,r=run(UnsqueezeTransform(-1,in_keys=["observation"]),2,[]) ; print(r["observation"].shape, env.observation_spec["observation"].shape)
t=ObservationNorm(in_keys=["observation"]); torch.manual_seed(0)
env=TransformedEnv(GymEnv("Pendulum-v1"),t); env.set_seed(0); t.init_stats(20); print(t.loc,t.scale)
r=env.rollout(3); print(r["observation"])
from torchrl.data import Unbounded
env,r=run(Compose(StepCounter(3),TensorDictPrimer(h=Unbounded((2,)),default_value=1.0)),5,["h",("next","h")])
se=TransformedEnv(SerialEnv(2,lambda: GymEnv("CartPole-v1")),Compose(StepCounter(3),InitTracker(),RewardSum(),TrajCounter())); se.set_seed(0); torch.manual_seed(0)
r=se.rollout(5,break_when_any_done=False); print(r["step_count"].squeeze(-1),r["is_init"].squeeze(-1),r["episode_reward"].squeeze(-1),r["traj_count"].squeeze(-1))

import torch, warnings
warnings.simplefilter("ignore")
from torchrl.envs import *
from torchrl.data import *
from torchrl.collectors import *
def mk(): return GymEnv("CartPole-v1")
def seeded():
    e=mk(); e.set_seed(0); torch.manual_seed(0); return e
c=Collector(seeded(),None,frames_per_batch=8,compact_obs=True); d=c.next(); print(sorted(d["next"].keys()), d["action"])
c=Collector(seeded(),None,frames_per_batch=3,track_policy_version=True); d=c.next(); print(d["policy_version"], d["next","policy_version"], c.policy_version); c.increment_version(); d=c.next(); print(d["policy_version"], d["next","policy_version"], c.policy_version)
for f in ("padded","cat"):
    c=Collector(seeded(),None,frames_per_batch=20,total_frames=200,trajs_per_batch=2,traj_format=f)
    for d in c:
        print(d.shape, d["collector","traj_ids"], d["next","done"].squeeze(-1).int().sum(), sorted(d["collector"].keys()))
e=SerialEnv(2,mk); e.set_seed(0); torch.manual_seed(0)
c=Collector(e,None,frames_per_batch=30,total_frames=150,trajs_per_batch=2,traj_format="cat")
for d in c: print(d.shape, d["collector","traj_ids"])
rb=ReplayBuffer(storage=LazyTensorStorage(500))
c=Collector(seeded(),None,frames_per_batch=20,total_frames=100,trajs_per_batch=2,replay_buffer=rb)
for d in c: print(d, len(rb))
print(rb[:]["collector","traj_ids"])
rb=ReplayBuffer(storage=LazyTensorStorage(500))
c=Collector(seeded(),None,frames_per_batch=60,total_frames=120,trajs_per_batch=2,trajs_per_write=1,replay_buffer=rb)
for d in c: print(d, len(rb))
c=Collector(seeded(),None,frames_per_batch=30,total_frames=120,trajs_per_batch=2,traj_format="cat",reset_at_each_iter=True)
for d in c: print(d.shape, d["collector","traj_ids"])
log=[]
c=Collector(seeded(),None,frames_per_batch=5,total_frames=10,pre_collect_hook=lambda: log.append("pre"),post_collect_hook=lambda td: log.append(tuple(td.shape)))
for d in c: log.append("got")
print(log)
c=Collector(seeded(),policy_factory=lambda: RandomPolicy(),frames_per_batch=5); print(c.next()["action"])
c=Collector(seeded(),RandomPolicy(),frames_per_batch=5); print(c.next()["action"], c.policy.action_spec)
c=Collector(GymEnv,None,create_env_kwargs={"env_name":"CartPole-v1"},frames_per_batch=5); print(c.env.env_name)
e=SerialEnv(2,GymEnv,create_env_kwargs=[{"env_name":"CartPole-v1"},{"env_name":"CartPole-v1"}]); print(e.batch_size, e.is_closed); e.set_seed(0); print(e.is_closed)
e=ParallelEnv(1,mk,serial_for_single=True); print(type(e).__name__)
e=GymEnv("CartPole-v1",device="cpu"); e.set_seed(0); torch.manual_seed(0); print(e.rollout(2)); print(e.output_spec); print(e.device)
e=SerialEnv(2,mk,device="cpu"); e.set_seed(0); torch.manual_seed(0); print(e.rollout(2)); print(e.device)
c=Collector(seeded(),None,frames_per_batch=3,device="cpu"); print(c.next())
c=Collector(GymEnv("CartPole-v1",device="cpu"),None,frames_per_batch=3); print(c.next())
t=TransformedEnv(TransformedEnv(mk(),StepCounter()),RewardSum(),auto_unwrap=False); t.set_seed(0); torch.manual_seed(0); r=t.rollout(3); print(sorted(r.keys()), r["step_count"].squeeze(-1), r["next","episode_reward"].squeeze(-1)); print(type(t.base_env).__name__)
t=TransformedEnv(mk(),StepCounter(),cache_specs=False); print(t.observation_keys, t.state_keys if False else "", t.env_name, t.frame_skip, t.batch_dims, t.ndim, t.shape, t.batch_locked)
print(mk().action_key, mk().reward_key)

import torch
from tensordict import TensorDict, NonTensorData
from torchrl.envs.transforms import *
from torchrl.envs.transforms._keys import FlattenTensorDict
from torchrl.envs.transforms._action import ActionChunkTransform
from torchrl.envs.transforms.rb_transforms import *
import warnings; warnings.simplefilter("ignore")
td=TensorDict({"a":torch.arange(6.).view(2,3),"b":torch.ones(2,3,dtype=torch.double),("n","c"):torch.ones(2,3)},[2])
print(CatTensors(["b","a"],"o")(td.clone()))
print(Stack(["a",("n","c")],"o")(td.clone()))
print(DoubleToFloat()(td.clone())["b"].dtype, DoubleToFloat().inv(td.clone())["a"].dtype)
print(DoubleToFloat(in_keys=["b"]).inv(td.clone())["a"].dtype)
v=VecNorm(in_keys=["a"]); print(v(td.clone())["a"], v(td.clone())["a"])
print(ObservationNorm(1.0,2.0,in_keys=["a"])(td.clone())["a"], ObservationNorm(1.0,2.0,in_keys=["a"],standard_normal=True)(td.clone())["a"])
print(FlattenTensorDict()(td.reshape(2,1)).shape, FlattenTensorDict(inverse=False)(td.reshape(2,1)).shape)
h=Hash(in_keys=["s"],out_keys=["h"])
print(h(TensorDict({"s":"abc"}))["h"][:4])
u=UnaryTransform(in_keys=["a"],out_keys=["z"],fn=lambda x:x+1); print(u(td.clone())["z"])
torch.manual_seed(0)
r=RandomCropTensorDict(2); print(r(TensorDict({"x":torch.arange(12).view(2,6)},[2,6]))["x"])
r=RandomCropTensorDict(2,mask_key="m"); print(r(TensorDict({"x":torch.arange(12).view(2,6),"m":torch.ones(2,6,dtype=torch.bool)},[2,6]))["x"])
a=ActionChunkTransform(3); 
d=TensorDict({"action":torch.arange(5.).view(1,5,1),("next","done"):torch.tensor([0,1,0,0,1]).bool().view(1,5,1)},[1,5])
o=a(d); print(o); print(o["vla_action","chunk"][...,0], o["action_is_pad"])
m=MultiStepTransform(3,0.5)
d=TensorDict({"obs":torch.arange(6).view(6,1),"next":{"obs":torch.arange(1,7).view(6,1),"reward":torch.ones(6,1),"done":torch.tensor([0,1,0,0,0,0]).bool().view(6,1)}},[6])
o=m.inv(d); print(o); print(o["next","reward"].squeeze(), o["gamma"],o["steps_to_next_obs"],o["nonterminal"],o["next","obs"].squeeze())
r=Reward2GoTransform(0.5,done_key="done"); d["next","done"][-1]=True
print(r.inv(d)["next","reward"].squeeze())
n=NextStateReconstructor(["x"],traj_key="t")
print(n(TensorDict({"x":torch.arange(4.),"t":torch.tensor([0,0,1,1]),("next","done"):torch.zeros(4,1).bool()},[4]))["next","x"])

rb_d=TensorDict({"obs":torch.arange(8.).view(2,4,1),"next":{"obs":torch.arange(1.,9.).view(2,4,1),"reward":torch.ones(2,4,1),"done":torch.tensor([0,1,0,0,0,0,1,0]).bool().view(2,4,1)}},[2,4])
o=MultiStepTransform(2,0.9).inv(rb_d); print(o["next","reward"].squeeze(-1),o["gamma"],o["nonterminal"],o["steps_to_next_obs"],o["next","obs"].squeeze(-1),o.batch_size)
rb_d["next","done"][:,-1]=True
print(Reward2GoTransform(0.9).inv(rb_d)["next","reward"].squeeze(-1))
print(Reward2GoTransform(0.9,in_keys=[("next","reward")],out_keys=["togo"]).inv(rb_d)["togo"].squeeze(-1))
rb_d=rb_d.reshape(-1); rb_d["step_count"]=torch.arange(8).view(8,1)%4
print(NextStateReconstructor(["obs"],traj_key=None,step_count_key="step_count",fill_value=-1.0)(rb_d)["next","obs"].squeeze(-1))
print(ActionChunkTransform(2,action_key="obs",chunk_key="c",pad_key="p",done_key=None)(rb_d)["c"].shape)

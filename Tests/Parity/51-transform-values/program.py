import torch, warnings; warnings.simplefilter("ignore")
from tensordict import TensorDict
from torchrl.data import ReplayBuffer, TensorDictReplayBuffer, LazyTensorStorage
from torchrl.envs.transforms import *
from torchrl.envs.transforms.rb_transforms import *
from torchrl.envs.transforms._action import ActionChunkTransform
torch.manual_seed(0)
i=TensorDict({"a":torch.arange(-3,3).view(6,1),"f":torch.linspace(-1,1,6).view(6,1),"d":torch.linspace(-1,1,6,dtype=torch.double).view(6,1)},[6])
for t in [RewardClipping(-1,1,in_keys=["a"]),RewardClipping(-1.0,1.0,in_keys=["a"]),RewardClipping(-0.1,0.1,in_keys=["d"]),ClipTransform(in_keys=["a"],low=-1,high=1),ClipTransform(in_keys=["f"],low=-0.3),ClipTransform(in_keys=["d"],high=0.3),RewardScaling(0.1,0.3,in_keys=["d"]),RewardScaling(1,3,in_keys=["a"]),RewardScaling(1,3,in_keys=["a"],standard_normal=True),RewardScaling(0.1,0.3,in_keys=["f"]),SignTransform(in_keys=["a"]),SignTransform(in_keys=["d"])]:
    o=t(i.clone())[t.in_keys[0]]; print(o.dtype,o.squeeze(-1))
i["r"]=torch.arange(12).view(6,2)
print(LineariseRewards(in_keys=["r"])(i.clone())["r"].squeeze(-1), LineariseRewards(in_keys=["r"],out_keys=["s"],weights=[1.0,0.5])(i.clone())["s"].squeeze(-1))
rb=ReplayBuffer(storage=LazyTensorStorage(6),transform=Compose(SqueezeTransform(-1,in_keys=["f"],in_keys_inv=["a"]),DoubleToFloat(in_keys=["d"],in_keys_inv=["d"])),batch_size=4)
rb.extend(i); s=rb.sample(); print(s["a"].shape,s["f"].shape,s["d"].dtype,rb._storage[:]["d"].dtype,rb._storage[:]["a"].shape, i["a"].shape)
rb=TensorDictReplayBuffer(storage=LazyTensorStorage(6),batch_size=3)
rb.append_transform(ExcludeTransform("f",("n","x"),inverse=True)); rb.append_transform(RenameTransform(["a"],["b"],in_keys_inv=["z"],out_keys_inv=["d"])); rb.insert_transform(0,UnsqueezeTransform(-1,in_keys=["a"]))
rb.extend(i); s=rb.sample(); print(s,sorted(rb._storage[:].keys()))
print(rb.add(i[0]), len(rb))
st=Stack(["a","d"],"o",in_key_inv="o",out_keys_inv=["a","d"]) if False else Stack(["f","g"],"o",in_key_inv="o",out_keys_inv=["f","g"])
rb=ReplayBuffer(storage=LazyTensorStorage(6),transform=st,batch_size=3)
rb.extend(TensorDict({"o":torch.arange(12.).view(6,2)},[6])); print(rb.sample(), sorted(rb._storage[:].keys()))
T=5
done=torch.zeros(2,T,1,dtype=torch.bool); done[0,1]=True; done[1,3]=True
d=TensorDict({"px":torch.arange(2*T*3*2*2).view(2,T,3,2,2),("next","done"):done,("next","px"):1000+torch.arange(2*T*3*2*2).view(2,T,3,2,2)},[2,T])
c=CatFrames(3,-3,in_keys=["px",("next","px")],padding="constant",padding_value=7)(d.clone())
print(c["px"].shape, c["px"][0,2,:,0,0], c["next","px"][0,2,:,0,0],c["next","px"][1,4,:,0,0])
rb=ReplayBuffer(storage=LazyTensorStorage(20),transform=CatFrames(2,-3,in_keys=["px"],out_keys=["st"],as_inverse=True),batch_size=2)
rb.extend(d); print(rb._storage[:]["st"].shape, rb.sample()["st"].shape)
print(FlattenObservation(-2,-1,in_keys=["px"])(d.clone())["px"].shape, PermuteTransform([-1,-3,-2],in_keys=["px"],out_keys=["q"])(d.clone())["q"].shape)
for t in [CatFrames(3,-1,in_keys=["a"]),]:
    print(t.N,t.dim,t.in_keys,t.padding,t.done_key,t.as_inverse)
x=TensorDict({"observation":torch.arange(12.).view(4,3)},[4])
print(VecNorm(in_keys=["observation"],decay=0.5)(x)["observation"])
print(ToTensorImage(unsqueeze=True)(TensorDict({"pixels":torch.ones(4,5,3)}))["pixels"].shape, ToTensorImage(from_int=True)(TensorDict({"pixels":torch.full((4,5,3),255.)}))["pixels"].max(), ToTensorImage(dtype=torch.float64)(TensorDict({"pixels":torch.full((2,2,3),51,dtype=torch.uint8)}))["pixels"].unique())
print(Crop(2,3,top=1,left=2,in_keys=["p"])(TensorDict({"p":torch.arange(30).view(1,5,6)}))["p"], Crop(2,in_keys=["p"],top=4)(TensorDict({"p":torch.arange(1,31).view(1,5,6)}))["p"])
print(Compose(UnsqueezeTransform(-1,in_keys=["a"]),lambda td: td.set("k",td["a"]*2),SelectTransform("k","a"))(i.clone()).shape)
m=TensorDict({"a":torch.ones(3),"reward":torch.ones(3),"done":torch.zeros(3)},[3])
print(sorted(SelectTransform("a")(m).keys()),sorted(SelectTransform("a",keep_rewards=False)(m).keys()),sorted(SelectTransform("zz",keep_dones=False,keep_rewards=False)(m).keys()))
ms=MultiStepTransform(2,0.9)
rb=TensorDictReplayBuffer(storage=LazyTensorStorage(30),transform=ms,batch_size=4)
for k in range(3):
    r=rb.extend(TensorDict({"o":torch.arange(4*k,4*k+4),"next":{"o":torch.arange(4*k+1,4*k+5),"reward":torch.arange(4.).view(4,1),"done":(torch.arange(4)==2).view(4,1)}},[4])); print(len(rb),r)
print(rb[:]["next","reward"].squeeze(-1),rb[:]["next","o"],rb[:]["gamma"],rb[:]["nonterminal"])

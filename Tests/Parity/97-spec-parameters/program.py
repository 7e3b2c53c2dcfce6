import torch, warnings
warnings.simplefilter("ignore")
from torchrl.envs import *
from torchrl.data import *
from torchrl.collectors import *
m=torch.tensor([True,False,True])
torch.manual_seed(0)
print(OneHot(3,mask=m).rand(), OneHot(3,(4,3),dtype=torch.int64,mask=m).rand(), OneHot(3,(2,3),mask=m).rand((3,)))
print(Categorical(3,mask=m).rand(), Categorical(3,(5,),mask=m).rand(), Categorical(3,(2,),mask=m).rand((3,)))
print(OneHot(3,mask=m).mask, Categorical(3,(2,),mask=m).mask, Categorical(3).mask)
print(OneHot(3,dtype=torch.int64,mask=m).is_in(torch.tensor([0,1,0])), OneHot(3,dtype=torch.int64,mask=m).is_in(torch.tensor([1,0,0])), Categorical(3,mask=m).is_in(torch.tensor(1)), Categorical(3,mask=m).is_in(torch.tensor(2)))
torch.manual_seed(0)
print(Categorical(3,(5,),mask=m).project(torch.tensor([0,1,1,2,1])), OneHot(3,(3,3),dtype=torch.bool,mask=m).project(torch.eye(3,dtype=torch.bool)))
print(OneHot(3,None,"cpu",torch.int64).zero(), Categorical(3,(2,),None,torch.int32).zero(), Binary(3,None,None,torch.bool).zero(), Bounded(0,1,(2,),None,torch.float64).zero(), Unbounded(2,None,torch.int64).zero())
for s in [OneHot(3),Categorical(3),Binary(3),Bounded(-1.,1.,(2,)),Unbounded((2,),dtype=torch.int64),Unbounded((2,),dtype=torch.bool)]:
    print(s.space, s.device, s.domain, s.ndim, s.dtype)
print(Unbounded((2,)).space.low, Unbounded((2,),dtype=torch.uint8).space.high, Categorical(4).space.n, Binary(3).n, Bounded(0,5,(2,)).space.high)
print(Bounded(0,1,(2,),domain="discrete"), Composite({"a":{"b":Unbounded((3,1))}},shape=(3,)), Composite(Composite(a=OneHot(2))), Composite({"a":OneHot(2)},device="cpu"))
print(Composite({"a":Unbounded((3,1))},shape=(3,),names=["t"]).names, Composite({"a":Unbounded((3,1))},batch_size=(3,)).names, Composite().names)
print(Bounded(torch.zeros(2,dtype=torch.int64),torch.ones(2,dtype=torch.int64)).dtype, Bounded([0,1],[2,3]).low, Bounded(0,torch.ones(2)).low)
print(bool(Bounded(0,1,(2,))==Bounded(0,2,(2,))), Bounded(0,1,(2,))==Bounded(0,1,(2,)), Unbounded((2,))==Unbounded((2,),dtype=torch.float64), Composite(a=OneHot(2),b=OneHot(3))==Composite(b=OneHot(3),a=OneHot(2)), Composite(a=OneHot(2))==Composite(a=OneHot(3)), Binary(3)==Categorical(2,(3,),dtype=torch.int8), OneHot(3,mask=m)==OneHot(3))

import torch
from torchrl.data import *
from torchrl.envs import *
torch.manual_seed(0)
print(OneHot(2).is_in(torch.tensor([1,1])), OneHot(2).is_in(torch.tensor([1.,0.])))
print(Bounded(0,1,(2,)).is_in(torch.ones(2)), Bounded(0,1,(2,)).is_in(torch.ones(2)*2), Bounded(0,1,(2,)).is_in(torch.ones(2).double()))
print(Categorical(3).is_in(torch.tensor(2)), Categorical(3).is_in(torch.tensor(3)), Categorical(3,(2,)).is_in(torch.tensor([1,2])), Categorical(3).is_in(torch.tensor(1.)))
print(Binary(3).is_in(torch.tensor([1,0,1],dtype=torch.int8)), Binary(3).is_in(torch.tensor([1,0,2],dtype=torch.int8)), Binary(3).is_in(torch.tensor([1,0,1])))
print(Composite(a=Unbounded((2,)), b=OneHot(2)).is_in(Composite(a=Unbounded((2,)), b=OneHot(2)).rand()))
e=GymEnv("CartPole-v1"); print(e.observation_spec.is_in(e.reset()), e.reward_spec.is_in(torch.ones(1)), e.done_spec.is_in(e.reset()))
print(Bounded(0,1,(2,)), Binary(3), Unbounded((2,),dtype=torch.int64), Composite(a=Unbounded((2,)), b=OneHot(2)), Bounded(torch.zeros(2),torch.ones(2)),Composite(shape=(3,)))
print(Composite(a=Unbounded((3,2,)), shape=(3,)))
print(OneHot(3).zero((2,)), OneHot(3).one() , Bounded(-1,1,(2,)).expand(3,2).shape, Categorical(3).rand((2,)).dtype, OneHot(4)==OneHot(4), OneHot(4)==OneHot(3))
print(Bounded(-1,1,(2,)).project(torch.ones(2)*4))
print(Bounded(0,5,(2,),dtype=torch.int64))

print(OneHot(3).rand((2,)), Composite(a=Unbounded((2,)), b=OneHot(2)).rand((3,)))
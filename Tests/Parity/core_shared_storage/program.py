from head import *
for kind in range(2):
    manual_seed(0)
    n = 100
    storage = LazyMemmapStorage(n) if kind == 0 else LazyTensorStorage(n)
    writer = RoundRobinWriter()
    rb0 = ReplayBuffer(storage=storage, writer=writer, sampler=RandomSampler(), batch_size=10)
    rb1 = ReplayBuffer(storage=storage, writer=writer, sampler=PrioritizedSampler(max_capacity=n, alpha=0.7, beta=1.1), batch_size=10)
    rb0.extend(TensorDict({"a": torch.arange(50)}, [50]))
    print(len(rb0), len(storage), len(rb1))
    print(rb0.sample()["a"])
    s, info = rb1.sample(return_info=True)
    print(s["a"], info["priority_weight"])
    rb1.extend(TensorDict({"a": torch.arange(50, 60)}, [10]))
    rb1.update_priority(torch.tensor([3]), torch.tensor([100.0]))
    s, info = rb1.sample(return_info=True)
    print(s["a"], info["priority_weight"])
    print(len(rb0), rb0.sample()["a"])

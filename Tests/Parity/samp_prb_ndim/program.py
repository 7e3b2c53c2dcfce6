from head import *
def look(rb):
    s, info = rb.sample(12, return_info=True)
    print(info["index"], info["priority_weight"])
    return s, info
for nd in [1, 2]:
    for kind in range(3):
        manual_seed(0)
        st = LazyTensorStorage(100) if nd == 1 else LazyTensorStorage(100, ndim=2)
        if kind == 0:
            rb = ReplayBuffer(sampler=PrioritizedSampler(max_capacity=100, alpha=1.0, beta=1.0), storage=st, batch_size=4)
        elif kind == 1:
            rb = TensorDictReplayBuffer(sampler=PrioritizedSampler(max_capacity=100, alpha=1.0, beta=1.0), storage=st, batch_size=4)
        else:
            rb = TensorDictPrioritizedReplayBuffer(alpha=1.0, beta=1.0, storage=st, batch_size=4, priority_key="p")
        print("case", nd, kind)
        if nd == 1:
            data = TensorDict({"a": torch.arange(10), "p": torch.ones(10) / 2}, [10])
        else:
            data = TensorDict({"a": torch.arange(5).expand(2, 5), "p": torch.ones(2, 5) / 2}, [2, 5])
        i = rb.extend(data)
        print(i.tolist())
        look(rb)
        rb.update_priority(i, 2)
        look(rb)
        s, info = rb.sample(return_info=True)
        if kind == 0:
            rb.update_priority(info["index"], 3)
        elif kind == 1:
            rb.update_priority(s["index"], 10000)
        else:
            s["p"] = torch.ones(4) * 10000
            rb.update_tensordict_priority(s)
        look(rb)
        if kind == 2:
            rb.update_priority(i, torch.ones(()) * 2)
            look(rb)

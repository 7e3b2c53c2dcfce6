from head import *
def make(step, nd, prio0):
    out = []
    for t in range(5):
        n = (t + 1) * step
        done = torch.zeros(n, 1, dtype=torch.bool)
        done[-1] = 1
        out.append(TensorDict({"traj": torch.full((n,), t), "step_count": torch.arange(n), "done": done, "priority": torch.full((n,), prio0 if t == 0 else 1)}, batch_size=n))
    data = torch.cat(out)
    if nd == 2:
        data = torch.stack([data, data])
    return data
for nd in [1, 2]:
    for strict in [True, False]:
        for circ in [False, True]:
            for less in [0, 1]:
                manual_seed(0)
                data = make(5, nd, 10)
                rb = TensorDictReplayBuffer(storage=LazyTensorStorage(data.numel() - less, ndim=nd), sampler=PrioritizedSliceSampler(max_capacity=data.numel() - less, alpha=1.0, beta=1.0, end_key="done", slice_len=10, strict_length=strict, cache_values=True), batch_size=50)
                if circ:
                    rb.extend(data[..., : data.shape[-1] // 3], update_priority=False)
                i = rb.extend(data, update_priority=False)
                rb.update_priority(i, data["priority"])
                print(nd, strict, circ, less, len(rb))
                for _ in range(4):
                    s, info = rb.sample(return_info=True)
                    print(s["traj"].tolist(), s["step_count"].tolist(), info["priority_weight"])
                rb.extend(data, update_priority=False)
                s = rb.sample()
                print(s["traj"].tolist(), s["step_count"].tolist())

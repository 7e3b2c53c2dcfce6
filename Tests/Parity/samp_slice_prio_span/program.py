from head import *
def make(step, nd):
    out = []
    for t in range(5):
        n = (t + 1) * step
        done = torch.zeros(n, 1, dtype=torch.bool)
        done[-1] = 1
        out.append(TensorDict({"traj": torch.full((n,), t), "step_count": torch.arange(n), "done": done, "priority": torch.full((n,), 1)}, batch_size=n))
    data = torch.cat(out)
    if nd == 2:
        data = torch.stack([data, data])
    return data
for nd in [1, 2]:
    for strict in [True, False]:
        for circ in [False, True]:
            for span in [False, [False, False], [False, True], 3, [False, 3]]:
                manual_seed(0)
                data = make(3, nd)
                made = raises(lambda: PrioritizedSliceSampler(max_capacity=data.numel(), alpha=1.0, beta=1.0, end_key="done", slice_len=5, strict_length=strict, cache_values=True, span=span))
                print(nd, strict, circ, span, made)
                if made == "no error":
                    rb = TensorDictReplayBuffer(storage=LazyTensorStorage(data.numel(), ndim=nd), sampler=PrioritizedSliceSampler(max_capacity=data.numel(), alpha=1.0, beta=1.0, end_key="done", slice_len=5, strict_length=strict, cache_values=True, span=span), batch_size=5)
                    if circ:
                        rb.extend(data[..., : data.shape[-1] // 3])
                    i = rb.extend(data)
                    rb.update_priority(i, data["priority"])
                    n = 0
                    for s in rb:
                        print(s["traj"].tolist(), s["step_count"].tolist(), s["priority_weight"].view(-1).tolist())
                        n += 1
                        if n == 30:
                            break

from head import *
for st in [False, True]:
    manual_seed(0)
    td = TensorDict({"obs": torch.randn(3, 4, 5), "actions": torch.randn(3, 4, 2)}, batch_size=[3, 4])
    if st:
        td = torch.stack([t.to_tensordict() for t in td], 0)
    rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.9, priority_key="td_error", storage=ListStorage(5), batch_size=3)
    rb.extend(td)
    s = rb.sample()
    s.set("td_error", torch.rand(3, 4))
    rb.update_tensordict_priority(s)
    s = rb.sample(include_info=True)
    print(s["priority_weight"], s["index"], s.batch_size)
    print(s["obs"].sum(), keys_of(s))
for red in ["min", "max", "mean", "median"]:
    for st in [False, True]:
        manual_seed(0)
        td = TensorDict({"obs": torch.randn(3, 4, 5), "actions": torch.randn(3, 4, 2)}, batch_size=[3, 4])
        if st:
            td = torch.stack(list(td), 0)
        rb = TensorDictReplayBuffer(priority_key="td_error", sampler=PrioritizedSampler(5, alpha=0.7, beta=0.9, reduction=red), batch_size=3)
        rb.extend(td)
        s = rb.sample()
        s.set("td_error", torch.rand(s.shape))
        rb.update_tensordict_priority(s)
        s = rb.sample(include_info=True)
        print(red, st, s["priority_weight"], s["index"], s.batch_size)

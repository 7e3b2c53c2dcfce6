from head import *
for alpha in [0.6, 1.0]:
    for beta in [0.7, 0.1]:
        for every in [10, 159]:
            for amin in [0, 0.2]:
                for bmax in [1, 1.4]:
                    manual_seed(0)
                    rb = TensorDictPrioritizedReplayBuffer(alpha=alpha, beta=beta, storage=ListStorage(max_size=1000))
                    rb.extend(TensorDict({"data": torch.randn(100, 5), "n": torch.arange(100)}, batch_size=100))
                    sch = SchedulerList(schedulers=(LinearScheduler(rb, param_name="alpha", final_value=amin, num_steps=100), StepScheduler(rb, param_name="beta", gamma=0.1, n_steps=every, max_value=bmax, mode="additive")))
                    for i in range(200):
                        if i % 9 == 0 or i > 95 and i < 105:
                            print(i, round(float(rb.sampler.alpha), 5), round(float(rb.sampler.beta), 5))
                            print(rb.sample(5)["n"].tolist())
                        sch.step()

from head import *
rb = TensorDictPrioritizedReplayBuffer(alpha=0.7, beta=0.5, storage=LazyTensorStorage(10), sampler_device="cpu", batch_size=4)
rb.extend(TensorDict({"a": torch.arange(10), "td_error": torch.ones(10)}, [10]))
print(rb.sample()["priority_weight"])

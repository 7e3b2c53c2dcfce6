from head import *
# the trees seen through draws and weights: new items, within-buffer maxima, changes of alpha
def look(rb):
    s, info = rb.sample(40, return_info=True)
    print(info["index"].tolist())
    print(info["priority_weight"])
    print("default", float(rb.sampler.default_priority))
for alpha in [0.4, 0.7, 0.0, 1.0, 0.6]:
    for within in [False, True]:
        manual_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(10), sampler=PrioritizedSampler(max_capacity=10, alpha=alpha, beta=0.9, max_priority_within_buffer=within))
        rb.extend(torch.arange(2))
        rb.update_priority(torch.tensor([0]), torch.tensor([100.0]))
        rb.add(torch.tensor(2))
        look(rb)
        rb.update_priority(torch.tensor([0, 1]), torch.tensor([100.0, 10.0]))
        rb.update_priority(torch.tensor([0]), torch.tensor([50.0]))
        look(rb)
        rb.add(torch.tensor(3))
        look(rb)
        rb.mark_update(torch.tensor([1]))
        look(rb)
for alpha in [1.0, 0.6]:
    for within in [True, False]:
        manual_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(11), sampler=PrioritizedSampler(max_capacity=11, alpha=alpha, beta=1.0, max_priority_within_buffer=within))
        for d in torch.arange(20):
            i = rb.add(d)
            rb.update_priority(i, 21 - d)
            look(rb)
        i = rb.extend(torch.arange(10))
        rb.update_priority(i, 12)
        look(rb)
for within in [False, True]:
    for new in [0.5, 0.0, 0.3, 2.0]:
        manual_seed(0)
        rb = ReplayBuffer(storage=LazyTensorStorage(10), sampler=PrioritizedSampler(max_capacity=10, alpha=1.0, beta=1.0, max_priority_within_buffer=within))
        i = rb.extend(torch.arange(6))
        rb.update_priority(i, torch.arange(1.0, 7.0))
        rb.sampler.alpha = new
        print(rb.sampler.alpha)
        look(rb)
        rb.update_priority(torch.tensor([5]), torch.tensor([2.0]))
        look(rb)
        rb.extend(torch.arange(2))
        look(rb)
        rb.sampler.beta = 0.3
        look(rb)
# from zero
manual_seed(0)
rb = ReplayBuffer(storage=LazyTensorStorage(10), sampler=PrioritizedSampler(max_capacity=10, alpha=0.0, beta=1.0))
rb.sampler.alpha = 0.5
rb.sampler.alpha = 0.0
rb.extend(torch.arange(3))
rb.update_priority(torch.tensor([0, 1]), torch.tensor([3.0, 4.0]))
rb.sampler.alpha = 0.5
look(rb)
rb.update_priority(torch.tensor([0]), torch.tensor([3.0]))
look(rb)
def bad():
    rb.sampler.alpha = -1.0
print(raises(bad))
rb.sampler.alpha = 0.6
rb.sampler.alpha = 0.6
print(rb.sampler.alpha)

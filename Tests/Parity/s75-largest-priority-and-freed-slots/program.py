from head import *

def run(within, alpha):
    rb = ReplayBuffer(storage=LazyTensorStorage(4), sampler=PrioritizedSampler(4, alpha, 1.0, eps=0.0, max_priority_within_buffer=within), batch_size=4)
    out = []
    def note(): out.append(round(float(rb.sampler.default_priority), 4))
    note()
    rb.extend(arange(4)); note()
    rb.update_priority(tensor([1, 2]), tensor([9.0, 5.0])); note()
    rb.update_priority(tensor([1]), tensor([2.0])); note()
    rb.update_priority(tensor([3]), tensor([7.0])); note()
    rb.extend(arange(2)); note()
    rb.extend(arange(2)); note()
    rb.update_priority(tensor([0, 1, 2, 3]), tensor([0.5, 0.25, 0.125, 0.0625])); note()
    rb.extend(arange(1)); note()
    rb.empty(); note()
    rb.extend(arange(1)); note()
    return out
for within in [False, True]:
    for alpha in [1.0, 0.5, 0.0]: print(within, alpha, run(within, alpha))

manual_seed(0)
def freed(size, first, batch, more):
    rb = ReplayBuffer(storage=LazyTensorStorage(size), sampler=ConsumingSampler(), batch_size=batch)
    print(rb.extend(arange(first)), rb.sample())
    for count in more: print(rb.extend(arange(10, 10 + count)), rb[:], rb.writer._cursor, len(rb))
freed(4, 4, 4, [6])
freed(4, 3, 2, [6, 1])
freed(5, 5, 5, [2, 2, 7])
freed(3, 3, 3, [3, 9])

rb = ReplayBuffer(storage=LazyTensorStorage(5), batch_size=2)
rb.extend(arange(7))
print(rb[:], rb[-5], rb[-1], rb[4], rb[[-5, 4]], rb[tensor([-1, 0])], rb[1:-1], rb[-9:9])
for index in [5, -6]:
    try: print(rb[index])
    except Exception as error: print(type(error).__name__)

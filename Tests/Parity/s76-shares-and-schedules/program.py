from head import *

from torchrl.data.replay_buffers.offline_to_online import *
from torchrl.data.replay_buffers.scheduler import *
def shares(fraction, sizes):
    old = ReplayBuffer(storage=LazyTensorStorage(9), batch_size=2)
    old.extend(zeros(9))
    rb = OfflineToOnlineReplayBuffer(old, online_capacity=9, offline_fraction=fraction, batch_size=2)
    empty = [int(rb.sample(n).numel()) - int(rb.sample(n).sum()) for n in sizes]
    rb.extend(ones(9))
    return empty, [int(n - rb.sample(n).sum()) for n in sizes]
manual_seed(0)
for fraction in [0.5, 0.25, 0.1, 0.9, 0.7]: print(fraction, *shares(fraction, [1, 2, 3, 5, 6, 7, 9, 10, 14]))

def steps(scheduler, sampler, count):
    out = []
    for i in range(count):
        scheduler.step()
        out.append(float(sampler.beta))
    return out
for first, last, count in [(0.1, 1.0, 3), (0.4, 1.0, 4), (1.0, 0.25, 5), (0.6, 0.6, 2), (0.2, 0.9, 1)]:
    s = PrioritizedSampler(10, 0.7, first)
    print(steps(LinearScheduler(s, "beta", final_value=last, num_steps=count), s, count + 2))
for gamma, every, mode in [(0.5, 1, "multiplicative"), (0.5, 3, "multiplicative"), (0.25, 2, "additive"), (3.0, 2, "multiplicative")]:
    s = PrioritizedSampler(10, 0.7, 0.4)
    print(steps(StepScheduler(s, "beta", gamma=gamma, n_steps=every, mode=mode, max_value=1.0, min_value=0.1), s, 7))
s = PrioritizedSampler(10, 0.7, 0.4)
print(steps(LambdaScheduler(s, "beta", lambda_fn=lambda n: 1.0 / (n + 1)), s, 4))

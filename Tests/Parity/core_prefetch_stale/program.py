from head import *
# a loaded buffer gives no batch of before
def make(first):
    rb = ReplayBuffer(storage=ListStorage(20), batch_size=3, prefetch=2)
    rb.extend(torch.arange(first, first + 20))
    return rb
src = make(0)
src.sample()
sd = src.state_dict()
for pop in [False, True]:
    dst = make(100)
    dst.sample()
    if pop:
        sd.pop("_prefetch_state")
    dst.load_state_dict(sd)
    print([bool((dst.sample() < 50).all()) for _ in range(4)])

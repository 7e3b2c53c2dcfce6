import numpy
import torch
from tensordict import TensorDict
from torchrl.data import *
from torchrl.data.replay_buffers import Sequence


def show(keys):
    try:
        s = rb.sample()
    except Exception as e:
        print(type(e).__name__)
        return
    for k in keys:
        v = s.get(k, None)
        if v is None:
            print(f"{k!r} -")
        else:
            print(f"{k!r} {list(v.shape)} {v.flatten().tolist()}")
    print(rb.sampler.ran_out)


torch.manual_seed(100)
numpy.random.seed(100)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(30, ndim=2), sampler=SliceSampler(num_slices=1, strict_length=True), batch_size=3)
rb.extend(TensorDict({'episode': torch.tensor([0, 0, 0, 0, 1, 1, 1, 1, 2, 100, 100, 100, 100, 100, 100, 100, 100, 100, 200, 201, 202, 203, 204, 204, 204, 204, 204]).reshape([3, 9]), 'step': torch.tensor([0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 1, 2, 3, 4]).reshape([3, 9]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]).reshape([3, 9]), ('next', 'done'): torch.tensor([False, False, False, True, False, False, False, True, False, False, False, False, False, False, False, False, False, False, True, True, True, True, False, False, False, False, False]).reshape([3, 9, 1]), ('next', 'truncated'): torch.tensor([False, False, False, True, False, False, False, False, False, False, False, False, False, False, False, False, False, False, False, False, True, False, False, False, False, False, False]).reshape([3, 9, 1])}, [3, 9]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([2, 2, 100, 100, 204, 204]).reshape([3, 2]), 'step': torch.tensor([1, 2, 9, 10, 5, 6]).reshape([3, 2]), 't': torch.tensor([9, 10, 9, 10, 9, 10]).reshape([3, 2]), ('next', 'done'): torch.tensor([False, False, False, False, False, False]).reshape([3, 2, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False]).reshape([3, 2, 1])}, [3, 2]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([2, 2, 2, 2, 2, 3, 3, 100, 101, 101, 101, 101, 101, 101, 204, 205, 205, 206, 206, 206, 206]).reshape([3, 7]), 'step': torch.tensor([3, 4, 5, 6, 7, 0, 1, 11, 0, 1, 2, 3, 4, 5, 7, 0, 1, 0, 1, 2, 3]).reshape([3, 7]), 't': torch.tensor([11, 12, 13, 14, 15, 16, 17, 11, 12, 13, 14, 15, 16, 17, 11, 12, 13, 14, 15, 16, 17]).reshape([3, 7]), ('next', 'done'): torch.tensor([False, False, False, False, True, False, False, True, False, False, False, False, False, False, True, False, True, False, False, False, False]).reshape([3, 7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, True, False, False, False, False, False, False, False, False, False, False, False, True, False, False, False, False]).reshape([3, 7, 1])}, [3, 7]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])

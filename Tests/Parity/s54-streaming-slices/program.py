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


torch.manual_seed(101)
numpy.random.seed(101)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10, ndim=1), sampler=StreamingSliceSampler(slice_len=4, strict_length=False), batch_size=8)
rb.extend(TensorDict({'episode': torch.tensor([0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5]).reshape([13]), 'step': torch.tensor([0, 1, 2, 3, 4, 0, 1, 0, 0, 1, 0, 0, 1]).reshape([13]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).reshape([13]), ('next', 'done'): torch.tensor([False, False, False, False, True, False, True, True, False, True, True, False, False]).reshape([13, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False, False]).reshape([13, 1])}, [13]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([5, 5, 5, 5, 5, 5]).reshape([6]), 'step': torch.tensor([2, 3, 4, 5, 6, 7]).reshape([6]), 't': torch.tensor([13, 14, 15, 16, 17, 18]).reshape([6]), ('next', 'done'): torch.tensor([False, False, False, False, False, True]).reshape([6, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False]).reshape([6, 1])}, [6]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([6, 6, 6, 6, 6, 6, 6]).reshape([7]), 'step': torch.tensor([0, 1, 2, 3, 4, 5, 6]).reshape([7]), 't': torch.tensor([19, 20, 21, 22, 23, 24, 25]).reshape([7]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1])}, [7]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([6, 6, 6, 6]).reshape([4]), 'step': torch.tensor([7, 8, 9, 10]).reshape([4]), 't': torch.tensor([26, 27, 28, 29]).reshape([4]), ('next', 'done'): torch.tensor([False, False, False, False]).reshape([4, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False]).reshape([4, 1])}, [4]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([6, 6, 6, 6]).reshape([4]), 'step': torch.tensor([11, 12, 13, 14]).reshape([4]), 't': torch.tensor([30, 31, 32, 33]).reshape([4]), ('next', 'done'): torch.tensor([False, False, False, False]).reshape([4, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False]).reshape([4, 1])}, [4]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7]).reshape([12]), 'step': torch.tensor([15, 16, 17, 0, 1, 2, 3, 4, 5, 6, 7, 8]).reshape([12]), 't': torch.tensor([34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45]).reshape([12]), ('next', 'done'): torch.tensor([False, False, True, False, False, False, False, False, False, False, False, False]).reshape([12, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False]).reshape([12, 1])}, [12]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])

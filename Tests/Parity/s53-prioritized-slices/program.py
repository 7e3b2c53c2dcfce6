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
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10, ndim=1), sampler=PrioritizedSliceSampler(num_slices=2, end_key=('next', 'done'), strict_length=False, max_capacity=10, alpha=0.7, beta=0.4), batch_size=6)
rb.extend(TensorDict({'episode': torch.tensor([0, 1, 1, 1, 1, 2, 2, 2, 2, 3]).reshape([10]), 'step': torch.tensor([0, 0, 1, 2, 3, 0, 1, 2, 3, 0]).reshape([10]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).reshape([10]), ('next', 'done'): torch.tensor([True, False, False, False, True, False, False, False, True, False]).reshape([10, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, True, False, False, False, False, False]).reshape([10, 1]), 'is_init': torch.tensor([True, True, False, False, False, True, False, False, False, True]).reshape([10, 1])}, [10]))
rb.update_priority(torch.tensor([6, 3, 6, 7, 8]), torch.tensor([0.827, 2.377, 1.125, 2.569, 1.915]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([3, 4, 4, 4]).reshape([4]), 'step': torch.tensor([1, 0, 1, 2]).reshape([4]), 't': torch.tensor([10, 11, 12, 13]).reshape([4]), ('next', 'done'): torch.tensor([True, False, False, True]).reshape([4, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False]).reshape([4, 1]), 'is_init': torch.tensor([False, True, False, False]).reshape([4, 1])}, [4]))
rb.update_priority(torch.tensor([3, 7, 6, 2, 9]), torch.tensor([1.662, 2.906, 1.827, 2.152, 2.325]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([5, 5, 5, 5, 5, 5, 5, 5, 5, 6]).reshape([10]), 'step': torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 0]).reshape([10]), 't': torch.tensor([14, 15, 16, 17, 18, 19, 20, 21, 22, 23]).reshape([10]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False, False, True, False]).reshape([10, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False, True, False]).reshape([10, 1]), 'is_init': torch.tensor([True, False, False, False, False, False, False, False, False, True]).reshape([10, 1])}, [10]))
rb.update_priority(torch.tensor([6, 4, 3, 6, 8]), torch.tensor([2.403, 2.705, 0.763, 0.175, 1.756]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])

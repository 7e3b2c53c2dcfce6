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
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10, ndim=1), sampler=SliceSampler(num_slices=2, strict_length=False, fragmented=True, traj_key='episode', step_key='step', pad_output=True), batch_size=6)
rb.extend(TensorDict({'episode': torch.tensor([0, 1, 2]).reshape([3]), 'step': torch.tensor([0, 1, 0]).reshape([3]), 't': torch.tensor([0, 1, 2]).reshape([3]), ('next', 'done'): torch.tensor([False, False, False]).reshape([3, 1]), ('next', 'truncated'): torch.tensor([False, False, False]).reshape([3, 1])}, [3]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([0, 0, 0, 1, 1, 0, 1]).reshape([7]), 'step': torch.tensor([1, 2, 3, 2, 3, 4, 4]).reshape([7]), 't': torch.tensor([3, 4, 5, 6, 7, 8, 9]).reshape([7]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1])}, [7]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([10, 12, 10, 10, 12, 10, 12, 11]).reshape([8]), 'step': torch.tensor([0, 1, 1, 2, 2, 3, 3, 0]).reshape([8]), 't': torch.tensor([10, 11, 12, 13, 14, 15, 16, 17]).reshape([8]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1])}, [8]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([10, 10, 12, 12, 12, 12, 12, 11]).reshape([8]), 'step': torch.tensor([4, 5, 4, 5, 6, 7, 8, 1]).reshape([8]), 't': torch.tensor([18, 19, 20, 21, 22, 23, 24, 25]).reshape([8]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1])}, [8]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([20, 21, 21, 22, 22, 22, 20, 21]).reshape([8]), 'step': torch.tensor([0, 0, 1, 0, 1, 2, 1, 2]).reshape([8]), 't': torch.tensor([26, 27, 28, 29, 30, 31, 32, 33]).reshape([8]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False]).reshape([8, 1])}, [8]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([22, 22, 22, 21, 20, 22]).reshape([6]), 'step': torch.tensor([3, 5, 6, 3, 2, 7]).reshape([6]), 't': torch.tensor([34, 35, 36, 37, 38, 39]).reshape([6]), ('next', 'done'): torch.tensor([False, False, False, False, False, False]).reshape([6, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False]).reshape([6, 1])}, [6]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([31, 32, 30, 30, 30, 32, 31]).reshape([7]), 'step': torch.tensor([0, 1, 0, 1, 3, 2, 1]).reshape([7]), 't': torch.tensor([40, 41, 42, 43, 44, 45, 46]).reshape([7]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1])}, [7]))
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
show(['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])

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


torch.manual_seed(100)
numpy.random.seed(100)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(30, ndim=2), sampler=RandomSampler(), batch_size=3, sample_unit=Sequence(length=4, episode_boundary='pad', burn_in=0, bootstrap=1, dilation=2, done_key=None))
rb.extend(TensorDict({'episode': torch.tensor([0, 1, 1, 1, 2, 2, 2, 100, 100, 100, 100, 100, 100, 100, 200, 201, 202, 203, 204, 204, 204]).reshape([3, 7]), 'step': torch.tensor([0, 0, 1, 2, 0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 1, 2]).reshape([3, 7]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6]).reshape([3, 7]), ('next', 'done'): torch.tensor([True, False, False, True, False, False, False, False, False, False, False, False, False, False, True, True, True, True, False, False, False]).reshape([3, 7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False, False, False, False, False, True, False, False, False, False]).reshape([3, 7, 1])}, [3, 7]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 100, 100, 100, 101, 101, 101, 102, 102, 102, 102, 204, 204, 204, 205, 205, 206, 206, 206, 206, 206]).reshape([3, 10]), 'step': torch.tensor([3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 0, 1, 2, 0, 1, 2, 3, 3, 4, 5, 0, 1, 0, 1, 2, 3, 4]).reshape([3, 10]), 't': torch.tensor([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).reshape([3, 10]), ('next', 'done'): torch.tensor([False, True, False, False, False, False, False, False, False, False, False, False, True, False, False, True, False, False, False, False, False, False, True, False, True, False, False, False, False, False]).reshape([3, 10, 1]), ('next', 'truncated'): torch.tensor([False, True, False, False, False, False, False, False, False, False, False, False, True, False, False, False, False, False, False, False, False, False, False, False, True, False, False, False, False, False]).reshape([3, 10, 1])}, [3, 10]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([3, 3, 3, 3, 3, 102, 103, 103, 104, 104, 206, 206, 206, 206, 206]).reshape([3, 5]), 'step': torch.tensor([8, 9, 10, 11, 12, 4, 0, 1, 0, 1, 5, 6, 7, 8, 9]).reshape([3, 5]), 't': torch.tensor([17, 18, 19, 20, 21, 17, 18, 19, 20, 21, 17, 18, 19, 20, 21]).reshape([3, 5]), ('next', 'done'): torch.tensor([False, False, False, False, True, True, False, True, False, False, False, False, False, False, False]).reshape([3, 5, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, True, False, False, False, False, False, False, False, False, False, False]).reshape([3, 5, 1])}, [3, 5]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([4, 5, 5, 5, 104, 105, 106, 106, 206, 206, 207, 207]).reshape([3, 4]), 'step': torch.tensor([0, 0, 1, 2, 2, 0, 0, 1, 10, 11, 0, 1]).reshape([3, 4]), 't': torch.tensor([22, 23, 24, 25, 22, 23, 24, 25, 22, 23, 24, 25]).reshape([3, 4]), ('next', 'done'): torch.tensor([True, False, False, False, True, True, False, False, False, True, False, False]).reshape([3, 4, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, True, True, False, False, False, False, False, False]).reshape([3, 4, 1])}, [3, 4]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])

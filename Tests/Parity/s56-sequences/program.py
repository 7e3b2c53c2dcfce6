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
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10, ndim=1), sampler=SamplerWithoutReplacement(), batch_size=6, sample_unit=Sequence(length=4, episode_boundary='pad', burn_in=2, bootstrap=0, dilation=1))
rb.extend(TensorDict({'episode': torch.tensor([0, 1, 1, 1, 2, 2, 2]).reshape([7]), 'step': torch.tensor([0, 0, 1, 2, 0, 1, 2]).reshape([7]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6]).reshape([7]), ('next', 'done'): torch.tensor([True, False, False, True, False, False, False]).reshape([7, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False]).reshape([7, 1]), 'is_init': torch.tensor([True, True, False, False, True, False, False]).reshape([7, 1])}, [7]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([2, 2, 2, 2, 2, 3, 4, 4]).reshape([8]), 'step': torch.tensor([3, 4, 5, 6, 7, 0, 0, 1]).reshape([8]), 't': torch.tensor([7, 8, 9, 10, 11, 12, 13, 14]).reshape([8]), ('next', 'done'): torch.tensor([False, False, False, False, True, True, False, False]).reshape([8, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, True, False, False]).reshape([8, 1]), 'is_init': torch.tensor([False, False, False, False, False, True, True, False]).reshape([8, 1])}, [8]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([4, 5, 6, 6, 6, 6, 6, 6, 6, 7, 7]).reshape([11]), 'step': torch.tensor([2, 0, 0, 1, 2, 3, 4, 5, 6, 0, 1]).reshape([11]), 't': torch.tensor([15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]).reshape([11]), ('next', 'done'): torch.tensor([True, True, False, False, False, False, False, False, True, False, False]).reshape([11, 1]), ('next', 'truncated'): torch.tensor([True, False, False, False, False, False, False, False, True, False, False]).reshape([11, 1]), 'is_init': torch.tensor([False, True, True, False, False, False, False, False, False, True, False]).reshape([11, 1])}, [11]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
rb.extend(TensorDict({'episode': torch.tensor([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]).reshape([13]), 'step': torch.tensor([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]).reshape([13]), 't': torch.tensor([26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38]).reshape([13]), ('next', 'done'): torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False, False]).reshape([13, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False, False]).reshape([13, 1]), 'is_init': torch.tensor([False, False, False, False, False, False, False, False, False, False, False, False, False]).reshape([13, 1])}, [13]))
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])
show(['index', 't', 'sequence_id', 'step_in_sequence', 'learning_mask', 'validity_mask', 'anchor_index'])

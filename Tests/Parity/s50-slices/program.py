from head import *

torch.manual_seed(100)
numpy.random.seed(100)
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10, ndim=1), sampler=SliceSampler(num_slices=2, end_key=('next', 'done'), strict_length=False), batch_size=6)
rb.extend(TensorDict({'episode': torch.tensor([0, 0, 1, 1, 1, 1, 1, 2, 3, 3, 3, 4, 4]).reshape([13]), 'step': torch.tensor([0, 1, 0, 1, 2, 3, 4, 0, 0, 1, 2, 0, 1]).reshape([13]), 't': torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).reshape([13]), ('next', 'done'): torch.tensor([False, True, False, False, False, False, True, True, False, False, True, False, False]).reshape([13, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, False, False, True, False, False, False, False, False, False]).reshape([13, 1])}, [13]))
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([4, 5, 6, 6, 6, 6, 7, 7]).reshape([8]), 'step': torch.tensor([2, 0, 0, 1, 2, 3, 0, 1]).reshape([8]), 't': torch.tensor([13, 14, 15, 16, 17, 18, 19, 20]).reshape([8]), ('next', 'done'): torch.tensor([True, True, False, False, False, True, False, True]).reshape([8, 1]), ('next', 'truncated'): torch.tensor([False, True, False, False, False, False, False, False]).reshape([8, 1])}, [8]))
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
rb.extend(TensorDict({'episode': torch.tensor([8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9]).reshape([12]), 'step': torch.tensor([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6]).reshape([12]), 't': torch.tensor([21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]).reshape([12]), ('next', 'done'): torch.tensor([False, False, False, False, True, False, False, False, False, False, False, False]).reshape([12, 1]), ('next', 'truncated'): torch.tensor([False, False, False, False, True, False, False, False, False, False, False, False]).reshape([12, 1])}, [12]))
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])
draw(rb, ['index', ('next', 'truncated'), ('next', 'done'), ('next', 'terminated'), ('collector', 'mask'), 'is_init', 'priority_weight', 't'])

from head import *
d = TensorDict({'next': {'reward': zeros(10, 1), 'done': zeros(10, 1, dtype=torch.bool)}}, [10])
show(DensifyReward()(d))

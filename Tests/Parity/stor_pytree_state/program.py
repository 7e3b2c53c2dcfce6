from head import *
def f():
    rb = ReplayBuffer(storage=TensorStorage({"a": torch.zeros(3), 30: torch.ones(3)}))
    return rb.state_dict()
print(raises(f))

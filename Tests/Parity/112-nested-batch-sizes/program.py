import warnings
warnings.filterwarnings("ignore")
from torch import *
from tensordict import TensorDict
from torchrl.data import TensorDictReplayBuffer, LazyTensorStorage
from torchrl.envs.transforms import DoubleToFloat

tensordict = TensorDict
inner = tensordict({"c": arange(24).reshape(3, 4, 2)}, [3, 4])
td = tensordict({"a": tensordict({"b": inner}, [3, 4])}, [3])
print(td.unsqueeze(0)["a", "b"].batch_size, td[1:]["a", "b"].batch_size, td[0]["a", "b"].batch_size)
print(td.permute(0)["a"].batch_size, td.expand(2, 3)["a", "b"].batch_size, td[[2, 0]]["a", "b", "c"].sum(-1))
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(4), transform=DoubleToFloat(in_keys=[("a", "b")], in_keys_inv=[("a", "b")]))
rb.add(tensordict({"a": tensordict({"b": arange(6).reshape(3, 2).double()}, [3])}, []))
print(rb[:])
print(rb[:]["a", "b"])

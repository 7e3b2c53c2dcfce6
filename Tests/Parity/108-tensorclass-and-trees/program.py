from head import *

@tensorclass
class MyData:
  images: Tensor
  labels: Tensor
d = MyData(images=arange(12).view(3, 2, 2), labels=arange(3), batch_size=[3])
print(d)
print(d.images)
print(d.labels.sum())
print(d.get("labels"))
print(d[0])
print(d[0].labels)
print(d[1:].images.shape)
print(d[[0, 2]].labels)
print(d[tensor([True, False, True])].labels)
print(d.batch_size)
print(d.shape)
print(len(d))
print(d.ndim)
print(d.device)
d.labels = tensor([9, 8, 7])
print(d.labels)
try:
    d.labels = zeros(4)
except Exception as error:
    print(type(error).__name__)
d.labels += 1
print(d.labels)
try:
    print(d.foo)
except Exception as error:
    print(type(error).__name__)
try:
    d.foo = 3
except Exception as error:
    print(type(error).__name__)
print(d.set("labels", ones(3)))
print(d.labels)
print(d.clone().labels)
print(d.to_dict())
print(d.to_tensordict())
print(stack([d, d]).batch_size)
print(cat([d, d]).labels)
print(d.reshape(1, 3).batch_size)
print(d.view(3, 1).images.shape)
print(d.unsqueeze(0).batch_size)
print(d.unbind(0)[0].labels)
print(d.split(2)[0])
print(d.expand(2, 3).labels.shape)
print((d == d).all())
print(d == d)
print((d + 1).labels)
print(d.apply(lambda x: x * 2).labels)
print(d.float().images.dtype)
print(d.to(float64).labels.dtype)
print(list(d.keys()))
print([v.shape for v in d.values()])
d[0] = d[1]
print(d.images)
print(isinstance(d, MyData))
print(type(d).__name__)
for q in d:
  print(q.labels)
try:
    print(MyData(images=zeros(2), batch_size=[2]))
except Exception as error:
    print(type(error).__name__)
print(MyData(images=zeros(2), labels=None, batch_size=[2]))
print(MyData(zeros(2), ones(2), batch_size=[2]))
try:
    print(MyData(images=zeros(2), labels=zeros(3), batch_size=[3]))
except Exception as error:
    print(type(error).__name__)
print(MyData(images=zeros(2), labels=zeros(3), batch_size=[]))
print(MyData(images=zeros(2), labels="cat", batch_size=[]))
print(MyData(images=zeros(2), labels=5, batch_size=[]))
try:
    print(MyData(images=zeros(2), wrong=zeros(3), batch_size=[]))
except Exception as error:
    print(type(error).__name__)
print(MyData(images=TensorDict({"x": zeros(2)}, [2]), labels=zeros(2), batch_size=[2]))
print(MyData(images=d, labels=zeros(3), batch_size=[3]))
print(TensorDict({"d": d, "e": zeros(3)}, [3]))
print(TensorDict({"d": d}, [3])["d"].labels)
print(TensorDict({"d": d}, [3])["d", "labels"])
print(d.is_empty())
print(d.numel())
print(d.lock_().is_locked)
try:
    d.labels = zeros(3)
except Exception as error:
    print(type(error).__name__)
print(d.unlock_())
print(d.squeeze().batch_size)
print(zeros_like(d).labels)
print(d.permute(0).batch_size)
print(d.gather(0, tensor([0])).labels)
print(f"{d.labels}")
print([d[0]])
print(str(d))
print(d.all())
print(d.any())
d.batch_size = []
print(d.batch_size)
print(tree_map(lambda x: x, [1, (2, 3), {"a": None}]))
print(tree_map(lambda x: x, None))
print(tree_map(lambda x: 1, [None, 2]))
print(tree_map(lambda x: x * 2, (1,)))
print(tree_map(lambda x: x + 1, 3))
print(tree_map(lambda x, y: (x, y), [1, 2], [3, 4]))
try:
    print(tree_map(lambda x, y: x, [1, 2], [3]))
except Exception as error:
    print(type(error).__name__)
try:
    print(tree_map(lambda x, y: x, {"a": 1}, {"b": 1}))
except Exception as error:
    print(type(error).__name__)
try:
    print(tree_map(lambda x, y: x, [1], (1,)))
except Exception as error:
    print(type(error).__name__)
print(tree_map(lambda x: x.shape, {"a": zeros(2), "b": [zeros(3), (zeros(1), zeros(()))]}))
print(tree_map(lambda x: type(x).__name__, [1, "a", 2.0, zeros(1)]))
print(tree_map(lambda x: x.sum().item(), {"b": arange(3), "a": ones(2)}))
print(tree_map(lambda x: x, {"b": 1, "a": 2}))
print(tree_map(lambda x: x, {2: 1, 1: 2}))
print(tree_map(lambda x: x, range(3)))
print(tree_map(lambda x: x, "abc"))
print(tree_map(lambda x: x.upper(), ["a", "b"]))
print(tree_map(lambda t: t[0], {"a": arange(3), "b": (arange(3) + 5,)}))
print(tree_map(lambda x, y: x + y, {"b": 1, "a": 2}, {"a": 10, "b": 20}))
print(tree_map(lambda x, y, z: x + y + z, [1], [2], [3]))
print(tree_map(lambda x: [x], [1, 2]))
print(tree_map(lambda x: zeros(2), [1]))
try:
    print(tree_map(lambda x: x.batch_size, [TensorDict({"a": zeros(2)}, [2])]))
except Exception as error:
    print(type(error).__name__)
print(tree_map(lambda x: x + 1, zeros(2).shape))
print(stack([tensor([1, 2]), tensor([3, 4])]))
print(tree_map(lambda x: x.max(), zeros(2, 3).max(1)))
try:
    print(tree_map(lambda x: 1 / 0, [1]))
except Exception as error:
    print(type(error).__name__)

from head import *

print(cat([arange(3), arange(2)]))
print(cat([arange(3), tensor([0.5])]))
print(cat([zeros(2, 3), ones(1, 3)], dim=0).shape)
try:
    print(cat([zeros(2, 3), ones(1, 3)], 1))
except Exception as error:
    print(type(error).__name__)
print(cat((zeros(2, 3), ones(2, 1)), -1))
try:
    print(cat([]))
except Exception as error:
    print(type(error).__name__)
print(concat([arange(2), arange(2)]))
print(concatenate([arange(2), arange(2)]))
print(stack([arange(3), arange(3)]))
print(stack([arange(3), arange(3)], dim=1))
print(stack([arange(3), arange(3)], -1))
try:
    print(stack([arange(3), arange(2)]))
except Exception as error:
    print(type(error).__name__)
try:
    print(stack([]))
except Exception as error:
    print(type(error).__name__)
print(hstack([arange(3), arange(2)]))
print(vstack([arange(3), arange(3)]))
print(dstack([arange(2), arange(2)]).shape)
print(split(arange(5), 2))
print(split(arange(5), [1, 4]))
print(chunk(arange(5), 3))
print(unbind(arange(2)))
print(meshgrid(arange(2), arange(3), indexing="ij"))
print(cartesian_prod(arange(2), arange(2)))
print(broadcast_to(arange(3), (2, 3)))
print(broadcast_tensors(arange(3), zeros(2, 1)))
print(broadcast_shapes((2, 1), (3,)))
print(arange(3).broadcast_to((2, 3)))
print(squeeze(zeros(1, 2, 1)))
print(zeros(1, 2, 1).squeeze(0).shape)
print(zeros(1, 2, 1).squeeze(1).shape)
print(zeros(1, 2, 1).squeeze((0, 2)).shape)
print(unsqueeze(arange(2), 0))
print(flatten(zeros(2, 2)))
print(reshape(arange(4), (2, 2)))
print(reshape(arange(4), (-1,)))
print(arange(4).reshape([2, 2]))
print(arange(4).view([2, 2]))
print(arange(4).view(-1, 1))
try:
    print(arange(4).view(-1, -1))
except Exception as error:
    print(type(error).__name__)
print(permute(zeros(2, 3), (1, 0)).shape)
print(transpose(zeros(2, 3), 0, 1).shape)
print(flip(arange(3), [0]))
print(roll(arange(3), 1))
print(roll(arange(3), shifts=-1, dims=0))
print(tril(ones(2, 2)))
print(diag(tensor([1, 2])))
print(diag(ones(2, 2)))
print(trace(arange(4).view(2, 2)))
print(sum(arange(4)))
print(sum([tensor(1), tensor(2)]))
print(min(tensor(3), tensor(2)))
print(max(tensor(3), 5))
print(sorted([tensor(3), tensor(1)]))
print(abs(tensor(-3)))
print(len(arange(3)))
try:
    print(len(tensor(3)))
except Exception as error:
    print(type(error).__name__)
print(list(arange(3)))
print(tuple(arange(2)))
print(range(tensor(3)))
print([1, 2, 3][tensor(1)])
print(int(tensor(3.9)))
print(float(tensor(3)))
print(bool(tensor(0)))
try:
    print(bool(tensor([])))
except Exception as error:
    print(type(error).__name__)
try:
    print(bool(tensor([0, 1])))
except Exception as error:
    print(type(error).__name__)
print(float(tensor([[2.5]])))
print(str(tensor(1.5)))
print(f"{tensor(1.5):.3f}")
print(f"{tensor(3):03d}")
print(f"{tensor([1.0, 2.0])}")
try:
    print(f"{tensor([1.0]):.2f}")
except Exception as error:
    print(type(error).__name__)
print(f"{tensor(1.5)!r}")
print(f"{arange(3).sum()}")
print(f"{tensor(True)}")
print(tensor(1), tensor(2.0), sep=", ")
print(tensor(1) if tensor(True) else 2)
print(not tensor(0))
print(tensor(1) and 5)
print(tensor(1) == 1)
print(1 == tensor(1))
print(1 < tensor(2))
print(2 - tensor([1]))
print([1, 2] == tensor([1, 2]))
try:
    print(tensor([1, 2]) + [1, 2])
except Exception as error:
    print(type(error).__name__)
try:
    print(tensor([1]) + "a")
except Exception as error:
    print(type(error).__name__)
try:
    print("a" + tensor([1]))
except Exception as error:
    print(type(error).__name__)
try:
    print(tensor([1]) + None)
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3) + arange(2))
except Exception as error:
    print(type(error).__name__)
print(arange(3) + zeros(2, 1))
try:
    print(arange(6).view(2, 4))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3)[4])
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3)[tensor([5])])
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3)[[True, False]])
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3)[tensor([True, False])])
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3)[0, 0])
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).foo)
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).foo())
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).sum(3))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).item())
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(2).view(3))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(2, 3).expand(3, 3))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(3).squeeze(4))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(2, 3).transpose(0, 5))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(2, 3).permute(0))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros(-1))
except Exception as error:
    print(type(error).__name__)
try:
    print(zeros("a"))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(0, 3, 0))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3, 0, 1))
except Exception as error:
    print(type(error).__name__)
try:
    print(randint(0, (2,)))
except Exception as error:
    print(type(error).__name__)
try:
    print(randint(5, 3, (2,)))
except Exception as error:
    print(type(error).__name__)
try:
    print(tensor([1, 2]).max(5))
except Exception as error:
    print(type(error).__name__)
try:
    print(cat([zeros(2, 3), zeros(2, 2)]))
except Exception as error:
    print(type(error).__name__)
try:
    print(cat([zeros(2), zeros(2, 2)]))
except Exception as error:
    print(type(error).__name__)
try:
    print(one_hot(tensor([3]), 2))
except Exception as error:
    print(type(error).__name__)
try:
    print(one_hot(tensor([-1])))
except Exception as error:
    print(type(error).__name__)
try:
    print(multinomial(tensor([0.0, 0.0]), 1))
except Exception as error:
    print(type(error).__name__)
try:
    print(multinomial(tensor([0.5, 0.5]), 3))
except Exception as error:
    print(type(error).__name__)
try:
    print(multinomial(tensor([-0.5, 0.5]), 1))
except Exception as error:
    print(type(error).__name__)
try:
    print(bincount(tensor([-1])))
except Exception as error:
    print(type(error).__name__)
try:
    print(bincount(tensor([0.5])))
except Exception as error:
    print(type(error).__name__)
try:
    print(topk(arange(3), 5))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).gather(0, tensor([5])))
except Exception as error:
    print(type(error).__name__)
try:
    print(arange(3).index_select(0, tensor([7])))
except Exception as error:
    print(type(error).__name__)
print(arange(3).masked_select(tensor([True])))
try:
    print(arange(3).masked_select(tensor([True, False])))
except Exception as error:
    print(type(error).__name__)
try:
    print(int("a"))
except Exception as error:
    print(type(error).__name__)
try:
    print(float("x"))
except Exception as error:
    print(type(error).__name__)
try:
    print(int(None))
except Exception as error:
    print(type(error).__name__)
try:
    print([1, 2][5])
except Exception as error:
    print(type(error).__name__)
try:
    print({}["a"])
except Exception as error:
    print(type(error).__name__)
try:
    print((1,)[3])
except Exception as error:
    print(type(error).__name__)
try:
    print("abc"[10])
except Exception as error:
    print(type(error).__name__)
try:
    print(1 / 0)
except Exception as error:
    print(type(error).__name__)
try:
    print(1 // 0)
except Exception as error:
    print(type(error).__name__)
try:
    print(1 % 0)
except Exception as error:
    print(type(error).__name__)
try:
    print(1.0 / 0.0)
except Exception as error:
    print(type(error).__name__)
try:
    print("a" + 1)
except Exception as error:
    print(type(error).__name__)
try:
    print(1 + "a")
except Exception as error:
    print(type(error).__name__)
try:
    print([1] + (2,))
except Exception as error:
    print(type(error).__name__)
try:
    print(len(5))
except Exception as error:
    print(type(error).__name__)
try:
    print([].pop())
except Exception as error:
    print(type(error).__name__)
try:
    print({}.pop("a"))
except Exception as error:
    print(type(error).__name__)
try:
    print([1].index(3))
except Exception as error:
    print(type(error).__name__)
try:
    print([1].remove(3))
except Exception as error:
    print(type(error).__name__)
try:
    print("a".index("b"))
except Exception as error:
    print(type(error).__name__)
try:
    print(None.foo)
except Exception as error:
    print(type(error).__name__)
try:
    print(None + 1)
except Exception as error:
    print(type(error).__name__)
try:
    print(None[0])
except Exception as error:
    print(type(error).__name__)
try:
    print((1, 2) < ("a",))
except Exception as error:
    print(type(error).__name__)
try:
    print(sorted([1, "a"]))
except Exception as error:
    print(type(error).__name__)
try:
    print(min([]))
except Exception as error:
    print(type(error).__name__)
try:
    print(max(()))
except Exception as error:
    print(type(error).__name__)
try:
    print(sum(["a"]))
except Exception as error:
    print(type(error).__name__)
print(int("12", 5))
print(int("0x1f", 16))
print(int("  42 "))
print(float("1e3"))
print(float(" inf "))
try:
    print("abc".foo)
except Exception as error:
    print(type(error).__name__)
try:
    for q in 5:
      print(q)
except Exception as error:
    print(type(error).__name__)
try:
    x, y = 1
except Exception as error:
    print(type(error).__name__)
try:
    x, y = (1, 2, 3)
except Exception as error:
    print(type(error).__name__)
try:
    a, *b = []
except Exception as error:
    print(type(error).__name__)
try:
    assert 1 == 2, "boo"
except Exception as error:
    print(type(error).__name__)
try:
    assert False
except Exception as error:
    print(type(error).__name__)
next_ = [1, 2, 3]
next_[1:2] = [9, 9]
print(next_)
try:
    next_[::2] = [0]
except Exception as error:
    print(type(error).__name__)
print(next_[-1])
del next_[0]
print(next_)
try:
    del next_[10]
except Exception as error:
    print(type(error).__name__)
d = {"a": 1}
try:
    del d["zz"]
except Exception as error:
    print(type(error).__name__)
try:
    d["b"] += 1
except Exception as error:
    print(type(error).__name__)
try:
    d[[1]] = 2
except Exception as error:
    print(type(error).__name__)
try:
    d[(1, [2])] = 2
except Exception as error:
    print(type(error).__name__)
try:
    "abc"[0] = "x"
except Exception as error:
    print(type(error).__name__)
t = (1, 2)
try:
    t[0] = 5
except Exception as error:
    print(type(error).__name__)
t += (3,)
print(t)
try:
    print(5())
except Exception as error:
    print(type(error).__name__)
try:
    print("x"())
except Exception as error:
    print(type(error).__name__)
try:
    print([1, 2].append())
except Exception as error:
    print(type(error).__name__)

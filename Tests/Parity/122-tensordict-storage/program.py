from head import *

td = TensorDict({"a": arange(6).view(3, 2), "b": {"c": zeros(3), "d": {"e": ones(3, 4)}}}, batch_size=[3])
print(td.masked_select(tensor([True, False, True])))
print(td.masked_select(tensor([True, False, True]))["a"])
print(TensorDict({"x": arange(8).view(2, 4)}, [2, 4]).masked_select(tensor([[True, False, False, True], [False, True, False, False]]))["x"])
print(td.bytes())
print((td.get_item_shape("a"), td.get_item_shape("b"), td.get_item_shape(("b", "d", "e"))))
print(td.empty())
print(td.empty(recurse=True))
m = td.memmap()
print(m)
print((m.is_memmap(), m.is_locked, td.is_memmap()))
print(m["a"])
print(m["b", "c"] + 1)
c = td.clone()
print(c.memmap_())
print(c["a"])
print(c.device)
print(c.is_memmap())
try:
    c["a"] = zeros(3, 2)
except Exception as error:
    print(type(error).__name__)
try:
    print(td @ td)
except Exception as error:
    print(type(error).__name__)
print("%s" % td.batch_size)

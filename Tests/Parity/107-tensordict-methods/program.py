from head import *

td = TensorDict({"a": arange(6).view(3, 2), "b": {"c": zeros(3), "d": {"e": ones(3, 4)}}}, batch_size=[3])
print(td)
print(td["a"])
print(td["b"])
print(td["b", "c"])
print(td["b"]["d"]["e"].shape)
print(td[("b", "d", "e")].shape)
print(td.get("a"))
print(td.get("zz"))
print(td.get("zz", None))
print(td.get("zz", 5))
print(td.get(("b", "c")))
try:
    print(td["zz"])
except Exception as error:
    print(type(error).__name__)
try:
    print(td["b", "zz"])
except Exception as error:
    print(type(error).__name__)
print(td.keys())
print(list(td.keys()))
print(list(td.keys(True)))
print(list(td.keys(True, True)))
print(list(td.keys(include_nested=True, leaves_only=True)))
print(sorted(td.keys(True, True), key=str))
print(list(td.values())[0])
print([k for k, v in td.items()])
print([v.shape for v in td.values(True, True)])
print("a" in td)
print("zz" in td)
print(("b", "c") in td)
print(("b", "c") in td.keys(True))
print("b" in td.keys())
print(td.batch_size)
print(td.shape)
print(td.ndim)
print(td.dim())
print(td.batch_dims)
print(td.numel())
print(len(td))
print(td.device)
print(td.is_empty())
print(td.is_locked)
print(td.is_memmap())
print(td.names)
print(td.size())
print(td.size(0))
try:
    print(bool(td))
except Exception as error:
    print(type(error).__name__)
print(td.set("x", arange(3)))
print(td.set(("b", "y"), arange(3)))
try:
    td["z"] = 5
except Exception as error:
    print(type(error).__name__)
try:
    print(td["z"])
except Exception as error:
    print(type(error).__name__)
td["w"] = [1, 2, 3]
print(td["w"])
try:
    td["bad"] = zeros(4)
except Exception as error:
    print(type(error).__name__)
try:
    td["bad"] = zeros(())
except Exception as error:
    print(type(error).__name__)
td["n", "m"] = ones(3)
print(td["n"])
try:
    print(td.pop("z"))
except Exception as error:
    print(type(error).__name__)
try:
    print(td.pop("nothere"))
except Exception as error:
    print(type(error).__name__)
print(td.pop("nothere", None))
print(td.pop(("n", "m")))
print(td["n"])
del td["w"]
del td["n"]
try:
    del td["nope"]
except Exception as error:
    print(type(error).__name__)
print(list(td.keys()))
print(td.rename_key_("x", "xx"))
try:
    print(td.rename_key_("nope", "y"))
except Exception as error:
    print(type(error).__name__)
print(list(td.keys()))
print(td.select("a"))
print(td.select("a", ("b", "c")))
try:
    print(td.select("nope"))
except Exception as error:
    print(type(error).__name__)
print(td.select("nope", strict=False))
print(td.exclude("a"))
print(td.exclude(("b", "d"), "xx"))
print(td.exclude("nope"))
print(td.clone()["a"] is td["a"])
print(td.clone(recurse=False)["a"] is td["a"])
print(td.copy()["a"] is td["a"])
print(td.to_dict())
print(td.flatten_keys("."))
print(td.flatten_keys(".").unflatten_keys("."))
print(td.flatten_keys())
print(td[0])
print(td[0]["a"])
print(td[-1]["xx"])
print(td[0:2])
print(td[:, None].batch_size)
print(td[None].batch_size)
print(td[..., None].batch_size)
print(td[[0, 2]]["a"])
print(td[tensor([True, False, True])]["a"])
print(td[tensor([1, 1])]["xx"])
try:
    print(td[5])
except Exception as error:
    print(type(error).__name__)
try:
    print(td[0, 0])
except Exception as error:
    print(type(error).__name__)
td[0] = td[1]
print(td["a"])
td[0] = TensorDict({"a": tensor([7, 7])}, [])
td["a"][0] = 9
td["a"] += 1
td["b", "c"] += 2
print(td["b", "c"])
print(td.view(3, 1).batch_size)
print(td.view(-1).batch_size)
print(td.reshape(1, 3)["a"].shape)
print(td.unsqueeze(0).batch_size)
print(td.unsqueeze(-1)["a"].shape)
print(td.squeeze())
print(td.unsqueeze(0).squeeze(0).batch_size)
print(td.expand(2, 3).batch_size)
print(td.expand(2, 3)["a"].shape)
print(td.permute(0).batch_size)
print(td.unsqueeze(0).transpose(0, 1).batch_size)
print(td.flatten(0, 0).batch_size)
print(td.unbind(0))
print(td.split(2))
print(td.chunk(2))
print(stack([td, td]))
print(stack([td, td], 1).batch_size)
print(stack([td[0], td[1]])["a"])
try:
    print(stack([td, td[:2]]))
except Exception as error:
    print(type(error).__name__)
print(cat([td, td]).batch_size)
print(td.repeat(2).batch_size)
print(td.repeat_interleave(2).batch_size)
print(td.gather(0, tensor([1, 0]))["a"])
print(td == td)
print((td == td).all())
print((td == 0)["a"])
print((td != td).any())
print(td > 0)
print(td + 1)
print((td * 2)["b", "c"])
print((td - td)["a"])
print(td.sum())
print(td.float().sum(0))
print(td.apply(lambda x: x.float()))
print(td.apply(lambda x: x[0], batch_size=[]))
print(td.apply_(lambda x: x.zero_()))
print(td["a"])
print(td.named_apply(lambda name, x: x * len(name))["a"])
print(td.zero_()["a"])
print(td.fill_("a", 3)["a"])
print(td.update({"a": ones(3, 2)})["a"])
print(td.update(TensorDict({"q": arange(3)}, [3])))
print(td.update_({"q": arange(3) * 2})["q"])
try:
    print(td.update_({"nope": arange(3)}))
except Exception as error:
    print(type(error).__name__)
try:
    print(td.update({"bad": ones(2)}))
except Exception as error:
    print(type(error).__name__)
print(td.set_("q", arange(3))["q"])
try:
    print(td.set_("nope", arange(3)))
except Exception as error:
    print(type(error).__name__)
print(td.lock_().is_locked)
try:
    td["new"] = ones(3)
except Exception as error:
    print(type(error).__name__)
try:
    td["q"] = ones(3, dtype=int64)
except Exception as error:
    print(type(error).__name__)
print(td.set_("q", ones(3, dtype=int64))["q"])
td["q"][0] = 8
print(td["q"])
try:
    del td["q"]
except Exception as error:
    print(type(error).__name__)
print(td.unlock_().is_locked)
td["new"] = ones(3)
td.batch_size = []
print(td.batch_size)
td["sc"] = tensor(1)
print(td["sc"])
try:
    td.batch_size = [3]
except Exception as error:
    print(type(error).__name__)
try:
    td.batch_size = [4]
except Exception as error:
    print(type(error).__name__)
print(td.empty())
print(td.empty().is_empty())
print(td.to(float64)["a"].dtype)
print(td.float()["a"].dtype)
print(td.int()["a"].dtype)
print(td.to("cpu").device)
print(td.cpu().device)
print(td.contiguous()["a"])
print(td.detach()["a"].shape)
print(td.setdefault("q2", ones(3)))
print(td.replace({"new": zeros(3)})["new"])
print(td.create_nested("nest"))
print(td["nest"])
print(td.auto_batch_size_().batch_size)
print(td.any())
print(td.all())
print(td.isnan().any())
print(td.clamp(0, 1)["new"])
print(td.clear())
print(td)
print(TensorDict({}, []))
print(TensorDict({"a": 1}, []))
print(TensorDict({"a": 1.5}, [])["a"])
print(TensorDict({"a": [1, 2]}, [2]))
print(TensorDict({"a": True}, []))
try:
    print(TensorDict({"a": zeros(2)}, [3]))
except Exception as error:
    print(type(error).__name__)
print(TensorDict({"a": zeros(2)}))
print(TensorDict({"a": zeros(2)}, [2], device="cpu"))
print(TensorDict({"a": zeros(2, 3), "b": zeros(2, 4)}).auto_batch_size_())
print(TensorDict({"a": {"b": {}}}, []))
print(TensorDict({("x", "y"): ones(2), ("x", "z"): zeros(2)}, [2]))
print(TensorDict({"s": "hello"}, []))
print(TensorDict({"s": "hello"}, [])["s"])
print(TensorDict({"s": "hello"}, [3]))
print(TensorDict({"s": "hello"}, [3])[0])
print(TensorDict({"s": "hello"}, [3])["s"])
print(TensorDict({"a": ones(2), "s": "hey"}, [2])[0]["s"])
print(TensorDict({"a": None}, []))
print(TensorDict({"a": zeros(2)}, 2))
print(TensorDict({"a": zeros(2)}, (2,)))
print(TensorDict({"a": zeros(2)}, zeros(2).shape))
print(TensorDict({"a": zeros(2, 3)}, [2])["a"][:, 0])
print(TensorDict({"long_key_name": zeros(2, dtype=uint8), "b": zeros(2, dtype=bool), "c": zeros(2, dtype=float16)}, [2]))
print(stack([TensorDict({"s": "a"}, []), TensorDict({"s": "b"}, [])]))
print(stack([TensorDict({"s": "a"}, []), TensorDict({"s": "b"}, [])])["s"])
print(stack([TensorDict({"s": "a"}, []), TensorDict({"s": "a"}, [])])["s"])
try:
    print(stack([TensorDict({"a": zeros(2)}, []), TensorDict({"b": zeros(2)}, [])]))
except Exception as error:
    print(type(error).__name__)
x = TensorDict({"obs": randn(4, 3), "reward": zeros(4, 1), "done": zeros(4, 1, dtype=bool)}, [4])
print(x["obs"].shape)
for row in x:
  print(row["reward"])
for k, v in x.items():
  print(k, v.shape)
print(x[x["done"].squeeze(-1)])
print(x[~x["done"].squeeze(-1)].batch_size)
try:
    print(x[x["reward"] > 0])
except Exception as error:
    print(type(error).__name__)
print(x.get_at("reward", 0))
print(x.set_at_("reward", 5.0, 0)["reward"])
x["next"] = x.select("obs")
print(x["next", "obs"].shape)
print(x.exclude("next"))
x["reward"][1] = 2
print(x["reward"].sum())
print(x.unbind(0)[1]["reward"])
print(str(x.select("reward")))
print(repr(x.select("reward")))
print(f"{x.select('reward')}")
print([x.select("reward")])
print({"td": x.select("reward")})
print(x.select("reward").to_dict())
print(type(x).__name__)
y = x.view(2, 2)
print(y)
print(y[0, 1]["reward"])
print(y[:, 0]["reward"])
print(y[..., 0]["reward"])
print(y[1].batch_size)
print(y["reward"].shape)
y["reward"][0, 0] = 77
print(x["reward"])
print(y.view(4)["reward"])
print(x.reshape(2, 2).batch_size)
print(x.reshape(-1).batch_size)
try:
    print(x.reshape(3, 2))
except Exception as error:
    print(type(error).__name__)
try:
    print(x.view(3, 2))
except Exception as error:
    print(type(error).__name__)
print(zeros_like(x)["reward"])
print(ones_like(x.select("reward"))["reward"])
print(rand_like(x.select("reward")).batch_size)
print(x.data["reward"])
print(x.is_contiguous())
print(x)
print(x[0].names)

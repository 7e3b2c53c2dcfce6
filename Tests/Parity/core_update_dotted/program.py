from head import *
rb = TensorDictReplayBuffer(storage=LazyTensorStorage(10), writer=TensorDictRoundRobinWriter(track_generations=True), batch_size=4)
i = rb.extend(TensorDict({"obs": torch.zeros(10, 3), "nested": {"version": torch.full((10,), 5, dtype=torch.int64)}}, batch_size=[10]))
g = rb.writer.generations_of(i)
print(raises(lambda: rb.update_if_present(index=i, generation=g, patch={"obs": torch.ones(10, 3)}, version_key="nested.version", version=6)))

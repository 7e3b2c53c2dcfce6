from head import *
rb = ReplayBuffer(storage=CompressedListStorage(max_size=4))
rb.add(TensorDict({"observation": torch.arange(3)}, batch_size=[]))
d = tempdir()
rb.dumps(d)
print(sorted(os.listdir(f"{d}/storage")))  #py

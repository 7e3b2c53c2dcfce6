from head import *
x = (torch.arange(10 * 3 * 84 * 84).view(10, 3, 84, 84) // (3 * 84 * 84))
rb = ReplayBuffer(storage=CompressedListStorage(max_size=100, compression_level=3))
rb.add(x)
print(x.numel() * 8 / rb.storage._storage[0].numel() > 1.5)  #py

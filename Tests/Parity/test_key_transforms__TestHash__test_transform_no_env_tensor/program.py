from head import *
manual_seed(0)
t = Hash(in_keys=['observation'], out_keys=['hashing'])
print(t(TensorDict({'observation': arange(3)}, []))['hashing'].tolist())
print(t(TensorDict({'observation': tensor([1.5, 2.5])}, []))['hashing'].tolist())

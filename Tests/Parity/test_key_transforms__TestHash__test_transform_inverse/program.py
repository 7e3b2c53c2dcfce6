from head import *
manual_seed(0)
t = Hash(in_keys=['observation'], out_keys=['hashing'], repertoire={})
print('ok')

from head import *
s = StalenessAwareSampler(max_staleness=7)
print(s.max_staleness, s.consumer_version)

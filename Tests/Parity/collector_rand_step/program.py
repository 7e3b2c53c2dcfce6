from head import *
# A policy that steps by itself: what it returns is taken as the step.
env = GymEnv("CartPole-v1")
manual_seed(0)
env.set_seed(0)
c = Collector(env, env.rand_step, frames_per_batch=10, total_frames=20)
for d in c:
    print(d["action"].argmax(-1).tolist())
    print([[round(v, 4) for v in row] for row in d["next", "observation"].tolist()])
    print(d["next", "done"].squeeze(-1).tolist(), d["next", "reward"].squeeze(-1).tolist())

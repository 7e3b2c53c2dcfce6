from head import *
# gymnasium's environments step on behind the end of an episode.
for name in ["CartPole-v1", "MountainCar-v0", "Acrobot-v1", "Pendulum-v1"]:
    env = GymEnv(name)
    manual_seed(0)
    env.set_seed(0)
    td = env.reset()
    ended = 0
    while ended < 4:
        td = env.rand_step(td)
        step = td["next"]
        if ended > 0 or bool(step["done"]):
            ended += 1
            print(name, [round(v, 3) for v in step["observation"].tolist()], [round(v, 3) for v in step["reward"].tolist()], step["terminated"].tolist(), step["truncated"].tolist())
        td = step.exclude("reward")

from torchrl.collectors import MultiSyncCollector
from torchrl.envs import GymEnv


def make():
    return GymEnv("CartPole-v1")


if __name__ == "__main__":
    source = MultiSyncCollector([make, make], None, frames_per_batch=40, total_frames=40, cat_results="stack")
    print(source.set_seed(0))
    for d in source:
        print(d.batch_size, d["observation"][:, 0], d["action"][..., 0], d["next", "done"].sum(1))
    source.shutdown()

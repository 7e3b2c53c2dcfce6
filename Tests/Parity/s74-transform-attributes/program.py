import torch, warnings; warnings.simplefilter("ignore")
from tensordict import TensorDict
from torchrl.data import Unbounded, Bounded
from torchrl.data import Composite
from torchrl.envs import EnvBase, TransformedEnv
from torchrl.envs.transforms import *
from torchrl.envs.transforms.rb_transforms import *
from torchrl.envs.transforms._keys import FlattenTensorDict

def show(t, names):
    for n in names:
        print(n, repr(getattr(t, n)) if hasattr(t, n) else "-")
keys = ["in_keys", "out_keys", "in_keys_inv", "out_keys_inv"]
show(ToTensorImage(shape_tolerant=True), keys + ["from_int", "unsqueeze", "dtype", "shape_tolerant"])
show(CenterCrop(4), ["w", "h", "top"])
show(Crop(4, 5, 1), ["w", "h", "top", "left"])
show(CatFrames(4, -1, ["a"], padding="constant", padding_value=3), ["N", "dim", "padding", "padding_value", "as_inverse", "reset_key", "done_key", "future", "mask_key"])
show(UnsqueezeTransform(-1, in_keys=["a"]), ["dim", "unsqueeze_dim", "squeeze_dim", "allow_positive_dim"])
show(SqueezeTransform(squeeze_dim=-2, in_keys=["a"]), ["dim", "unsqueeze_dim", "squeeze_dim", "allow_positive_dim"])
show(PermuteTransform((-1, -2), ["a"]), ["dims"] + keys)
show(FlattenObservation(-2, -1, allow_positive_dim=True), ["first_dim", "last_dim", "allow_positive_dim"] + keys)
show(FlattenTensorDict(), ["inverse"] + keys)
show(ExcludeTransform("a", ("b", "c"), inverse=True), ["excluded_keys", "inverse"] + keys)
show(SelectTransform("a", keep_rewards=False), ["selected_keys", "keep_rewards", "keep_reward_keys", "keep_done_keys"])
show(RenameTransform(["a"], ["b"], create_copy=True), ["create_copy"] + keys)
show(CatTensors(["b", "a"], "x"), ["dim", "out_key", "keys_to_exclude", "unsqueeze_if_oor", "del_keys", "sort"] + keys)
show(Stack(["a", "b"], "x"), ["dim", "out_key", "in_key_inv"] + keys)
show(Stack(["a", "b"], "x", "y", ["c", "d"]), keys)
show(RewardScaling(0.5, 2), ["loc", "scale", "standard_normal"] + keys)
show(RewardClipping(-1, 1.5), ["clamp_min", "clamp_max"])
show(LineariseRewards(["a"], weights=[1.0, 2.0]), ["weights"] + keys)
show(ClipTransform(["a"], low=-1), ["low", "high"])
show(DTypeCastTransform(torch.int64, torch.float32, ["a"]), ["dtype_in", "dtype_out"] + keys)
show(DoubleToFloat(), ["dtype_in", "dtype_out"] + keys)
show(ObservationNorm(1.0, 2, ["a"]), ["loc", "scale", "standard_normal", "eps", "initialized"] + keys)
print(ObservationNorm(in_keys=["a"]).initialized)
show(VecNorm(["a"], new_api=False), ["decay", "eps", "shapes", "frozen", "loc", "scale", "standard_normal"] + keys)
show(UnaryTransform(["a"], ["b"], fn=lambda x: x), ["fn", "inv_fn"] + keys)
show(Hash(["a"], ["b"], seed="s"), ["seed", "hash_fn", "repertoire"] + keys)
show(FiniteTensorDictCheck(), keys)
show(RandomCropTensorDict(3, mask_key="m"), ["sub_seq_len", "sample_dim", "mask_key"])
show(MultiStepTransform(3, 0.9), ["n_steps", "gamma", "reward_keys", "done_key", "done_keys", "mask_key"] + keys)
show(Reward2GoTransform(0.5), ["gamma", "done_key"] + keys)
show(ActionChunkTransform(3, done_key=None), ["chunk_size", "action_key", "chunk_key", "pad_key", "time_dim", "done_key"] + keys)
print(len(ActionChunkTransform(3).transforms), ActionChunkTransform(3).transforms[1].N)
show(NextStateReconstructor(["a"]), ["keys", "traj_key", "done_key", "step_count_key", "fill_value", "strict"] + keys)
show(StepCounter(4), ["max_steps", "truncated_key", "step_count_key", "update_done", "step_count_keys", "truncated_keys", "done_keys", "terminated_keys", "reset_keys"])
show(InitTracker("first"), ["init_key", "reset_keys"])
show(TrajCounter("n"), ["repeats", "out_key"] + keys)
show(RewardSum(["a"], ["b"], ["c"], reward_spec=True), ["reset_keys", "reward_spec"] + keys)
show(RewardSum(), keys)
show(TargetReturn(10.0), ["target_return", "mode"] + keys)
show(TargetReturn(10.0, in_keys=["a"], out_keys=["b"], reset_key="r"), ["reset_key"] + keys)
show(TimeMaxPool(T=3), ["T", "buffer_size", "reset_key"] + keys)
show(FrameSkipTransform(2), ["frame_skip"])
show(NoopResetEnv(5, random=False), ["noops", "random", "base_env"])
p = TensorDictPrimer(h=Unbounded((3,)), default_value=2.0)
show(p, ["random", "default_value", "single_default_value", "call_before_env_reset"] + keys)
print(p.primers["h"].shape)
show(Compose(RewardSum(), StepCounter()), keys)
print(len(Compose(transforms=[RewardSum(), StepCounter()]).transforms))

# In an environment keys are known that were left open.
class Counting(EnvBase):
    def __init__(self):
        super().__init__(batch_size=[])
        self.observation_spec = Composite(n=Unbounded((1,)))
        self.action_spec = Bounded(1, 1, (1,))
        self.reward_spec = Unbounded((1,))
    def _reset(self, td=None):
        return TensorDict(n=torch.zeros(1))
    def _step(self, td):
        n = td["n"] + td["action"]
        return TensorDict(n=n, reward=torch.ones(1) * n, done=td["n"] >= 9)
    def _set_seed(self, seed=None):
        return seed
def env(t): return TransformedEnv(Counting(), t)
t = StepCounter(4); e = env(t)
show(t, ["step_count_keys", "truncated_keys", "done_keys", "terminated_keys", "reset_keys"])
t = InitTracker(); e = env(t)
show(t, ["init_keys", "out_keys", "reset_keys"])
t = TargetReturn(5.0); e = env(t)
show(t, ["reset_key"] + keys)
t = RewardSum(); e = env(t)
show(t, ["reset_keys"] + keys)
t = DTypeCastTransform(torch.float32, torch.float64); e = env(t)
show(t, keys)
t = CatTensors(); e = env(t); e.reset()
show(t, keys)

# Sums among the rewards.
t = RewardSum(reward_spec=True); e = env(t)
print(sorted(e.full_reward_spec.keys()), sorted(e.observation_spec.keys()))
r = e.rollout(4)
print("episode_reward" in r.keys(), "reward" in r.keys(), r["next", "episode_reward"].squeeze(-1))

# Values from functions.
p = TensorDictPrimer(h=Unbounded((2,)), g=Bounded(-1, 1, (1,)), default_value={"h": lambda: torch.ones(2) * 3, "g": 0.5})
print(p(TensorDict())["h"], p(TensorDict())["g"])
e = env(p); print(e.reset()["h"], e.reset()["g"])
p = TensorDictPrimer(h=Unbounded((2,)), default_value=lambda reset=None: TensorDict(h=torch.arange(2.0)), single_default_value=True)
print(p(TensorDict())["h"])
e = env(p); print(e.reset()["h"])

# Hashes that are known from the start.
h = Hash(["a"], ["b"], ["c"], ["b"], hash_fn=lambda x: torch.tensor([len(x), 1]), repertoire={(2, 1): "xy"})
print(h.inv(TensorDict(b=torch.tensor([2, 1])))["c"])
print(h(TensorDict(a="abc"))["b"], h.inv(TensorDict(b=torch.tensor([3, 1])))["c"])

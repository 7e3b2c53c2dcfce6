from head import *
for st in [0, 1]:
    for fpb in [24, 123]:
        env = SerialEnv(3, lambda: TransformedEnv(GymEnv('CartPole-v1'), StepCounter()))
        env.set_seed(0)
        manual_seed(0)
        c = Collector(env, policy=RandomPolicy(env.action_spec), total_frames=200, frames_per_batch=fpb)
        rb = ReplayBuffer(storage=LazyMemmapStorage(100, ndim=2) if st == 0 else LazyTensorStorage(100, ndim=2))
        rt = ReplayBuffer(storage=LazyMemmapStorage(100, ndim=2) if st == 0 else LazyTensorStorage(100, ndim=2))
        d = tempdir()
        for data in c:
            rb.extend(data)
            print(rb.storage.max_size, len(rb))
            rb.dumps(d)
            rb.dumps(d)
            rt.loads(d)
            print(st, fpb, len(rt), (rt[:]['observation'] == rb[:]['observation']).all().item(), rt[:]['next', 'step_count'][:, -1].flatten().tolist())

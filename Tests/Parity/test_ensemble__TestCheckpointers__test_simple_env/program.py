from head import *
for st in [0, 1]:
    for fpb in [22, 122]:
        env = GymEnv('CartPole-v1')
        env.set_seed(0)
        manual_seed(0)
        c = Collector(env, policy=RandomPolicy(env.action_spec), total_frames=200, frames_per_batch=fpb)
        rb = ReplayBuffer(storage=LazyMemmapStorage(100) if st == 0 else LazyTensorStorage(100))
        rt = ReplayBuffer(storage=LazyMemmapStorage(100) if st == 0 else LazyTensorStorage(100))
        d = tempdir()
        for data in c:
            rb.extend(data)
            rb.dumps(d)
            rt.loads(d)
            print(st, fpb, len(rt), (rt[:]['observation'] == rb[:]['observation']).all().item(), rb.write_count, rt[:]['observation'].double().sum().item())

from head import *
def mk():
    n = [0]
    def res():
        n[0] = 0
        return TensorDict({'data': {'states': zeros(2, 3, 1)}}, [2])
    def st(td):
        n[0] += 1
        return TensorDict({'data': {'states': full((2, 3, 1), float(n[0]))}, 'reward': ones(2, 1), 'done': full((2, 1), n[0] >= 4)}, [2])
    return environment(reset=res, step=st, action_spec=Bounded(1, 1, (2, 1)), batch_size=[2], observation_spec=Composite({'data': Composite({'states': Unbounded((2, 3, 1))}, shape=[2])}, shape=[2]))
c = Collector(mk(), None, frames_per_batch=20, total_frames=40)
for d in c:
    shapes(d)
    print(d['data', 'states'][:, :, 0, 0].tolist(), d['collector', 'traj_ids'].tolist())

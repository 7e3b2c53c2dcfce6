from head import *
n = [0]
def st(td):
    n[0] += 1
    return TensorDict({'s': 'step ' + str(n[0]), 'reward': ones(1), 'done': zeros(1, dtype=torch.bool)}, [])
e = environment(reset=lambda: TensorDict({'s': 'start'}, []), step=st, action_spec=Bounded(1, 1, (1,)))
print(e.rollout(3)['s'])

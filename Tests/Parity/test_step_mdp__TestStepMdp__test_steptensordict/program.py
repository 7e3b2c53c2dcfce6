from head import *
manual_seed(0)
for ko in [True, False]:
    for er in [True, False]:
        for ed in [True, False]:
            for ea in [True, False]:
                td = TensorDict({'ledzep': randn(4, 2), 'done': zeros(4, 1, dtype=torch.bool), 'reward': randn(4, 1), 'action': randn(4, 2), 'beatles': randn(4, 1), 'next': {'ledzep': randn(4, 2), 'reward': randn(4, 1), 'done': ones(4, 1, dtype=torch.bool)}}, [4])
                x = step_mdp(td, keep_other=ko, exclude_reward=er, exclude_done=ed, exclude_action=ea)
                print(ko, er, ed, ea, sorted(list(x.keys())), (x['ledzep'] == td['next', 'ledzep']).all().item())
y = TensorDict({}, [4])
x = step_mdp(td, y)
print(sorted(list(y.keys())))

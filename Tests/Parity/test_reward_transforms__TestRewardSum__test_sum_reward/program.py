from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
e = TransformedEnv(pend(), RewardSum(in_keys=['reward'], out_keys=['episode_reward']))
e.set_seed(0)
manual_seed(0)
td = e.reset()
for i in range(4):
    td = e.rand_step(td)
    print(td['next', 'episode_reward'].tolist(), td['next', 'reward'].tolist())
    td = step_mdp(td)
print(e.reset(td)['episode_reward'].tolist())

from head import *
manual_seed(0)
def mk(b, t):
    done = zeros(b, t, 1, dtype=torch.bool)
    for i in range(b):
        done[i, (i * 3) % t] = True
    return TensorDict({'misc': randn(b, t, 1), 'next': {'done': done, 'reward': randn(b, t, 1)}}, [b, t])
err('env', lambda: TransformedEnv(GymEnv('Pendulum-v1'), Reward2GoTransform(gamma=0.9)))

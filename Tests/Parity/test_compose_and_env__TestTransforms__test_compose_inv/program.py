from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for a in [['action_1'], []]:
    for b in [['action_2'], []]:
        x = Compose(DoubleToFloat(in_keys_inv=a), DoubleToFloat(in_keys_inv=b)).inv(TensorDict({'action_1': zeros(1, 3), 'action_2': zeros(1, 3), 'dt': zeros(1, 3)}, [1]))
        print(x['action_1'].dtype, x['action_2'].dtype, x['dt'].dtype)

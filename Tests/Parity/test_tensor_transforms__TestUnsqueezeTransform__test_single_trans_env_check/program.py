from head import *
manual_seed(0)
envs(lambda: GymEnv('Pendulum-v1'), lambda: UnsqueezeTransform(-1, in_keys=['observation']), 2)
envs(lambda: GymEnv('Pendulum-v1'), lambda: UnsqueezeTransform(-1, in_keys=['observation'], out_keys=['o2']), 2)
envs(lambda: GymEnv('Pendulum-v1'), lambda: UnsqueezeTransform(-1, in_keys=[], in_keys_inv=['action'], out_keys_inv=['action_t']), 2)

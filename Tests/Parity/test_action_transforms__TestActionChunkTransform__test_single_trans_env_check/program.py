from head import *
manual_seed(0)
CK = ('vla_action', 'chunk')
envs(lambda: GymEnv('Pendulum-v1'), lambda: ActionChunkTransform(chunk_size=3), 3)

from head import *
manual_seed(0)
e = environment(reset=lambda: TensorDict({}, []), step=lambda td: TensorDict({'reward': zeros(1), 'done': zeros(1, dtype=torch.bool)}, []), action_spec=Unbounded((1,)), observation_spec=Composite({}))
shapes(e.rollout(2))

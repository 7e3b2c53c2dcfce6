from head import *
manual_seed(0)
def pend():
    return GymEnv('Pendulum-v1')
for oi in ['action_inv', ('nested', 'action_inv')]:
    for oo in ['observation_out', ('nested', 'observation_out')]:
        for comp in [0, 1]:
            def go():
                t = ObservationNorm(loc=ones(()), scale=0.5, in_keys=['observation'], out_keys=[oo], in_keys_inv=['action'], out_keys_inv=[oi], standard_normal=True)
                e = TransformedEnv(pend(), Compose(t) if comp == 1 else t)
                e.set_seed(0)
                manual_seed(0)
                td = e.rollout(3)
                show(td)
                print(t.inv(td)['action'].tolist())
            err('inverse', go)

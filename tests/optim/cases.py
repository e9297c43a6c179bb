"""What the optimisers and schedules are tried on; runs in th and in PyTorch alike."""

import numpy as np

__all__ = ["OPTIMIZERS", "SCHEDULES", "STEPS", "gradient", "make_params", "name_of", "run_optimizer", "run_schedule"]

STEPS = 20
SHAPES = ((3, 4), (4,), (), (2, 3, 2), (120, 160))  # the last one is updated where it is, the others together

OPTIMIZERS = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.1}),
    ("SGD", {"momentum": 0.9, "nesterov": True, "maximize": True, "weight_decay": 0.2}),
    ("Adam", {}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"weight_decay": 0.1, "maximize": True}),
    ("Adam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {}),
    ("AdamW", {"amsgrad": True, "betas": (0.8, 0.99)}),
    ("Adadelta", {}),
    ("Adadelta", {"rho": 0.8, "weight_decay": 0.1}),
    ("Adafactor", {}),
    ("Adafactor", {"eps": (1e-3, 1e-2), "d": 2.0, "weight_decay": 0.1, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.3, "weight_decay": 0.1}),
    ("Adamax", {}),
    ("Adamax", {"weight_decay": 0.1, "maximize": True}),
    ("ASGD", {}),
    ("ASGD", {"t0": 5, "lambd": 0.01, "weight_decay": 0.1}),
    ("NAdam", {}),
    ("NAdam", {"weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {}),
    ("RAdam", {"weight_decay": 0.1}),
    ("RAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RMSprop", {}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"momentum": 0.9, "weight_decay": 0.1}),
    ("Rprop", {}),
    ("Rprop", {"etas": (0.3, 1.5), "step_sizes": (1e-3, 0.5)}),
]

SCHEDULES = {
    "LambdaLR": lambda s, o: s.LambdaLR(o, [lambda n: 0.9**n, lambda n: 1 / (1 + n)]),
    "MultiplicativeLR": lambda s, o: s.MultiplicativeLR(o, lambda n: 0.95),
    "StepLR": lambda s, o: s.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, [2, 5, 5, 9], 0.3),
    "ConstantLR": lambda s, o: s.ConstantLR(o, 0.25, 4),
    "LinearLR": lambda s, o: s.LinearLR(o, 0.2, 0.9, 6),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, 0.8),
    "PolynomialLR": lambda s, o: s.PolynomialLR(o, 7, 1.7),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, 5, 0.01),
    "CosineAnnealingWarmRestarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 3, 2, 0.001),
    "CyclicLR triangular2": lambda s, o: s.CyclicLR(o, 0.01, 0.3, 4, 3, mode="triangular2"),
    "CyclicLR exp_range": lambda s, o: s.CyclicLR(o, [0.01, 0.02], 0.3, 4, mode="exp_range", gamma=0.9,
                                                  cycle_momentum=False),
    "CyclicLR scale_fn": lambda s, o: s.CyclicLR(o, 0.01, 0.3, 4, scale_fn=lambda n: 1 / n, scale_mode="cycle"),
    "OneCycleLR": lambda s, o: s.OneCycleLR(o, 0.5, total_steps=25),
    "OneCycleLR three_phase": lambda s, o: s.OneCycleLR(o, [0.5, 0.7], epochs=5, steps_per_epoch=5, three_phase=True,
                                                        anneal_strategy="linear"),
    "SequentialLR": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.1, 1.0, 4), s.CosineAnnealingLR(o, 10), s.ExponentialLR(o, 0.5)], [4, 12]),
    "ChainedScheduler": lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 3), s.ExponentialLR(o, 0.9)]),
}


def name_of(case):
    """A case as a test's id."""
    kind, options = case
    return kind + "".join(f" {key}={value}" for key, value in options.items())


def values(shape, seed):
    """Numbers that look random and are the same everywhere."""
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * (1.7 + seed) + seed * seed).reshape(shape)


def make_params(lib, dtype="float64"):
    """Parameters as leaves of the library `lib`."""
    kind = getattr(lib, dtype)
    return [lib.tensor(values(s, n + 0.5), dtype=kind, requires_grad=True) for n, s in enumerate(SHAPES)]


def gradient(lib, p, place, step):
    """The gradient of a parameter at a step."""
    return lib.tensor(values(tuple(p.shape), place + 0.1 * step), dtype=p.dtype)


def run_optimizer(lib, kind, options, dtype="float64", steps=STEPS, reload_at=None):
    """The parameters after some steps, and the optimiser.

    With `reload_at`, a second optimiser takes over the state at that step.
    """
    params = make_params(lib, dtype)
    groups = [{"params": params[:2]}, {"params": params[2:], "lr": 0.05}]
    make = getattr(lib.optim, kind)
    optimizer = make(groups, lr=0.1, **options)
    for step in range(steps):
        if step == reload_at:
            saved = optimizer.state_dict()
            optimizer = make([{"params": params[:2]}, {"params": params[2:]}], **options)
            optimizer.load_state_dict(saved)
        for place, p in enumerate(params):
            p.grad = gradient(lib, p, place, step)
        optimizer.step()
        optimizer.zero_grad()
    return params, optimizer


def run_schedule(lib, name, optimizer_name="SGD", steps=24, reload_at=None):
    """The rates and momenta of each step, and the schedule."""
    params = [lib.ones(2, requires_grad=True), lib.ones(3, requires_grad=True)]
    options = {"momentum": 0.9} if optimizer_name == "SGD" else {}

    def make():
        groups = [{"params": [params[0]]}, {"params": [params[1]], "lr": 0.05}]
        optimizer = getattr(lib.optim, optimizer_name)(groups, lr=0.1, **options)
        return optimizer, SCHEDULES[name](lib.optim.lr_scheduler, optimizer)

    optimizer, schedule = make()
    seen = []
    for step in range(steps):
        if step == reload_at:
            saved = optimizer.state_dict(), schedule.state_dict()
            optimizer, schedule = make()
            optimizer.load_state_dict(saved[0])
            schedule.load_state_dict(saved[1])
            optimizer.step()
        for p in params:
            p.grad = lib.full(tuple(p.shape), 0.1 * (step % 3))
        optimizer.step()
        schedule.step()
        seen.append([float(rate) for rate in schedule.get_last_lr()])
        seen.append([g.get("momentum", g.get("betas", (0,))[0] if "betas" in g else 0) for g in optimizer.param_groups])
    return seen, schedule

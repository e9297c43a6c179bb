"""Derivatives through optimisers' steps, of what they start from and of their options; runs in th and in PyTorch alike."""

__all__ = ["CASES", "after_training", "hypergradients"]

RATE = {"lr": 0.02}
START = (0.5, -1.3, 2.0)

CASES = [  # kind, options, options that are learned
    ("SGD", {}, RATE),
    ("SGD", {**RATE, "momentum": 0.9, "nesterov": True}, {"weight_decay": 0.2}),
    ("SGD", {"momentum": 0.9, "dampening": 0.5, "maximize": True, "weight_decay": 0.1}, {"lr": 0.001}),
    ("Adam", {}, RATE),
    ("Adam", {"amsgrad": True}, RATE),
    ("Adam", {**RATE, "maximize": True}, {"weight_decay": 0.2}),
    ("AdamW", {"weight_decay": 0.1}, RATE),
    ("NAdam", {**RATE, "decoupled_weight_decay": True, "weight_decay": 0.1}, {}),
    ("RAdam", {}, RATE),
    ("Adamax", {"weight_decay": 0.1}, RATE),
    ("Adagrad", {"lr_decay": 0.1, **RATE}, {}),
    ("Adadelta", {"lr": 1.0}, {}),
    ("ASGD", {"t0": 1, "lambd": 0.1, **RATE}, {}),
    ("RMSprop", RATE, {}),
    ("RMSprop", {"momentum": 0.9, "centered": True, "weight_decay": 0.1}, RATE),
    ("Rprop", RATE, {}),
]


def after_training(lib, kind, options, start, steps=6):
    """The loss after some recorded steps from `start`, which may require a gradient."""
    w = start.clone()
    optimizer = getattr(lib.optim, kind)([w], differentiable=True, **options)
    x = lib.tensor([[1.0, 2.0, 3.0], [0.3, -1.0, 0.5], [0.2, 0.1, 0.7]], dtype=lib.float64)
    for _ in range(steps):
        now = w.clone()
        loss = ((x @ now) ** 2).sum() + (now**4).sum() * 0.1
        (w.grad,) = lib.autograd.grad(loss, now, create_graph=True)
        optimizer.step()
    return ((x @ w - 1) ** 2).sum()


def hypergradients(lib, kind, options, learned):
    """The last loss and its derivatives, as numbers."""
    start = lib.tensor(START, dtype=lib.float64, requires_grad=True)
    learned = {key: lib.tensor(value, dtype=lib.float64, requires_grad=True) for key, value in learned.items()}
    loss = after_training(lib, kind, {**options, **learned}, start)
    found = lib.autograd.grad(loss, [start, *learned.values()])
    return [loss.item(), *(number for g in found for number in g.reshape(-1).tolist())]

"""A table of a network: its layers, their shapes, parameters and work."""

import math

from th.errors import ArgumentTypeError
from th.nn.module import Module
from th.tensor.modes import no_grad
from th.tensor.ops.filled import zeros
from th.tensor.tensor import Tensor

__all__ = ["Summary", "summary"]


def _shapes(value):
    if isinstance(value, Tensor):
        return str(list(value.shape))
    if isinstance(value, tuple | list):
        return ", ".join(_shapes(v) for v in value if v is not None)
    return "-"


def _first_tensor(value):
    if isinstance(value, Tensor):
        return value
    if isinstance(value, tuple | list):
        return next((t for t in map(_first_tensor, value) if t is not None), None)
    return None


def _work(module, args, output):
    """Multiplications with additions: each weight once for every element it meets."""
    weights = [p for p in module._parameters.values() if p is not None and p.ndim > 1]
    out = _first_tensor(output)
    if not weights or out is None or type(module).__name__.startswith("Embedding"):
        return 0
    if hasattr(module, "kernel_size"):
        taken = _first_tensor(args) if getattr(module, "transposed", False) else out
        return sum(p.numel() for p in weights) * (taken.numel() // max(taken.shape[-len(module.kernel_size) - 1], 1))
    if hasattr(module, "hidden_size"):
        rows = math.prod(_first_tensor(args).shape[:-1]) or 1
        return sum(p.numel() for p in weights) * rows
    return sum(p.numel() for p in weights) * (out.numel() // max(out.shape[-1], 1))


def _number(n):
    return f"{n:,}"


class Summary:
    """What `summary` returns: prints as a table.

    Attributes: `rows` (name, input, output, parameters, work of each layer), `total_params`, `trainable_params`,
    `total_work`.
    """

    def __init__(self, rows, total_params, trainable_params, total_work):
        self.rows, self.total_params, self.trainable_params = rows, total_params, trainable_params
        self.total_work = total_work

    def __repr__(self):
        titles = ("Layer", "Input", "Output", "Params", "Mult-adds")
        cells = [titles, *[(n, i, o, _number(p), _number(w)) for n, i, o, p, w in self.rows]]
        widths = [max(len(row[i]) for row in cells) for i in range(5)]
        lines = ["  ".join([*[c.ljust(w) for c, w in zip(row[:3], widths, strict=False)],
                            *[c.rjust(w) for c, w in zip(row[3:], widths[3:], strict=True)]]).rstrip() for row in cells]
        rule = "-" * max(map(len, lines))
        lines = [lines[0], rule, *lines[1:], rule]
        lines.append(f"Parameters: {_number(self.total_params)} ({_number(self.trainable_params)} trainable)")
        lines.append(f"Mult-adds:  {_number(self.total_work)}")
        return "\n".join(lines)


def _inputs(model, sizes, dtypes):
    first = next(model.parameters(), None)
    device = None if first is None else first.device
    several = bool(sizes) and isinstance(sizes[0], tuple | list)
    shapes = list(sizes) if several else [sizes]
    dtypes = list(dtypes) if isinstance(dtypes, tuple | list) else [dtypes] * len(shapes)
    return [zeros(*shape, dtype=dtype or (None if first is None else first.dtype), device=device)
            for shape, dtype in zip(shapes, dtypes, strict=True)]


def summary(model, input_size=None, *, input_data=None, dtypes=None):
    """A table of the layers of a network: names, shapes, parameters and work.

    Args:
        model (Module): the network; it is run once, in evaluation mode, on zeros
        input_size (tuple, or tuples for several inputs): with the batch
        input_data (Tensor or sequence): run on this instead
        dtypes (dtype or sequence): of the inputs; that of the parameters by default
    Returns:
        a Summary, which prints as a table
    Example:
        >>> nn.summary(nn.Sequential(nn.Linear(4, 3), nn.ReLU()), (2, 4))
        Layer        Input   Output  Params  Mult-adds
        ----------------------------------------------
        Sequential   [2, 4]  [2, 3]       0          0
          0: Linear  [2, 4]  [2, 3]      15         24
          1: ReLU    [2, 3]  [2, 3]       0          0
        ----------------------------------------------
        Parameters: 15 (15 trainable)
        Mult-adds:  24
    """
    if not isinstance(model, Module):
        raise ArgumentTypeError(f"`model` (={model!r}) must be a Module")
    if input_size is None and input_data is None:
        raise ArgumentTypeError("summary needs `input_size`, such as (1, 3, 224, 224), or `input_data`")
    if input_data is None:
        input_data = _inputs(model, input_size, dtypes)
    inputs = list(input_data) if isinstance(input_data, tuple | list) else [input_data]
    rows, handles, begun = [], [], []
    names = {id(m): n for n, m in model.named_modules()}

    def before(module, args):
        begun.append(len(rows))
        rows.append(None)

    def after(module, args, output):
        path = names.get(id(module), "")
        depth = path.count(".") + 1 if path else 0
        label = "  " * depth + (f"{path.rpartition('.')[2]}: " if path else "") + module._get_name()
        own = sum(p.numel() for p in module._parameters.values() if p is not None)
        rows[begun.pop()] = (label, _shapes(args), _shapes(output), own, _work(module, args, output))

    modes = {m: m.training for m in model.modules()}
    for module in model.modules():
        handles += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]
    try:
        model.eval()
        with no_grad():
            model(*inputs)
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in modes.items():
            module.training = mode
    counts = [(p.numel(), p.requires_grad) for p in model.parameters()]
    return Summary(rows, sum(n for n, _ in counts), sum(n for n, t in counts if t), sum(r[4] for r in rows if r))

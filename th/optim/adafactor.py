"""Adafactor."""

import numpy as np

from th.errors import ArgumentError, DtypeError
from th.optim.arguments import number
from th.optim.elementwise import count_dtype
from th.optim.one_by_one import OneByOneOptimizer
from th.tensor import devices, finfo
from th.tensor.node import counter_of
from th.tensor.tensor import new_tensor

__all__ = ["Adafactor"]


class Adafactor(OneByOneOptimizer):
    """Adam's scaling from one average per row and one per column, so that its state is small.

    v = rows x columns / mean(rows);  p = p - a * (g / sqrt(v)) / max(1, rms(g / sqrt(v)) / d),
    a = max(eps2, rms(p)) * min(lr, 1 / sqrt(step))

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): no step is larger than this, in units of the parameter's own size
        beta2_decay (float): at most 0; how fast the averages slow down
        eps (pair): the smallest root of v (None for the dtype's eps), and the smallest size of a parameter
        d (float): at least 1; updates of a larger root mean square are scaled down
        weight_decay (float): how strongly parameters are pulled to zero
        foreach: accepted
        maximize (bool): go up the gradient
    Raises:
        ArgumentError: when a number is out of its range
        DtypeError: when a parameter is complex
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Adafactor([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8419, 1.8419], requires_grad=True)

    Source:
        Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018, algorithms 4 and 5
    """

    def __init__(self, params, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, *, foreach=None,
                 maximize=False):
        rules = (
            ("Learning rate should be >= 0", lr, lr >= 0),
            ("beta2_decay should be <= 0", beta2_decay, beta2_decay <= 0),
            ("epsilon1 should be >= 0", eps[0], eps[0] is None or eps[0] >= 0),
            ("epsilon2 should be >= 0", eps[1], eps[1] >= 0),
            ("Clipping threshold d should be >= 1", d, d >= 1),
            ("weight_decay should be >= 0", weight_decay, weight_decay >= 0),
        )
        for rule, value, holds in rules:
            if not holds:
                raise ArgumentError(f"{rule} but is: {value}")
        super().__init__(params, {"lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d,
                                  "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize})

    def _state_of(self, p, xp):
        """The averages of a parameter, made at its first step."""
        state = self.state[p]
        if not state:
            if p.is_complex():
                raise DtypeError("Adafactor does not support complex parameters; use Adam")
            shape, dtype = p._array.shape, p._array.dtype
            state["step"] = new_tensor(np.zeros((), count_dtype()))
            if len(shape) > 1:
                state["row_var"] = new_tensor(xp.zeros((*shape[:-1], 1), dtype))
                state["col_var"] = new_tensor(xp.zeros((*shape[:-2], 1, shape[-1]), dtype))
            else:
                state["variance"] = new_tensor(xp.zeros(shape, dtype))
        return state

    def _step_one(self, p, group):
        array, g = p._array, p._grad._array
        xp = devices.namespace(array)
        state = self._state_of(p, xp)
        if group["maximize"]:
            g = -g
        state["step"]._array += 1
        step, lr = float(state["step"]._array), number(group["lr"])
        smallest_root, smallest_size = group["eps"]
        smallest_root = finfo(p.dtype).eps if smallest_root is None else smallest_root
        size = max(smallest_size, _rms(xp, array)) * min(lr, step**-0.5)
        if group["weight_decay"]:
            array *= 1 - lr * group["weight_decay"]
        variance = _variance(xp, g, state, step ** group["beta2_decay"], smallest_root)
        update = g / xp.sqrt(xp.maximum(variance, smallest_root * smallest_root))
        array -= update * (size / max(1.0, _rms(xp, update) / group["d"]))
        counter_of(p)[0] += 1


def _rms(xp, array):
    return float(xp.sqrt(xp.square(array).sum())) / max(array.size, 1) ** 0.5


def _variance(xp, g, state, weight, smallest):
    """Moves the averages and returns the estimate of g^2 they give."""
    squares = xp.square(g)
    if g.ndim < 2:
        variance = state["variance"]._array
        variance += (squares - variance) * weight
        return variance
    rows, columns = state["row_var"]._array, state["col_var"]._array
    rows += (squares.mean(-1, keepdims=True) - rows) * weight
    columns += (squares.mean(-2, keepdims=True) - columns) * weight
    return rows @ columns / xp.maximum(rows.mean(-2, keepdims=True), smallest)

"""Muon."""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError
from th.optim.arguments import number
from th.optim.one_by_one import OneByOneOptimizer
from th.tensor import devices
from th.tensor.node import counter_of
from th.tensor.tensor import new_tensor

__all__ = ["Muon"]

_MOST_STEPS = 100


class Muon(OneByOneOptimizer):
    """Momentum whose direction is made orthogonal; for matrices only.

    b = b + (1 - momentum) (g - b);  p = p - lr * weight_decay * p - lr' * orthogonal(b)

    Args:
        params (iterable): the matrices to learn, or groups of them
        lr (float): the learning rate
        weight_decay (float): how strongly parameters are pulled to zero
        momentum (float): how much of the last direction is kept
        nesterov (bool): look ahead along the direction
        ns_coefficients (three floats): of the polynomial that is iterated
        eps (float): keeps the division by the norm finite
        ns_steps (int): how often it is iterated
        adjust_lr_fn (str): "original" or "match_rms_adamw": how lr' depends on the matrix' shape
    Raises:
        ArgumentError: when a parameter is no matrix, or a number out of its range
    Example:
        >>> w = torch.eye(2, requires_grad=True)
        >>> optimizer = torch.optim.Muon([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.shape
        torch.Size([2, 2])

    Source:
        Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024
    """

    def __init__(self, params, lr=1e-3, weight_decay=0.1, momentum=0.95, nesterov=True,
                 ns_coefficients=(3.4445, -4.775, 2.0315), eps=1e-7, ns_steps=5, adjust_lr_fn=None):
        for name, value in (("Learning rate", lr), ("momentum", momentum), ("weight decay", weight_decay)):
            if not value >= 0:
                raise ArgumentError(f"{name} should be >= 0 but is: {value}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ArgumentError(
                f"Adjust learning rate function {adjust_lr_fn} is not supported; "
                "`adjust_lr_fn` must be 'original' or 'match_rms_adamw'"
            )
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
                                  "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps,
                                  "adjust_lr_fn": adjust_lr_fn})
        for group in self.param_groups:
            for p in group["params"]:
                if p.ndim != 2:
                    raise ArgumentError(
                        f"Muon only supports 2D parameters whereas we found a parameter with size: {p.size()}; "
                        "give the others to AdamW"
                    )

    def _step_one(self, p, group):
        if p.is_complex():
            raise DtypeError("Muon does not support complex parameters")
        array, g = p._array, p._grad._array
        xp = devices.namespace(array)
        state = self.state[p]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = new_tensor(xp.zeros_like(g))
        buffer = state["momentum_buffer"]._array
        momentum, lr = group["momentum"], number(group["lr"])
        buffer[...] = _between(buffer, g, 1 - momentum)
        direction = _between(g, buffer, momentum) if group["nesterov"] else buffer
        direction = _orthogonal(xp, direction, group["ns_coefficients"], group["ns_steps"], group["eps"])
        array *= 1 - lr * group["weight_decay"]
        step = np.float32(-lr * _ratio(group["adjust_lr_fn"], *array.shape))
        array[...] = array + direction.astype("float64") * step
        counter_of(p)[0] += 1


def _between(start, end, weight):
    """`torch.lerp` to the last digit: from the nearer end, product and sum rounded once, which float64 does for float32.

    One digit more or less may be one rounding to bfloat16 that falls to the other side.
    """
    base, factor = (start, weight) if weight < 0.5 else (end, weight - 1)
    return (base + (end - start).astype("float64") * np.float32(factor)).astype(start.dtype)


def _ratio(rule, rows, columns):
    """What the learning rate is multiplied by for a matrix of this shape."""
    return 0.2 * math.sqrt(max(rows, columns)) if rule == "match_rms_adamw" else math.sqrt(max(1, rows / columns))


def _rounded(xp, array):
    """float32 rounded to bfloat16's 8 bits, in which PyTorch iterates."""
    bits = xp.ascontiguousarray(array, dtype=np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)).view(np.float32)


def _orthogonal(xp, g, coefficients, steps, eps):
    """The nearest matrix with singular values near 1, by Newton and Schulz's iteration."""
    if steps >= _MOST_STEPS:
        raise ArgumentError(
            f"Number of steps must be less than {_MOST_STEPS} for computational efficiency; `ns_steps` is {steps}"
        )
    if len(coefficients) != 3:
        raise ArgumentError(f"Coefficients must be a tuple of exactly 3 values; `ns_coefficients` is {coefficients}")
    a, b, c = coefficients
    tall = g.shape[0] > g.shape[1]
    x = _rounded(xp, g.T if tall else g)
    norm = _rounded(xp, xp.sqrt(xp.square(x).sum()).reshape(1))
    x = _rounded(xp, x / xp.maximum(norm, _rounded(xp, xp.full(1, eps, np.float32))))
    for _ in range(steps):
        gram = _rounded(xp, x @ x.T)
        polynomial = _rounded(xp, b * gram + c * (gram @ gram))
        x = _rounded(xp, a * x + polynomial @ x)
    return (x.T if tall else x).astype(g.dtype)

"""Conjugate gradients, as in Torch7."""

import math

from th.errors import ArgumentError
from th.optim.optimizer import Optimizer
from th.tensor import devices
from th.tensor.modes import enable_grad
from th.tensor.node import counter_of

__all__ = ["CG"]

_TINY = 2.2250738585072014e-308


class CG(Optimizer):
    """Nonlinear conjugate gradients with Rasmussen's line search; needs the whole loss at every call.

    Args:
        params (iterable): the tensors to learn; one group only
        rho (float): a step must gain this share of what the slope promises
        sig (float): a step must flatten the slope to this share
        int (float): how near to the ends of the bracket no step goes
        ext (float): how many times longer than the last step one may be
        max (int): evaluations of the loss in a line search
        ratio (float): the largest ratio of the slopes of two directions
        max_eval (int): evaluations of the loss in one call of `step`
    Example:
        >>> w = torch.tensor([3.0, -2.0], requires_grad=True)
        >>> optimizer = torch.optim.CG([w])
        >>> def closure():
        ...     optimizer.zero_grad()
        ...     loss = ((w - 1) ** 2).sum()
        ...     loss.backward()
        ...     return loss
        >>> _ = optimizer.step(closure)
        >>> w.detach().round(decimals=3)
        tensor([1., 1.])

    Source:
        Rasmussen, minimize.m, 2006, as rewritten in Torch7's optim.cg
    """

    def __init__(self, params, rho=0.01, sig=0.5, int=0.1, ext=3.0, max=20, ratio=100, max_eval=25):
        if not 0 < rho < sig < 1:
            raise ArgumentError(f"`rho` (={rho}) and `sig` (={sig}) must hold 0 < rho < sig < 1")
        super().__init__(params, {"rho": rho, "sig": sig, "int": int, "ext": ext, "max": max, "ratio": ratio,
                                  "max_eval": max_eval})
        if len(self.param_groups) != 1:
            raise ArgumentError("CG doesn't support per-parameter options (parameter groups); give it one list")

    def step(self, closure):
        """Minimises until `max_eval` evaluations are used up or no step gains.

        Args:
            closure (callable): clears the gradients, computes the loss and its gradients, and returns the loss
        Returns:
            the first loss that `closure` returned
        """
        run = _Run(self.param_groups[0], closure)
        run.minimise()
        self.state[self.param_groups[0]["params"][0]] = {"func_evals": run.evaluations, "losses": run.losses}
        return run.first


class _Run:
    """One call of `step`."""

    def __init__(self, options, closure):
        self.options, self.closure = options, closure
        self.params = options["params"]
        self.xp = devices.namespace(self.params[0]._array)
        self.evaluations, self.losses = 0, []

    def evaluate(self):
        """The loss as a number, and the gradients as one row."""
        with enable_grad():
            loss = self.closure()
        if self.evaluations == 0:
            self.first = loss
        self.evaluations += 1
        rows = [
            self.xp.zeros(p._array.size, p._array.dtype) if p._grad is None else p._grad._array.reshape(-1)
            for p in self.params
        ]
        return float(loss), self.xp.concatenate(rows)

    def move(self, length, direction):
        """Adds `length` times the flat `direction` to the parameters."""
        start = 0
        for p in self.params:
            array = p._array
            array += direction[start:start + array.size].reshape(array.shape) * length
            counter_of(p)[0] += 1
            start += array.size

    def minimise(self):
        options = self.options
        f1, g1 = self.evaluate()
        s = -g1
        d1 = -float(s @ s)
        z1 = 1 / (1 - d1)
        while self.evaluations < abs(options["max_eval"]):
            kept = [p._array.copy() for p in self.params]
            found = self.search(z1, s, f1, d1)
            if found is None:  # no step gained: back to the best point known
                for p, array in zip(self.params, kept, strict=True):
                    p._array[...] = array
                return
            z1, f1, g2 = found
            self.losses.append(f1)
            s = s * (float(g2 @ g2 - g2 @ g1) / float(g1 @ g1)) - g2
            g1 = g2
            d2 = float(g1 @ s)
            if d2 > 0:  # not downhill: steepest descent
                s = -g1
                d2 = -float(s @ s)
            z1 *= min(options["ratio"], d1 / (d2 - _TINY))
            d1 = d2

    def search(self, z1, s, f1, d1):
        """A step along `s` that meets Wolfe and Powell's conditions: (length, loss, gradient), None without one."""
        options = self.options
        rho, sig, inner, ext = options["rho"], options["sig"], options["int"], options["ext"]
        left = min(options["max"], options["max_eval"] - self.evaluations - 1)
        self.move(z1, s)
        f2, g2 = self.evaluate()
        d2 = float(g2 @ s)
        f3, d3, z3 = f1, d1, -z1
        limit = -1.0
        while True:
            while (f2 > f1 + z1 * rho * d1 or d2 > -sig * d1) and left > 0:
                limit = z1
                z2 = _inside(f2, d2, f3, d3, z3, lower=f2 > f1)
                z2 = max(min(z2, inner * z3), (1 - inner) * z3)
                z1 += z2
                f2, g2, d2 = self.at(z2, s)
                left -= 1
                z3 -= z2
            if f2 > f1 + z1 * rho * d1 or d2 > -sig * d1:
                return None
            if d2 > sig * d1:
                return z1, f2, g2
            if left <= 0:
                return None
            z2 = _beyond(f2, d2, f3, d3, z1, z3, limit, inner, ext)
            f3, d3, z3 = f2, d2, -z2
            z1 += z2
            f2, g2, d2 = self.at(z2, s)
            left -= 1

    def at(self, length, s):
        self.move(length, s)
        f, g = self.evaluate()
        return f, g, float(g @ s)


def _cubic(f2, d2, f3, d3, z3):
    a = 6 * (f2 - f3) / z3 + 3 * (d2 + d3)
    b = 3 * (f3 - f2) - z3 * (d3 + 2 * d2)
    inside = b * b - a * d2 * z3 * z3
    return a, b, math.sqrt(inside) if inside >= 0 else math.nan


def _divided(x, y):
    return x / y if y else math.nan


def _inside(f2, d2, f3, d3, z3, lower):
    """The step from the last point to the least one between it and the third."""
    if lower:  # quadratic fit
        z2 = z3 - _divided(0.5 * d3 * z3 * z3, d3 * z3 + f2 - f3)
    else:
        a, b, root = _cubic(f2, d2, f3, d3, z3)
        z2 = _divided(root - b, a)
    return z2 if math.isfinite(z2) else z3 / 2


def _beyond(f2, d2, f3, d3, z1, z3, limit, inner, ext):
    """The step to a point further out; `limit` is the furthest known, negative while there is none."""
    _, b, root = _cubic(f2, d2, f3, d3, z3)
    z2 = _divided(-d2 * z3 * z3, b + root)
    bounded = limit > -0.5
    if not math.isfinite(z2) or z2 < 0:
        return (limit - z1) / 2 if bounded else z1 * (ext - 1)
    if bounded and z2 + z1 > limit:
        return (limit - z1) / 2
    if not bounded and z2 + z1 > z1 * ext:
        return z1 * (ext - 1)
    if z2 < -z3 * inner:
        return -z3 * inner
    if bounded and z2 < (limit - z1) * (1 - inner):
        return (limit - z1) * (1 - inner)
    return z2

"""Averaged stochastic gradient descent."""

from th.optim.arguments import check_flags, check_not_negative, number
from th.optim.averages import move
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["ASGD"]


class ASGD(ElementwiseOptimizer):
    """Stochastic gradient descent that also keeps the average of the parameters, in the state's `ax`.

    p = (1 - lambd eta) p - eta g;  eta = lr / (1 + lambd lr step)^alpha;  ax = ax + mu (p - ax)

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        lambd (float): decay
        alpha (float): how fast the steps shrink
        t0 (float): the step at which averaging begins
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.ASGD([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8000, 1.6000], requires_grad=True)

    Source:
        Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992
    """

    _scalars = {"step": 0.0, "eta": None, "mu": 1.0}

    def __init__(self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, maximize=False,
                 differentiable=False, capturable=False):
        check_not_negative(lr=lr, weight_decay=weight_decay)
        defaults = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay,
                    "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
                    "capturable": capturable}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _first(self, group, name):
        return number(group["lr"]) if name == "eta" else self._scalars[name]

    def _slots(self, group):
        return {"ax": 0}

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        step, lr, lambd = scalars["step"], number(group["lr"]), group["lambd"]
        eta, mu = scalars["eta"], scalars["mu"]
        scalars["eta"] = lr / (1 + lambd * lr * step) ** group["alpha"]
        scalars["mu"] = 1 / max(1, step - group["t0"])
        return 1 - lambd * eta, -eta, mu

    def _update(self, xp, p, g, state, scratch, c):
        shrink, scale, mu = c
        (average,), (t,) = state, scratch
        xp.multiply(p, shrink, p)
        xp.multiply(g, scale, t)
        xp.add(p, t, p)
        if mu == 1:
            average[...] = p
        else:
            move(xp, average, p, mu, t)

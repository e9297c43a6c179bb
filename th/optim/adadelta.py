"""Adadelta."""

from th.optim.arguments import check_flags, check_not_negative, check_range, number
from th.optim.averages import move_square
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["Adadelta"]


class Adadelta(ElementwiseOptimizer):
    """Adadelta: steps in units of the steps before, so that they need no learning rate.

    d = g * sqrt(avg(d^2) + eps) / sqrt(avg(g^2) + eps);  p = p - lr * d

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        rho (float): how slowly both averages move
        eps (float): keeps the division finite, and makes the first steps
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Adadelta([w], lr=1.0)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9968, 1.9968], requires_grad=True)

    Source:
        Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, algorithm 1
    """

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False,
                 maximize=False, differentiable=False):
        check_not_negative(lr=lr)
        check_range("rho", rho, 0, 1)
        check_not_negative(eps=eps, weight_decay=weight_decay)
        defaults = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
                    "capturable": capturable, "foreach": foreach, "differentiable": differentiable}
        check_flags(defaults)
        super().__init__(params, defaults)

    _scratch = 2

    def _slots(self, group):
        return {"square_avg": 0, "acc_delta": 0}

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        return number(group["lr"]), group["rho"], group["eps"]

    def _update(self, xp, p, g, state, scratch, c):
        lr, rho, eps = c
        squares, deltas = state
        t, delta = scratch
        move_square(xp, squares, g, rho, t)
        xp.add(deltas, eps, delta)
        xp.sqrt(delta, delta)
        xp.add(squares, eps, t)
        xp.sqrt(t, t)
        xp.divide(delta, t, delta)
        xp.multiply(delta, g, delta)
        move_square(xp, deltas, delta, rho, t)
        xp.multiply(delta, -lr, delta)
        xp.add(p, delta, p)

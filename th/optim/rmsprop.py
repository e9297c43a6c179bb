"""RMSprop."""

from th.optim.arguments import check_flags, check_not_negative, number
from th.optim.averages import move, move_square
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["RMSprop"]


class RMSprop(ElementwiseOptimizer):
    """RMSprop: each element's step is scaled by the root of its recent average square.

    v = alpha v + (1 - alpha) g^2;  p = p - lr * g / (sqrt(v) + eps)

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        alpha (float): how slowly the average moves
        eps (float): keeps the division finite
        momentum (float): how much of the last direction is kept
        centered (bool): divide by the root of the variance instead
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.RMSprop([w], lr=0.05)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.5000, 1.5000], requires_grad=True)

    Source:
        Hinton, Neural Networks for Machine Learning, lecture 6e, 2012
    """

    _scratch = 2

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False,
                 capturable=False, foreach=None, maximize=False, differentiable=False):
        check_not_negative(lr=lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
                    "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach,
                    "maximize": maximize, "differentiable": differentiable}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        slots = {"square_avg": 0}
        if group["momentum"] > 0:
            slots["momentum_buffer"] = 0
        if group["centered"]:
            slots["grad_avg"] = 0
        return slots

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        return number(group["lr"]), group["alpha"], group["eps"], group["momentum"], group["centered"]

    def _update(self, xp, p, g, state, scratch, c):
        lr, alpha, eps, momentum, centered = c
        squares = state[0]
        t, root = scratch
        move_square(xp, squares, g, alpha, t)
        if centered:
            average = state[-1]
            move(xp, average, g, 1 - alpha, t)
            xp.multiply(average, average, t)
            xp.subtract(squares, t, root)
            xp.sqrt(root, root)
        else:
            xp.sqrt(squares, root)
        xp.add(root, eps, root)
        xp.divide(g, root, root)
        if momentum > 0:
            buffer = state[1]
            xp.multiply(buffer, momentum, buffer)
            root = xp.add(buffer, root, buffer)
        xp.multiply(root, -lr, t)
        xp.add(p, t, p)

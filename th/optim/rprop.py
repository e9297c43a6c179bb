"""Resilient propagation."""

from th.errors import ArgumentError
from th.optim.arguments import check_flags, check_not_negative, number
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["Rprop"]


class Rprop(ElementwiseOptimizer):
    """Resilient propagation: only the signs of the gradients count; a step grows while its sign stays.

    step = step * (1.2 if g keeps its sign, 0.5 if not);  p = p - sign(g) step

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        etas (pair of float): the factors when the sign changes and when it stays
        step_sizes (pair of float): the smallest and the largest step
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Rprop([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9000, 1.9000], requires_grad=True)

    Source:
        Riedmiller and Braun, A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm, 1993
    """

    _scratch = 2

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, foreach=None,
                 maximize=False, differentiable=False):
        check_not_negative(lr=lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ArgumentError(
                f"Invalid eta values: {etas[0]}, {etas[1]}; `etas` must be a factor in (0, 1) and one above 1"
            )
        defaults = {"lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize,
                    "differentiable": differentiable, "capturable": capturable}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        return {"prev": 0, "step_size": number(group["lr"])}

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        return (*group["etas"], *group["step_sizes"])

    def _update(self, xp, p, g, state, scratch, c):
        shrink, grow, smallest, largest = c
        (before, size), (t, signs) = state, scratch
        xp.multiply(g, before, signs)
        xp.sign(signs, signs)
        turned = signs < 0
        t.fill(1)
        t[signs > 0] = grow
        t[turned] = shrink
        xp.multiply(size, t, size)
        xp.clip(size, smallest, largest, size)
        before[...] = g
        before[turned] = 0
        xp.sign(before, t)
        xp.multiply(t, size, t)
        xp.subtract(p, t, p)

"""Adamax."""

from th.optim.arguments import check_betas, check_flags, check_not_negative, number
from th.optim.averages import move
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["Adamax"]


class Adamax(ElementwiseOptimizer):
    """Adam with the largest recent gradient in place of the average square.

    m = b1 m + (1 - b1) g;  u = max(b2 u, |g| + eps);  p = p - lr / (1 - b1^step) * m / u

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Adamax([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9000, 1.9000], requires_grad=True)

    Source:
        Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 2
    """

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False,
                 differentiable=False, capturable=False):
        check_not_negative(lr=lr, eps=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "foreach": foreach,
                    "maximize": maximize, "differentiable": differentiable, "capturable": capturable}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        return {"exp_avg": 0, "exp_inf": 0}

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        beta1, beta2 = group["betas"]
        return 1 - beta1, beta2, group["eps"], -number(group["lr"]) / (1 - beta1 ** scalars["step"])

    def _update(self, xp, p, g, state, scratch, c):
        weight, beta2, eps, scale = c
        (m, largest), (t,) = state, scratch
        move(xp, m, g, weight, t)
        xp.multiply(largest, beta2, largest)
        xp.absolute(g, t)
        xp.add(t, eps, t)
        xp.maximum(largest, t, out=largest)
        xp.divide(m, largest, t)
        xp.multiply(t, scale, t)
        xp.add(p, t, p)

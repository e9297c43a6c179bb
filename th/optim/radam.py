"""RAdam."""

from th.optim.arguments import check_betas, check_flags, check_not_negative, number
from th.optim.averages import move, move_square
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["RAdam"]


class RAdam(ElementwiseOptimizer):
    """Adam that trusts the average square only once it has seen enough steps.

    p = p - lr m' r / (sqrt(v) + eps) * sqrt(1 - b2^step) where the variance is known, p = p - lr m' before

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        decoupled_weight_decay (bool): decay that does not pass through the averages
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.RAdam([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8000, 1.6000], requires_grad=True)

    Source:
        Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020, algorithm 2
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False, *,
                 foreach=None, maximize=False, capturable=False, differentiable=False):
        check_not_negative(lr=lr, eps=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
                    "foreach": foreach, "capturable": capturable, "decoupled_weight_decay": decoupled_weight_decay,
                    "differentiable": differentiable}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        return {"exp_avg": 0, "exp_avg_sq": 0}

    def _decay(self, group):
        return 0 if group["decoupled_weight_decay"] else group["weight_decay"]

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        step, lr = scalars["step"], number(group["lr"])
        beta1, beta2 = group["betas"]
        limit = 2 / (1 - beta2) - 1
        length = limit - 2 * step * beta2**step / (1 - beta2**step)  # of the average square, in steps
        scale = -lr / (1 - beta1**step)
        known = length > 5
        if known:
            rectified = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
            scale *= (rectified * (1 - beta2**step)) ** 0.5
        shrink = 1 - lr * group["weight_decay"] if group["decoupled_weight_decay"] else 1
        return 1 - beta1, beta2, group["eps"], shrink, scale, known

    def _update(self, xp, p, g, state, scratch, c):
        weight, beta2, eps, shrink, scale, known = c
        (m, v), (t,) = state, scratch
        if shrink != 1:
            xp.multiply(p, shrink, p)
        move(xp, m, g, weight, t)
        move_square(xp, v, g, beta2, t)
        if known:
            xp.sqrt(v, t)
            xp.add(t, eps, t)
            xp.divide(m, t, t)
            xp.multiply(t, scale, t)
        else:
            xp.multiply(m, scale, t)
        xp.add(p, t, p)

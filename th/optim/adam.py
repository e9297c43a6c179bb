"""Adam."""

from th.optim.arguments import check_betas, check_flags, check_not_negative, number
from th.optim.averages import move, move_square
from th.optim.elementwise import ElementwiseOptimizer

__all__ = ["Adam"]


class Adam(ElementwiseOptimizer):
    """Adaptive moments: each element's step is scaled by the size of its recent gradients.

    m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  p = p - lr * m' / (sqrt(v') + eps), m' and v' free of the start's bias

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        weight_decay (float): how strongly parameters are pulled to zero
        amsgrad (bool): divide by the largest average seen
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        decoupled_weight_decay (bool): AdamW's decay, which does not pass through the averages
        foreach, capturable, fused: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Adam([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9000, 1.9000], requires_grad=True)

    Source:
        Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None,
                 maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False):
        check_not_negative(lr=lr, eps=eps, weight_decay=weight_decay)
        check_betas(betas)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad,
                    "maximize": maximize, "foreach": foreach, "capturable": capturable,
                    "differentiable": differentiable, "fused": fused,
                    "decoupled_weight_decay": decoupled_weight_decay}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        slots = {"exp_avg": 0, "exp_avg_sq": 0}
        if group["amsgrad"]:
            slots["max_exp_avg_sq"] = 0
        return slots

    def _decay(self, group):
        return 0 if group["decoupled_weight_decay"] else group["weight_decay"]

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        step, lr = scalars["step"], number(group["lr"])
        beta1, beta2 = map(number, group["betas"])
        shrink = 1 - lr * number(group["weight_decay"]) if group["decoupled_weight_decay"] else 1
        # sqrt(v') = sqrt(v) / root: with root taken out of the fraction, one pass over the array is saved.
        root = (1 - beta2**step) ** 0.5
        return 1 - beta1, beta2, shrink, -lr / (1 - beta1**step) * root, number(group["eps"]) * root

    def _update(self, xp, p, g, state, scratch, c):
        weight, beta2, shrink, scale, eps = c
        m, v = state[:2]
        (t,) = scratch
        if shrink != 1:
            xp.multiply(p, shrink, p)
        move(xp, m, g, weight, t)
        move_square(xp, v, g, beta2, t)
        if len(state) == 3:
            v = xp.maximum(state[2], v, out=state[2])
        xp.sqrt(v, t)
        xp.add(t, eps, t)
        xp.divide(m, t, t)
        xp.multiply(t, scale, t)
        xp.add(p, t, p)

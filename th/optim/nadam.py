"""NAdam."""

from th.optim.arguments import check_betas, check_flags, check_not_negative, number
from th.optim.averages import move, move_square
from th.optim.elementwise import ElementwiseOptimizer, count_dtype

__all__ = ["NAdam"]


class NAdam(ElementwiseOptimizer):
    """Adam with Nesterov's momentum.

    p = p - lr * ((1 - mu) / (1 - prod mu) g + mu' / (1 - prod mu mu') m) / (sqrt(v') + eps)

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        momentum_decay (float): how fast the momentum rises to its value
        decoupled_weight_decay (bool): decay that does not pass through the averages
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.NAdam([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8944, 1.8944], requires_grad=True)

    Source:
        Dozat, Incorporating Nesterov Momentum into Adam, 2016
    """

    _scalars = {"step": 0.0, "mu_product": 1.0}
    _scratch = 2

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
                 decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
                 differentiable=False):
        check_not_negative(lr=lr, eps=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
                    "momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay,
                    "maximize": maximize, "foreach": foreach, "capturable": capturable,
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
        mu = beta1 * (1 - 0.5 * 0.96 ** (step * group["momentum_decay"]))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * group["momentum_decay"]))
        kept = count_dtype()  # PyTorch keeps the product in float32, whatever the parameters are
        product = scalars["mu_product"] = float(kept(scalars["mu_product"]) * kept(mu))
        shrink = 1 - lr * group["weight_decay"] if group["decoupled_weight_decay"] else 1
        by_gradient = -lr * (1 - mu) / (1 - product)
        by_average = -lr * mu_next / (1 - product * mu_next)
        return 1 - beta1, beta2, 1 - beta2**step, group["eps"], shrink, by_gradient, by_average

    def _update(self, xp, p, g, state, scratch, c):
        weight, beta2, correction, eps, shrink, by_gradient, by_average = c
        (m, v), (t, step) = state, scratch
        if shrink != 1:
            xp.multiply(p, shrink, p)
        move(xp, m, g, weight, t)
        move_square(xp, v, g, beta2, t)
        xp.multiply(g, by_gradient, step)
        xp.multiply(m, by_average, t)
        xp.add(step, t, step)
        xp.divide(v, correction, t)
        xp.sqrt(t, t)
        xp.add(t, eps, t)
        xp.divide(step, t, step)
        xp.add(p, step, p)

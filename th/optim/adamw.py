"""AdamW."""

from th.optim.adam import Adam

__all__ = ["AdamW"]


class AdamW(Adam):
    """Adam with weight decay that does not pass through its averages.

    p = p - lr * weight_decay * p, and then Adam's step

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        weight_decay (float): how strongly parameters are pulled to zero
        amsgrad (bool): divide by the largest average seen
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable, fused: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.AdamW([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8990, 1.8980], requires_grad=True)

    Source:
        Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *,
                 maximize=False, foreach=None, capturable=False, differentiable=False, fused=None):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize,
                         capturable=capturable, differentiable=differentiable, fused=fused,
                         decoupled_weight_decay=True)

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True

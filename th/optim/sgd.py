"""Stochastic gradient descent."""

from th.errors import ArgumentError
from th.optim.arguments import check_flags, check_not_negative, number
from th.optim.elementwise import ElementwiseOptimizer
from th.optim.recorded import detached

__all__ = ["SGD"]


class SGD(ElementwiseOptimizer):
    """Stochastic gradient descent, with momentum if asked.

    b = momentum * b + (1 - dampening) * g;  p = p - lr * b

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        momentum (float): how much of the last direction is kept
        dampening (float): what the gradient loses when it enters the direction
        weight_decay (float): how strongly parameters are pulled to zero
        nesterov (bool): look ahead along the direction
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, fused: accepted; every update runs over all parameters at once here
    Raises:
        ArgumentError: when a number is negative, or `nesterov` has no momentum
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.SGD([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.8000, 1.6000], requires_grad=True)

    Source:
        Sutskever et al., On the importance of initialization and momentum in deep learning, 2013
    """

    _scalars = {}

    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False,
                 foreach=None, differentiable=False, fused=None):
        check_not_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError(
                "Nesterov momentum requires a momentum and zero dampening: "
                f"`momentum` (={momentum}) must be positive and `dampening` (={dampening}) 0"
            )
        defaults = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
                    "nesterov": nesterov, "maximize": maximize, "foreach": foreach, "differentiable": differentiable,
                    "fused": fused}
        check_flags(defaults)
        super().__init__(params, defaults)

    def _slots(self, group):
        return {"momentum_buffer": 0} if group["momentum"] != 0 else {}

    def _advance(self, group, scalars, fresh):
        return number(group["lr"]), group["momentum"], group["dampening"], group["nesterov"], fresh

    def _update(self, xp, p, g, state, scratch, c):
        lr, momentum, dampening, nesterov, fresh = c
        (t,) = scratch
        if momentum:
            (buffer,) = state
            if fresh:
                buffer[...] = detached(g)  # as PyTorch begins it
            else:
                xp.multiply(buffer, momentum, buffer)
                xp.add(buffer, xp.multiply(g, 1 - dampening, t) if dampening else g, buffer)
            if nesterov:
                xp.multiply(buffer, momentum, t)
                g = xp.add(t, g, t)
            else:
                g = buffer
        xp.multiply(g, -lr, t)
        xp.add(p, t, p)

"""Adagrad."""

from th.optim.arguments import check_flags, check_not_negative, number
from th.optim.elementwise import ElementwiseOptimizer
from th.tensor import full_like, scalar_tensor

__all__ = ["Adagrad"]


class Adagrad(ElementwiseOptimizer):
    """Adagrad: each element's step shrinks with the squares of all gradients it has seen.

    s = s + g^2;  p = p - lr / (1 + step * lr_decay) * g / (sqrt(s) + eps)

    Args:
        params (iterable): the tensors to learn, or groups of them
        lr (float): the learning rate
        lr_decay (float): how the learning rate falls with the steps
        initial_accumulator_value (float): what the sums start from
        eps (float): keeps the division finite
        weight_decay (float): how strongly parameters are pulled to zero
        maximize (bool): go up the gradient
        differentiable (bool): the step is recorded: gradients flow through it, also to an `lr` that is a tensor
        foreach, capturable: accepted; every update runs over all parameters at once here
    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = torch.optim.Adagrad([w], lr=0.1)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9000, 1.9000], requires_grad=True)

    Source:
        Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011
    """

    def __init__(self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10,
                 foreach=None, *, maximize=False, differentiable=False, fused=None):
        check_not_negative(lr=lr, lr_decay=lr_decay, weight_decay=weight_decay,
                           initial_accumulator_value=initial_accumulator_value, eps=eps)
        defaults = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
                    "initial_accumulator_value": initial_accumulator_value, "foreach": foreach, "maximize": maximize,
                    "differentiable": differentiable, "fused": fused}
        check_flags(defaults)
        super().__init__(params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                start = group["initial_accumulator_value"]
                start = complex(start, start) if p.is_complex() else start
                self.state[p] = {"step": scalar_tensor(0.0), "sum": full_like(p.detach(), start)}

    def share_memory(self):
        """Moves the sums to shared memory, for training by several processes."""
        for state in self.state.values():
            for value in state.values():
                value.share_memory_()

    def _slots(self, group):
        return {"sum": group["initial_accumulator_value"]}

    def _advance(self, group, scalars, fresh):
        scalars["step"] += 1
        return number(group["lr"]) / (1 + (scalars["step"] - 1) * group["lr_decay"]), group["eps"]

    def _update(self, xp, p, g, state, scratch, c):
        rate, eps = c
        (total,), (t,) = state, scratch
        xp.multiply(g, g, t)
        xp.add(total, t, total)
        xp.sqrt(total, t)
        xp.add(t, eps, t)
        xp.divide(g, t, t)
        xp.multiply(t, -rate, t)
        xp.add(p, t, p)

"""Limits on gradients."""

import warnings

from th.errors import GradientError
from th.tensor.modes import no_grad
from th.tensor.ops.create import tensor
from th.tensor.ops.joining import stack
from th.tensor.tensor import Tensor

__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _listed(parameters):
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all tensors together, as if they were one vector.

    Args:
        tensors (iterable of Tensor): any shapes
        norm_type (float): which norm; "inf" for the largest
        error_if_nonfinite (bool): raise when it is not a number or infinite
    Example:
        >>> nn.utils.get_total_norm([th.tensor([3.0]), th.tensor([4.0])])
        tensor(5.)
    """
    tensors, norm_type = _listed(tensors), float(norm_type)
    if not tensors:
        return tensor(0.0)
    with no_grad():
        total = stack([t.detach().norm(norm_type).to(device=tensors[0].device) for t in tensors]).norm(norm_type)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise GradientError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be clipped. To "
            "disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scales the gradients of `parameters` by ``max_norm / total_norm`` when that is below 1, in place."""
    with no_grad():
        scale = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
        for p in _listed(parameters):
            if p.grad is not None:
                p.grad.mul_(scale.to(device=p.device))


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scales all gradients so that their norm together is at most `max_norm`, in place.

    Args:
        parameters (iterable of Tensor): those with a gradient count
        max_norm (float): the limit
        norm_type (float): which norm; "inf" for the largest
        error_if_nonfinite (bool): raise when the norm is not a number or infinite
    Returns:
        the norm before
    Example:
        >>> weight = nn.Parameter(th.zeros(2))
        >>> weight.grad = th.tensor([3.0, 4.0])
        >>> nn.utils.clip_grad_norm_([weight], 1.0), weight.grad
        (tensor(5.), tensor([0.6000, 0.8000]))
    """
    parameters = _listed(parameters)
    total = get_total_norm([p.grad for p in parameters if p.grad is not None], norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The older name of `clip_grad_norm_`."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.", FutureWarning, stacklevel=2
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def clip_grad_value_(parameters, clip_value, foreach=None):
    """Limits every element of the gradients to ``[-clip_value, clip_value]``, in place.

    Args:
        parameters (iterable of Tensor): those with a gradient count
        clip_value (float): the limit
    """
    limit = float(clip_value)
    with no_grad():
        for p in _listed(parameters):
            if p.grad is not None:
                p.grad.clamp_(min=-limit, max=limit)

"""`torch.autograd.forward_ad`: directional derivatives by dual numbers.

Operations have no forward rules here.  A dual is a place on the tape; its partner in a result is found by differentiating
the reverse sweep, which is linear in the gradient that it starts from.
"""

from typing import NamedTuple

from th.errors import ArgumentTypeError, GradientError
from th.tensor.differentiation import grad
from th.tensor.modes import enable_grad
from th.tensor.tensor import Tensor

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]

_levels = []


class UnpackedDualTensor(NamedTuple):
    """A tensor and its tangent, None when it does not depend on a dual."""

    primal: Tensor
    tangent: Tensor | None


def enter_dual_level():
    """Opens a level in which `make_dual` makes duals; see `dual_level`."""
    if _levels:
        raise GradientError("Nested forward mode AD is not supported at the moment")
    _levels.append([])
    return len(_levels) - 1


def exit_dual_level(*, level=None):
    """Closes the level; what was made in it has no tangents any more."""
    if not _levels:
        raise GradientError("Trying to exit a forward AD level but no level is open: use `with dual_level():`")
    _levels.pop()


class dual_level:
    """Inside it tensors can have tangents.

    Example:
        >>> fwAD = torch.autograd.forward_ad
        >>> with fwAD.dual_level():
        ...     x = fwAD.make_dual(torch.tensor(3.0), torch.tensor(1.0))
        ...     fwAD.unpack_dual(x * x).tangent
        tensor(6.)
    """

    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, *exc):
        exit_dual_level()


def _level():
    if not _levels:
        raise GradientError("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.")
    return _levels[-1]


def make_dual(tensor, tangent, *, level=None):
    """`tensor` with a tangent, the direction that it moves in.

    Args:
        tensor (Tensor): floating point
        tangent (Tensor): of its shape and dtype
    """
    made = _level()
    for name, value in (("primal", tensor), ("tangent", tangent)):
        if not isinstance(value, Tensor) or not (value.is_floating_point() or value.is_complex()):
            raise ArgumentTypeError(f"Expected {name} to be floating point or complex, but got: {getattr(value, 'dtype', value)}")
    if tensor.shape != tangent.shape:
        raise GradientError(f"Expected tangent to have the shape of primal, {list(tensor.shape)}, but got {list(tangent.shape)}")
    with enable_grad():
        dual = tensor.view_as(tensor) if tensor.requires_grad else tensor.detach().requires_grad_()
    made.append((dual, tangent))
    return dual


def unpack_dual(tensor, *, level=None):
    """(the tensor, its tangent): the derivative along the tangents of the duals that it was computed from.

    Example:
        >>> fwAD = torch.autograd.forward_ad
        >>> with fwAD.dual_level():
        ...     fwAD.unpack_dual(torch.ones(2)).tangent is None
        True
    """
    if not _levels:
        return UnpackedDualTensor(tensor, None)
    duals = _levels[-1]
    for dual, tangent in duals:
        if tensor is dual:
            return UnpackedDualTensor(tensor.detach(), tangent)
    if not tensor.requires_grad or not duals:
        return UnpackedDualTensor(tensor, None)
    return UnpackedDualTensor(tensor.detach(), _tangent(tensor, duals))


def _tangent(tensor, duals):
    with enable_grad():
        start = tensor.new_zeros(tensor.shape).requires_grad_()
        pulled = grad(tensor, [d for d, _ in duals], start, create_graph=True, allow_unused=True)
        parts = [(g * t.conj()).sum().real for g, (_, t) in zip(pulled, duals, strict=True) if g is not None]
        if not parts:
            return None
        total = sum(parts[1:], parts[0])
        if not total.requires_grad:
            return tensor.new_zeros(tensor.shape)
        found = grad(total, start, allow_unused=True)[0]
    return tensor.new_zeros(tensor.shape) if found is None else found

"""Choices by a condition, and limits."""

import builtins

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.blocks import chosen, clipped
from th.tensor.declare import op
from th.tensor.limits import finfo
from th.tensor.naming import named, named_by
from th.tensor.ops.compare import REAL
from th.tensor.outs import takes_out
from th.tensor.pointwise import broadcast_shape
from th.tensor.tensor import Tensor
from th.tensor.wrongcalls import need_tensors

__all__ = [
    "clamp",
    "clamp_max",
    "clamp_min",
    "clip",
    "masked_fill",
    "nan_to_num",
    "where",
]


_BOOL = np.dtype("bool")


@op(
    pointwise=True,
    method=False,
    numbers=True,
    inputs=("input", "other"),
    operands=("input", "other"),
    samples=lambda t: [(t(2, 3) > 0, t(2, 3), t(3))],
)
def _select(xp, condition, input, other):
    return chosen(xp, condition, input, other)


_select.backward(
    input=lambda g, condition: g.masked_fill(~condition, 0),
    other=lambda g, condition: g.masked_fill(condition, 0),
)

_select.op.node = "Where"


@takes_out
def where(condition, input=None, other=None):
    """Elements of `input` where `condition` is True, of `other` elsewhere; with one argument, the indices of True.

    Args:
        condition (Tensor): bool
        input (Tensor or number): broadcast with the others
        other (Tensor or number): broadcast with the others
    Example:
        >>> torch.where(torch.tensor([True, False]), 1.0, 0.0)
        tensor([1., 0.])
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if condition._array.dtype is not _BOOL:
        if condition.dtype is not dtypes.uint8:
            raise DtypeError(
                f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype}"
            )
        condition = condition.bool()
    return _select(condition, input, other)


def _where_method(self, condition, other):
    return where(condition, self, other)


_where_method.__doc__ = where.__doc__

Tensor.where = _where_method


@op(contiguous=True, inplace=True, inputs=("input", "value"), samples=lambda t: [(t(2, 3), t(2, 3) > 0, 2.0), (t(2, 3), t(3) > 0, 0.0)])
def masked_fill(xp, input, mask, value):
    """`input` with `value` wherever `mask` is True.

    Args:
        input (Tensor): (*)
        mask (Tensor): bool, broadcast with `input`
        value (number or 0-d Tensor): what to write
    Example:
        >>> torch.tensor([1.0, 2.0]).masked_fill(torch.tensor([True, False]), 0)
        tensor([0., 2.])
    """
    if mask.dtype.kind != "b":
        raise DtypeError(f"masked_fill only supports boolean masks, but got mask with dtype {mask.dtype}")
    if getattr(value, "ndim", 0):
        raise ShapeError(
            f"masked_fill only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    check_fits(value, input.dtype)
    if input.shape != mask.shape:
        broadcast_shape(input.shape, mask.shape)
    return chosen(xp, mask, xp.asarray(value, dtype=input.dtype), input)


def check_fits(value, numpy_dtype):
    """Raises when a value to write has a part that the dtype has no place for."""
    if numpy_dtype.kind != "c" and (isinstance(value, builtins.complex) or getattr(getattr(value, "dtype", None), "kind", "") == "c"):
        number = builtins.complex(value)
        if number.imag:
            name = dtypes.from_numpy_dtype(numpy_dtype).name
            raise ArgumentError(f"value cannot be converted to type {name} without overflow: `value` (={number})")


masked_fill.backward(
    input=lambda g, mask: g.masked_fill(mask, 0),
    value=lambda g, mask: g.masked_fill(~mask, 0).sum(),
)


def _clamp_rule(g, input, min, max):
    inside = None
    for bound, keeps in ((min, lambda b: input >= b), (max, lambda b: input <= b)):
        if bound is not None:
            inside = keeps(bound) if inside is None else inside & keeps(bound)
    return g.masked_fill(~inside, 0)


@op(
    pointwise=True,
    inplace=True,
    accepts=REAL,
    inputs=("input", "min", "max"),
    samples=lambda t: [(t(2, 3), -0.5, 0.5), (t(2, 3), None, 0.5), (t(2, 3), t(3), t(3))],
)
def clamp(xp, input, min=None, max=None):
    """Limits every element to the range from `min` to `max`.

    Args:
        input (Tensor): (*)
        min (number or Tensor): the lower bound; none when None
        max (number or Tensor): the upper bound; none when None
    Example:
        >>> torch.clamp(torch.tensor([-2.0, 0.5, 2.0]), -1, 1)
        tensor([-1.0000,  0.5000,  1.0000])
    """
    if min is None and max is None:
        raise ArgumentError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if input.dtype.kind == "f":  # one pass, three times as fast as numpy's maximum with a number
        return clipped(xp, input, -np.inf if min is None else min, np.inf if max is None else max)
    if min is not None:
        input = xp.maximum(input, min)
    return input if max is None else xp.minimum(input, max)


clamp.backward(
    input=_clamp_rule,
    min=lambda g, input, min, max: g.masked_fill(~((input < min) if max is None else (input < min) & (min < max)), 0),
    max=lambda g, input, min, max: g.masked_fill(~((input > max) if min is None else (input > max) | (min > max)), 0),
)


named_by(clamp.op, lambda input, min, max: f"ClampBackward{not isinstance(min, Tensor) and not isinstance(max, Tensor):d}")


@takes_out
@named("ClampMin")
def clamp_min(input, min):
    """Limits every element from below.

    Example:
        >>> torch.clamp_min(torch.tensor([-2.0, 2.0]), 0)
        tensor([0., 2.])
    """
    need_tensors("clamp_min", input=input)
    return clamp(input, min=min)


@takes_out
@named("ClampMax")
def clamp_max(input, max):
    """Limits every element from above.

    Example:
        >>> torch.clamp_max(torch.tensor([-2.0, 2.0]), 0)
        tensor([-2.,  0.])
    """
    need_tensors("clamp_max", input=input)
    return clamp(input, max=max)


clip = clamp

Tensor.clip, Tensor.clip_ = clamp, Tensor.clamp_
Tensor.clamp_min, Tensor.clamp_max = clamp_min, clamp_max
Tensor.clamp_min_ = lambda self, min: self.clamp_(min=min)
Tensor.clamp_max_ = lambda self, max: self.clamp_(max=max)


@op(pointwise=True, inplace=True, inputs=("input",), samples=lambda t: [(t(2, 3),)])
def nan_to_num(xp, input, nan=0.0, posinf=None, neginf=None):
    """Numbers in place of NaN and infinities.

    Args:
        nan (float): for NaN
        posinf (float): for plus infinity; the largest finite value by default
        neginf (float): for minus infinity; the smallest finite value by default
    Example:
        >>> torch.nan_to_num(torch.tensor([float("nan"), 1.0]))
        tensor([0., 1.])
    """
    if input.dtype.kind not in "fcV":
        return input.copy()
    info = finfo(dtypes.real_of(dtypes.from_numpy_dtype(input.dtype)))
    high = info.max if posinf is None else posinf
    low = info.min if neginf is None else neginf
    return xp.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=high, neginf=low)


nan_to_num.backward(input=lambda g, input: g.masked_fill(~input.isfinite(), 0))

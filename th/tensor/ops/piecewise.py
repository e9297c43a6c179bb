"""Activation functions made of straight pieces: relu and its kin.

PyTorch has most of them in `torch.nn.functional` alone; what it has in `torch` too is exported by `th.tensor`.
"""

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.blocks import rectified
from th.tensor.casting import casts, lowered
from th.tensor.declare import op
from th.tensor.ops.choosing import where
from th.tensor.tensor import Tensor

__all__ = [
    "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "prelu", "relu", "relu6", "softshrink", "threshold",
]

_FLOATS = (dtypes.FLOAT,)
_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT)
_BITS = {2: "uint16", 4: "uint32", 8: "uint64"}


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _function(name, accepts=_FLOATS, **settings):
    """The settings that these ops have in common; `name` is that of PyTorch's kernel in its error."""
    refusal = f'"{name}" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return {"pointwise": True, "accepts": accepts, "refusal": refusal, "method": False, "inputs": ("input",),
            "operands": ("input",), "samples": _any, **settings}


@op(**_function("relu", _NUMBERS, inplace=True, kernel=rectified) | {"method": True, "refusal": "Boolean inputs not supported for relu"})
def relu(xp, input):
    """``max(input, 0)``.

    Example:
        >>> torch.relu(torch.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """
    return rectified(input) if xp is np else xp.maximum(0, input)


@op(pointwise=True, method=False, inputs=("grad",), operands=("grad",), samples=lambda t: [(t(2, 3), t(2, 3))])
def _relu_slope(xp, grad, value):
    """`grad` where `value` is above 0 or NaN, in one node; by its bits, an eighth of the time of `where`."""
    stays = xp.logical_not(value <= 0)
    bits = _BITS.get(grad.dtype.itemsize)
    if grad.dtype.kind != "f" or bits is None:
        return xp.where(stays, grad, 0)
    return (grad.view(bits) * stays).view(grad.dtype)


relu.backward(input=lambda g, out: _relu_slope(g, out))
_relu_slope.backward(grad=lambda g, value: _relu_slope(g, value))


@op(**_function("leaky_relu_cpu"))
def leaky_relu(xp, input, negative_slope=0.01):
    """`input` above 0, ``negative_slope * input`` below.

    Example:
        >>> F.leaky_relu(torch.tensor([-1.0, 2.0]))
        tensor([-0.0100,  2.0000])
    """
    if negative_slope == 0:  # 0 times infinity
        return xp.where(input > 0, input, input * negative_slope)
    found = input * negative_slope
    if not found.ndim:  # a number, which cannot be written into
        found = xp.asarray(found)
    return (xp.maximum if negative_slope <= 1 else xp.minimum)(input, found, out=found)


leaky_relu.backward(input=lambda g, input, negative_slope: where(input > 0, g, g * negative_slope))


@op(pointwise=True, accepts=_FLOATS, method=False, inputs=("input", "weight"), samples=lambda t: [(t(2, 3), t(3)), (t(2, 3), t(1))])
def _prelu_kernel(xp, input, weight):
    return xp.where(input > 0, input, input * weight)


_prelu_kernel.backward(
    input=lambda g, input, weight: where(input > 0, g, g * weight),
    weight=lambda g, input: (g * input).masked_fill(input > 0, 0),
)


def prelu(input, weight):
    """`input` above 0, ``weight * input`` below; `weight` is learned, one number or one for each channel.

    Args:
        input (Tensor): (N, C, *)
        weight (Tensor): (1,) or (C,)
    Raises:
        ShapeError: when `weight` fits neither
    Example:
        >>> torch.prelu(torch.tensor([-1.0, 2.0]), torch.tensor([0.25]))
        tensor([-0.2500,  2.0000])
    """
    if casts.open:
        input, weight = lowered("prelu", input, weight)
    if weight.ndim > 1:
        raise ShapeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if weight.numel() != 1:
        channels = input.shape[1] if input.ndim > 1 else 1
        if channels != weight.numel():
            raise ShapeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} "
                f"and channel size = {channels}."
            )
        weight = weight.reshape([-1 if d == 1 else 1 for d in range(input.ndim)])
    elif weight.ndim == 1 and input.ndim == 0:
        weight = weight.reshape(())
    return _prelu_kernel(input, weight)


Tensor.prelu = prelu


@op(**_function("hardtanh_cpu", _NUMBERS))
def hardtanh(xp, input, min_val=-1.0, max_val=1.0):
    """`input` limited to the range from `min_val` to `max_val`.

    Example:
        >>> F.hardtanh(torch.tensor([-2.0, 0.5]))
        tensor([-1.0000,  0.5000])
    """
    low, high = min_val, max_val
    if low > high:
        raise ArgumentError(f"min_val cannot be greater than max_val: `min_val` (={low}), `max_val` (={high})")
    if input.dtype.kind in "iu":
        if input.dtype.kind == "u" and low < 0:
            raise DtypeError("cannot do hardtanh on an unsigned type with negative limits")
        low, high = int(low), int(high)
    return xp.minimum(high, xp.maximum(low, input))


hardtanh.backward(
    input=lambda g, input, min_val, max_val: g.masked_fill((input <= min_val) | (input >= max_val), 0)
)


def relu6(input):
    """`input` limited to the range from 0 to 6.

    Example:
        >>> F.relu6(torch.tensor([-2.0, 8.0]))
        tensor([0., 6.])
    """
    return hardtanh(input, 0.0, 6.0)


@op(**_function("hardsigmoid_cpu"))
def hardsigmoid(xp, input):
    """``input / 6 + 0.5`` limited to the range from 0 to 1.

    Example:
        >>> F.hardsigmoid(torch.tensor([-4.0, 1.5]))
        tensor([0.0000, 0.7500])
    """
    return xp.minimum(xp.maximum(input + 3, 0), 6) / 6


hardsigmoid.backward(input=lambda g, input: (g / 6).masked_fill((input <= -3) | (input >= 3), 0))


@op(**_function("hardswish_cpu"))
def hardswish(xp, input):
    """``input * hardsigmoid(input)``.

    Example:
        >>> F.hardswish(torch.tensor([-4.0, 1.5]))
        tensor([-0.0000,  1.1250])
    """
    return input * xp.minimum(xp.maximum(input + 3, 0), 6) / 6


hardswish.backward(
    input=lambda g, input: where(input >= 3, g, g * (input / 3 + 0.5)).masked_fill(input <= -3, 0)
)


@op(**_function("threshold_cpu", _NUMBERS))
def threshold(xp, input, threshold, value):
    """`input` where it is above `threshold`, else `value`.

    Example:
        >>> torch.threshold(torch.tensor([0.05, 2.0]), 0.1, -1.0)
        tensor([-1.,  2.])
    """
    return xp.where(input <= threshold, xp.asarray(value).astype(input.dtype), input)


threshold.backward(input=lambda g, input, threshold: g.masked_fill(input <= threshold, 0))
threshold.op.samples = lambda t: [(t(2, 3), 0.1, 2.0), (t(), 0.0, 0.0)]


@op(**_function("hardshrink_cpu") | {"method": True})
def hardshrink(xp, input, lambd=0.5):
    """`input`, but 0 within ``[-lambd, lambd]``.

    Example:
        >>> torch.hardshrink(torch.tensor([0.3, -2.0]))
        tensor([ 0., -2.])
    """
    return xp.where((input >= -lambd) & (input <= lambd), 0, input)


hardshrink.backward(input=lambda g, input, lambd: g.masked_fill((input >= -lambd) & (input <= lambd), 0))


@op(**_function("softshrink_cpu"))
def softshrink(xp, input, lambd=0.5):
    """`input` moved towards 0 by `lambd`, and 0 within ``[-lambd, lambd]``.

    Example:
        >>> F.softshrink(torch.tensor([0.3, -2.0]))
        tensor([ 0.0000, -1.5000])
    """
    if not 0 <= lambd:
        raise ArgumentError(f"lambda must be greater or equal to 0, but found to be {lambd}.")
    beyond = xp.where(input > lambd, input - lambd, xp.where(input < -lambd, input + lambd, 0))
    return xp.where(xp.isnan(input), input, beyond)


softshrink.backward(input=lambda g, input, lambd: g.masked_fill((input >= -lambd) & (input <= lambd), 0))

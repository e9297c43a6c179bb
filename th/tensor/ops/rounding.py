"""Rounding, and degrees."""

import math

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.tensor import Tensor

__all__ = ["ceil", "deg2rad", "fix", "floor", "frac", "rad2deg", "round", "trunc"]

_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_REAL_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT)
_FLOATS = (dtypes.FLOAT,)
_FLOAT_ARRAYS = frozenset(d.numpy for d in (dtypes.float16, dtypes.float32, dtypes.float64))


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _rounding(name, ufunc_name):
    """What PyTorch's four roundings share: integers stay as they are, and the slope is 0."""
    refusal = '"{name}" not implemented for \'{dtype}\': got {dtypes}'
    return {"ufunc": ufunc_name, "inplace": True, "accepts": _REAL_NUMBERS, "native": _FLOAT_ARRAYS, "samples": _any,
            "refusal": refusal.replace("{name}", f"{name}_vml_cpu")}


@op(**_rounding("ceil", "ceil"))
def ceil(input):
    """Rounded up.

    Example:
        >>> torch.ceil(torch.tensor([1.2, -1.2]))
        tensor([ 2., -1.])
    """


@op(**_rounding("floor", "floor"))
def floor(input):
    """Rounded down.

    Example:
        >>> torch.floor(torch.tensor([1.2, -1.2]))
        tensor([ 1., -2.])
    """


@op(**_rounding("trunc", "trunc"))
def trunc(input):
    """Rounded towards zero.

    Example:
        >>> torch.trunc(torch.tensor([1.8, -1.8]))
        tensor([ 1., -1.])
    """


def _decimals(op_, args, kwargs):
    """round with `decimals`: another op."""
    decimals = kwargs.pop("decimals", 0)
    if decimals == 0:
        return op_, args, kwargs
    return _round_decimals.op, (*args, decimals), kwargs


@op(**_rounding("round", "rint"), prepare=_decimals, keywords={"decimals": 0})
def round(input):
    """Rounded to the nearest integer, halves to the even one.

    Args:
        input (Tensor): (*)
        decimals (int): the digits after the point to keep; negative for tens, hundreds and so on
    Example:
        >>> torch.round(torch.tensor([0.5, 1.5, -2.7]))
        tensor([ 0.,  2., -3.])
        >>> torch.round(torch.tensor([3.14159]), decimals=2)
        tensor([3.1400])
    """


@op(pointwise=True, method=False, accepts=_FLOATS, samples=lambda t: [(t(2, 3), 1), (t(2, 3), -1)], node="Round",
    inputs=("input",), operands=("input",), refusal='"round_cpu" not implemented for \'{dtype}\': got {dtypes}')
def _round_decimals(xp, input, decimals):
    scale = 10.0 ** math.fabs(decimals)
    if not math.isfinite(scale):
        raise ArgumentError(f"`decimals` (={decimals}) must be between -308 and 308")
    return xp.rint(input / scale) * scale if decimals < 0 else xp.rint(input * scale) / scale


@op(pointwise=True, inplace=True, accepts=_FLOATS, samples=_any,
    refusal='"frac_cpu" not implemented for \'{dtype}\': got {dtypes}')
def frac(xp, input):
    """What is after the point: ``input - trunc(input)``.

    Example:
        >>> torch.frac(torch.tensor([1.5, -2.25]))
        tensor([ 0.5000, -0.2500])
    """
    return input - xp.trunc(input)


frac.backward(input=lambda g: g)

def _keep_integers(function):
    """Integers come back as they are: numpy before 2.1 and cupy would make floats of them."""
    plain = function.op.forward
    function.op.forward = lambda xp, input: input.copy() if input.dtype.kind in "iu" else plain(xp, input)


for _op in (ceil, floor, trunc, round):
    _keep_integers(_op)
for _op in (ceil, floor, trunc, round, _round_decimals):
    _op.backward(input=lambda g: g * 0)
fix = trunc
Tensor.fix, Tensor.fix_ = trunc, Tensor.trunc_


# ---- degrees


@op(pointwise=True, dtype="float", inplace=True, accepts=_REAL, samples=_any)
def deg2rad(xp, input):
    """Degrees to radians.

    Example:
        >>> torch.deg2rad(torch.tensor([180.0, 90.0]))
        tensor([3.1416, 1.5708])
    """
    return input * (math.pi / 180)


deg2rad.backward(input=lambda g: g * (math.pi / 180))


@op(pointwise=True, dtype="float", inplace=True, accepts=_REAL, samples=_any)
def rad2deg(xp, input):
    """Radians to degrees.

    Example:
        >>> torch.rad2deg(torch.tensor([3.1415927, 0.0]))
        tensor([180.,   0.])
    """
    return input * (180 / math.pi)


rad2deg.backward(input=lambda g: g * (180 / math.pi))
deg2rad.op.node, rad2deg.op.node = "Deg2Rad", "Rad2Deg"

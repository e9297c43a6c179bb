"""Trigonometric and hyperbolic functions."""

import math

from th.tensor.declare import op
from th.tensor.ops.arithmetic import conjugate
from th.tensor.tensor import Tensor

__all__ = [
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "asin", "asinh", "atan", "atanh",
    "cos", "cosh", "sin", "sinc", "sinh", "tan", "tanh",
]


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _inside(t):
    return [(t(2, 3, low=-0.9, high=0.9),), (t(low=-0.9, high=0.9),), (t(0, 3),)]


def _above_one(t):
    return [(t(2, 3, low=1.1, high=4),), (t(low=1.1, high=4),), (t(0, 3),)]


@op(ufunc="sin", dtype="float", inplace=True, samples=_any)
def sin(input):
    """The sine.

    Example:
        >>> torch.sin(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8415])
    """


sin.backward(input=lambda g, input: g * conjugate(input.cos()))


@op(ufunc="cos", dtype="float", inplace=True, samples=_any)
def cos(input):
    """The cosine.

    Example:
        >>> torch.cos(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 0.5403])
    """


cos.backward(input=lambda g, input: -g * conjugate(input.sin()))


@op(ufunc="tan", dtype="float", inplace=True, samples=_any)
def tan(input):
    """The tangent.

    Example:
        >>> torch.tan(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 1.5574])
    """


tan.backward(input=lambda g, out: g * conjugate(out * out + 1))


@op(ufunc="arcsin", dtype="float", inplace=True, samples=_inside)
def asin(input):
    """The angle in [-pi/2, pi/2] whose sine is `input`.

    Example:
        >>> torch.asin(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 1.5708])
    """


asin.backward(input=lambda g, input: g * conjugate((1 - input * input).rsqrt()))


@op(ufunc="arccos", dtype="float", inplace=True, samples=_inside)
def acos(input):
    """The angle in [0, pi] whose cosine is `input`.

    Example:
        >>> torch.acos(torch.tensor([0.0, 1.0]))
        tensor([1.5708, 0.0000])
    """


acos.backward(input=lambda g, input: -g * conjugate((1 - input * input).rsqrt()))


@op(ufunc="arctan", dtype="float", inplace=True, samples=_any)
def atan(input):
    """The angle in (-pi/2, pi/2) whose tangent is `input`.

    Example:
        >>> torch.atan(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7854])
    """


atan.backward(input=lambda g, input: g / conjugate(input * input + 1))


@op(ufunc="sinh", dtype="float", inplace=True, samples=_any)
def sinh(input):
    """The hyperbolic sine.

    Example:
        >>> torch.sinh(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 1.1752])
    """


sinh.backward(input=lambda g, input: g * conjugate(input.cosh()))


@op(ufunc="cosh", dtype="float", inplace=True, samples=_any)
def cosh(input):
    """The hyperbolic cosine.

    Example:
        >>> torch.cosh(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 1.5431])
    """


cosh.backward(input=lambda g, input: g * conjugate(input.sinh()))


@op(ufunc="tanh", dtype="float", inplace=True, samples=_any)
def tanh(input):
    """The hyperbolic tangent.

    Example:
        >>> torch.tanh(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])
    """


@op(pointwise=True, method=False, samples=lambda t: [(t(2, 3), t(2, 3))])
def _tanh_slope(xp, grad, value):
    """``grad * (1 - value**2)`` in one node: tanh is what recurrent networks spend their time on."""
    slope = xp.subtract(1, value * value)
    slope *= grad
    return slope


tanh.backward(input=lambda g, out: _tanh_slope(g, conjugate(out)))
_tanh_slope.backward(
    grad=lambda g, value: _tanh_slope(g, conjugate(value)),
    value=lambda g, grad, value: g * conjugate(grad * value) * -2,
)


@op(ufunc="arcsinh", dtype="float", inplace=True, samples=_any)
def asinh(input):
    """The number whose hyperbolic sine is `input`.

    Example:
        >>> torch.asinh(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8814])
    """


asinh.backward(input=lambda g, input: g * conjugate((input * input + 1).rsqrt()))


@op(ufunc="arccosh", dtype="float", inplace=True, samples=_above_one)
def acosh(input):
    """The number whose hyperbolic cosine is `input`; at least 1.

    Example:
        >>> torch.acosh(torch.tensor([1.0, 2.0]))
        tensor([0.0000, 1.3170])
    """


acosh.backward(input=lambda g, input: g * conjugate((input - 1).rsqrt() * (input + 1).rsqrt()))


@op(ufunc="arctanh", dtype="float", inplace=True, samples=_inside)
def atanh(input):
    """The number whose hyperbolic tangent is `input`; within (-1, 1).

    Example:
        >>> torch.atanh(torch.tensor([0.0, 0.5]))
        tensor([0.0000, 0.5493])
    """


atanh.backward(input=lambda g, input: g / conjugate(1 - input * input))


@op(pointwise=True, dtype="float", inplace=True, samples=_any)
def sinc(xp, input):
    """``sin(pi x) / (pi x)``, 1 at 0.

    Example:
        >>> torch.sinc(torch.tensor([0.0, 0.5]))
        tensor([1.0000, 0.6366])
    """
    turn = input * math.pi
    return xp.where(input == 0, 1, xp.sin(turn) / turn).astype(input.dtype)


def _sinc_rule(g, input):
    turn = input * math.pi
    slope = (turn * turn.cos() - turn.sin()) / (turn * input)
    return (g * conjugate(slope)).masked_fill(input == 0, 0)


sinc.backward(input=_sinc_rule)

for _op in (asin, acos, atan, asinh, acosh, atanh):
    _name = "arc" + _op.op.name[1:]
    setattr(Tensor, _name, _op)
    setattr(Tensor, _name + "_", getattr(Tensor, _op.op.name + "_"))
arcsin, arccos, arctan, arcsinh, arccosh, arctanh = asin, acos, atan, asinh, acosh, atanh

"""Functions of one tensor, element by element: signs, exponentials, logarithms, powers."""

import math

from th.errors import DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.ops.arithmetic import conjugate, mul
from th.tensor.outs import takes_out
from th.tensor.special_kernels import in_double
from th.tensor.tensor import Tensor
from th.tensor.wrongcalls import need_tensors

__all__ = [
    "abs", "absolute", "angle", "exp", "exp2", "expm1", "heaviside", "log", "log10", "log1p", "log2", "neg", "negative",
    "positive", "reciprocal", "rsqrt", "sgn", "sign", "sqrt", "square",
]

_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT, dtypes.COMPLEX)
_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_FLOAT_ARRAYS = frozenset(d.numpy for d in (dtypes.float16, dtypes.float32, dtypes.float64))
_NO_BOOL_ABS = '"abs_cpu" not implemented for \'{dtype}\': got {dtypes}'


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _positive(t):
    return [(t(2, 3, low=0.2),), (t(low=0.2),), (t(0, 3),)]


# ---- signs


@op(ufunc="negative", operator="neg", inplace=True, accepts=_NUMBERS, samples=_any,
    refusal="Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use "
    "the `~` or `logical_not()` operator instead.")
def neg(input):
    """Minus `input`.

    Example:
        >>> -torch.tensor([1.0, -2.0])
        tensor([-1.,  2.])
    """


neg.backward(input=lambda g: -g)


@method
def positive(input):
    """`input` itself; a bool tensor has no sign.

    Raises:
        DtypeError: for a bool tensor
    Example:
        >>> torch.positive(torch.tensor([1, -2]))
        tensor([ 1, -2])
    """
    if input.dtype is dtypes.bool_:
        raise DtypeError("The `+` operator, on a bool tensor is not supported.")
    return input


Tensor.__pos__ = positive


@op(ufunc="absolute", operator="abs", inplace=True, accepts=_NUMBERS, samples=_any, refusal=_NO_BOOL_ABS)
def abs(input):
    """The magnitude; real for complex numbers.

    Example:
        >>> torch.abs(torch.tensor([-1.0, 2.0]))
        tensor([1., 2.])
        >>> torch.abs(torch.tensor([3 + 4j]))
        tensor([5.])
    """


abs.backward(input=lambda g, input: g * input.sgn())


def _sign(xp, input):
    if input.dtype.kind == "b":
        return input.copy()
    found = xp.sign(input)
    return xp.where(xp.isnan(input), 0, found).astype(input.dtype) if input.dtype.kind == "f" else found


@op(pointwise=True, inplace=True, accepts=_REAL, samples=_any,
    refusal="Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.")
def sign(xp, input):
    """-1, 0 or 1 by the sign; 0 for NaN.

    Example:
        >>> torch.sign(torch.tensor([-3.0, 0.0, 2.0]))
        tensor([-1.,  0.,  1.])
    """
    return _sign(xp, input)


sign.backward(input=lambda g: g * 0)


@op(pointwise=True, inplace=True, samples=_any)
def sgn(xp, input):
    """`sign`, and for a complex number the one of magnitude 1 in its direction.

    Example:
        >>> torch.sgn(torch.tensor([3 + 4j, 0]))
        tensor([0.6000+0.8000j, 0.0000+0.0000j])
    """
    if input.dtype.kind != "c":
        return _sign(xp, input)
    size = xp.abs(input)
    return xp.where(size == 0, 0, input / size).astype(input.dtype)


def _sgn_rule(g, input, out):
    if not input.is_complex():
        return g * 0
    across = g - out * (out.conj() * g).real  # only the part of g across the direction turns it
    return (across / input.abs()).masked_fill(input == 0, 0)


sgn.backward(input=_sgn_rule)


@op(pointwise=True, dtype="float", samples=_any)
def angle(xp, input):
    """The angle in the complex plane, in radians: 0 or pi for a real number.

    Example:
        >>> torch.angle(torch.tensor([1j, -1.0]))
        tensor([1.5708, 3.1416])
    """
    if input.dtype.kind == "c":
        return xp.arctan2(input.imag, input.real)
    found = xp.where(input < 0, math.pi, 0.0).astype(input.dtype)
    return xp.where(xp.isnan(input), input, found)


def _angle_rule(g, input):
    if not input.is_complex():
        return g * 0
    size = input.abs()
    return (input * 1j / (size * size)).masked_fill(input == 0, 0) * g


angle.backward(input=_angle_rule)


@op(pointwise=True, inplace=True, accepts=_REAL, method=False, samples=lambda t: [(t(2, 3), t(3)), (t(2, 3), t())],
    refusal="heaviside is not yet implemented for complex tensors.")
def _heaviside(xp, input, values):
    step = xp.where(input == 0, values, (input > 0).astype(values.dtype))
    return xp.where(xp.isnan(input), 0, step).astype(input.dtype) if input.dtype.kind == "f" else step


@takes_out
def heaviside(input, values):
    """0 below zero, 1 above, and `values` at zero.

    Args:
        input (Tensor): (*)
        values (Tensor): of the same dtype, broadcast with `input`
    Raises:
        DtypeError: when the dtypes differ, or are complex
    Example:
        >>> torch.heaviside(torch.tensor([-1.5, 0.0, 2.0]), torch.tensor([0.5]))
        tensor([0.0000, 0.5000, 1.0000])
    """
    need_tensors("heaviside", input=input, values=values)
    if input.dtype is not values.dtype:
        raise DtypeError(
            f"heaviside is not yet implemented for tensors with different dtypes: got {input.dtype} and {values.dtype}"
        )
    return _heaviside(input, values)


method(heaviside)
Tensor.heaviside_ = Tensor._heaviside_


# ---- exponentials and logarithms


@op(ufunc="exp", dtype="float", inplace=True, samples=_any)
def exp(input):
    """e to the power `input`.

    Example:
        >>> torch.exp(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 2.7183])
    """


exp.backward(input=lambda g, out: g * conjugate(out))


@op(pointwise=True, dtype="float", inplace=True, samples=_any)
def exp2(xp, input):
    """2 to the power `input`.

    Example:
        >>> torch.exp2(torch.tensor([0.0, 3.0]))
        tensor([1., 8.])
    """
    return xp.exp(input * math.log(2)) if input.dtype.kind == "c" else xp.exp2(input)


exp2.backward(input=lambda g, out: g * conjugate(out) * math.log(2))
exp2.op.node = "Exp2"


@op(ufunc="expm1", dtype="float", inplace=True, samples=_any)
def expm1(input):
    """``exp(input) - 1``, exact for small `input`.

    Example:
        >>> torch.expm1(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 1.7183])
    """


expm1.backward(input=lambda g, out: g * (conjugate(out) + 1))
expm1.op.node = "Expm1Backward0"


@op(ufunc="log", dtype="float", inplace=True, samples=_positive)
def log(input):
    """The natural logarithm.

    Example:
        >>> torch.log(torch.tensor([1.0, 2.0]))
        tensor([0.0000, 0.6931])
    """


log.backward(input=lambda g, input: g / conjugate(input))


@op(ufunc="log2", dtype="float", inplace=True, samples=_positive)
def log2(input):
    """The logarithm to the base 2.

    Example:
        >>> torch.log2(torch.tensor([1.0, 8.0]))
        tensor([0., 3.])
    """


log2.backward(input=lambda g, input: g / (conjugate(input) * math.log(2)))


@op(pointwise=True, dtype="float", inplace=True, samples=_positive)
def log10(xp, input):
    """The logarithm to the base 10.

    Example:
        >>> torch.log10(torch.tensor([1.0, 1000.0]))
        tensor([0., 3.])
    """
    return _log10_by_blocks(xp, input) if input.dtype == "float32" else xp.log10(input)


_log10_by_blocks = in_double(lambda xp, x: xp.log10(x))  # numpy's in single precision makes 3.0000002 of 1000


log10.backward(input=lambda g, input: g / (conjugate(input) * math.log(10)))
log10.op.node = "Log10Backward0"


@op(ufunc="log1p", dtype="float", inplace=True, samples=_positive, native=_FLOAT_ARRAYS)
def log1p(input):
    """``log(1 + input)``, exact for small `input`.

    Example:
        >>> torch.log1p(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.6931])
    """


def _log1p(xp, input):
    if input.dtype.kind != "c":
        return xp.log1p(input)
    x, y = input.real, input.imag
    return 0.5 * xp.log1p(x * (x + 2) + y * y) + 1j * xp.arctan2(y, x + 1)  # numpy's own loses small `input`


log1p.op.forward = _log1p
log1p.backward(input=lambda g, input: g / (conjugate(input) + 1))
log1p.op.node = "Log1PBackward0"


# ---- powers


@op(ufunc="sqrt", dtype="float", inplace=True, samples=_positive)
def sqrt(input):
    """The square root.

    Example:
        >>> torch.sqrt(torch.tensor([4.0, 9.0]))
        tensor([2., 3.])
    """


sqrt.backward(input=lambda g, out: g / (conjugate(out) * 2))


@op(pointwise=True, dtype="float", inplace=True, samples=_positive)
def rsqrt(xp, input):
    """One over the square root.

    Example:
        >>> torch.rsqrt(torch.tensor([4.0, 0.25]))
        tensor([0.5000, 2.0000])
    """
    return xp.reciprocal(xp.sqrt(input))


rsqrt.backward(input=lambda g, out: g * conjugate(out * out * out) * -0.5)


@op(ufunc="square", inplace=True, samples=_any, node="Pow", native=_FLOAT_ARRAYS)
def square(input):
    """`input` times itself.

    Example:
        >>> torch.square(torch.tensor([3.0, -2.0]))
        tensor([9., 4.])
    """


square.op.forward = lambda xp, input: input.astype("int64") if input.dtype.kind == "b" else xp.square(input)
square.backward(input=lambda g, input: g * conjugate(input) * 2)


@op(ufunc="reciprocal", dtype="float", inplace=True, samples=_positive)
def reciprocal(input):
    """One over `input`.

    Example:
        >>> torch.reciprocal(torch.tensor([4.0, 0.5]))
        tensor([0.2500, 2.0000])
    """


reciprocal.backward(input=lambda g, out: -g * conjugate(out * out))
Tensor.__rtruediv__ = lambda self, other: mul(reciprocal(self), other)  # PyTorch's way to the last digit


negative = neg
Tensor.negative, Tensor.negative_ = neg, Tensor.neg_
absolute = abs
Tensor.absolute, Tensor.absolute_ = abs, Tensor.abs_

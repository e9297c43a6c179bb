"""Functions of two operands that are no operators: extremes, angles, logarithms of sums."""

from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.ops.arithmetic import REAL, conjugate, positive_samples, synonym
from th.tensor.tensor import Tensor

__all__ = [
    "arctan2",
    "atan2",
    "complex_logaddexp",
    "copysign",
    "fmax",
    "fmin",
    "gcd",
    "hypot",
    "lcm",
    "logaddexp",
    "logaddexp2",
    "maximum",
    "minimum",
    "nextafter",
    "xlogy",
]


_FLOATS = (dtypes.FLOAT,)
_FLOAT_ARRAYS = frozenset(d.numpy for d in (dtypes.float16, dtypes.float32, dtypes.float64))


def _pairs(t):
    return [(t(2, 3), t(2, 3)), (t(2, 3), t(3)), (t(2, 1), t(1, 3)), (t(), t(2))]


def _positive_pairs(t):
    return [(t(2, 3), t(2, 3, low=0.5)), (t(2, 3), t(3, low=0.5))]


@op(ufunc="maximum", tensors=("input", "other"), accepts=REAL, samples=_pairs)
def maximum(input, other):
    """The larger of two, element by element; NaN where either is NaN.

    Example:
        >>> torch.maximum(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 2.0]))
        tensor([3., 5.])
    """


@op(ufunc="minimum", tensors=("input", "other"), accepts=REAL, samples=_pairs)
def minimum(input, other):
    """The smaller of two, element by element; NaN where either is NaN.

    Example:
        >>> torch.minimum(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 2.0]))
        tensor([1., 2.])
    """


@op(ufunc="fmax", tensors=("input", "other"), accepts=REAL, samples=_pairs)
def fmax(input, other):
    """The larger of two, element by element; a NaN loses.

    Example:
        >>> torch.fmax(torch.tensor([1.0, float("nan")]), torch.tensor([3.0, 2.0]))
        tensor([3., 2.])
    """


@op(ufunc="fmin", tensors=("input", "other"), accepts=REAL, samples=_pairs)
def fmin(input, other):
    """The smaller of two, element by element; a NaN loses.

    Example:
        >>> torch.fmin(torch.tensor([1.0, float("nan")]), torch.tensor([3.0, 2.0]))
        tensor([1., 2.])
    """


def _half_on_ties(wins):
    """The share of the gradient for the side that `wins`; a tie is split, as PyTorch splits it."""

    def rule(g, input, other):
        mask = wins(input, other)
        return (g.masked_fill(input == other, 0) + 0).masked_fill(~mask, 0) + (g / 2).masked_fill(input != other, 0)

    return rule


maximum.backward(input=_half_on_ties(lambda a, b: a >= b), other=_half_on_ties(lambda a, b: b >= a))

minimum.backward(input=_half_on_ties(lambda a, b: a <= b), other=_half_on_ties(lambda a, b: b <= a))

fmax.backward(
    input=lambda g, input, other: g.masked_fill(~((input >= other) | (other != other)), 0),
    other=lambda g, input, other: g.masked_fill((input >= other) | (other != other), 0),
)

fmin.backward(
    input=lambda g, input, other: g.masked_fill(~((input <= other) | (other != other)), 0),
    other=lambda g, input, other: g.masked_fill((input <= other) | (other != other), 0),
)


@op(ufunc="arctan2", tensors=("input", "other"), dtype="float", accepts=REAL, inplace=True, samples=_positive_pairs)
def atan2(input, other):
    """The angle of the point (`other`, `input`), in radians within (-pi, pi].

    Example:
        >>> torch.atan2(torch.tensor([1.0]), torch.tensor([1.0]))
        tensor([0.7854])
    """


atan2.backward(
    input=lambda g, input, other: g * _over_squares(other, input, other),
    other=lambda g, input, other: g * -_over_squares(input, input, other),
)


def _over_squares(x, a, b):
    squares = a * a + b * b
    return (x / squares).masked_fill(squares == 0, 0)


@op(ufunc="hypot", tensors=("input", "other"), accepts=_FLOATS, inplace=True, samples=_positive_pairs)
def hypot(input, other):
    """The length of the hypotenuse, ``sqrt(input**2 + other**2)``.

    Example:
        >>> torch.hypot(torch.tensor([3.0]), torch.tensor([4.0]))
        tensor([5.])
    """


hypot.backward(input=lambda g, input, out: g * (input / out), other=lambda g, other, out: g * (other / out))


@op(ufunc="logaddexp", tensors=("input", "other"), accepts=(dtypes.FLOAT, dtypes.COMPLEX), native=_FLOAT_ARRAYS,
    samples=_pairs)
def logaddexp(input, other):
    """``log(exp(input) + exp(other))`` without overflow.

    Example:
        >>> torch.logaddexp(torch.tensor([-1.0]), torch.tensor([-1.0]))
        tensor([-0.3069])
    """


def _logaddexp(xp, input, other):
    if input.dtype.kind != "c":
        return xp.logaddexp(input, other)
    return complex_logaddexp(xp, input, other)


def complex_logaddexp(xp, x, y):
    """``log(exp(x) + exp(y))`` of complex arrays: the larger plus the logarithm of 1 and something small."""
    first = x.real >= y.real
    large, small = xp.where(first, x, y), xp.where(first, y, x)
    found = xp.log(1 + xp.exp(small - large)) + large
    return xp.where(xp.isneginf(large.real), large, found)


logaddexp.op.forward = _logaddexp
logaddexp.backward(
    input=lambda g, input, other: g / conjugate(1 + (other - input).exp()),
    other=lambda g, input, other: g / conjugate(1 + (input - other).exp()),
)


@op(ufunc="logaddexp2", tensors=("input", "other"), accepts=_FLOATS, samples=_pairs)
def logaddexp2(input, other):
    """``log2(2**input + 2**other)`` without overflow.

    Example:
        >>> torch.logaddexp2(torch.tensor([1.0]), torch.tensor([1.0]))
        tensor([2.])
    """


logaddexp2.backward(
    input=lambda g, input, other: g / (1 + (other - input).exp2()),
    other=lambda g, input, other: g / (1 + (input - other).exp2()),
)


@op(ufunc="copysign", tensors=("input",), dtype="float", accepts=REAL, inplace=True, samples=positive_samples)
def copysign(input, other):
    """The magnitude of `input` with the sign of `other`.

    Example:
        >>> torch.copysign(torch.tensor([1.0, 2.0]), -1)
        tensor([-1., -2.])
    """


copysign.backward(
    input=lambda g, input, out: (g * (out / input)).masked_fill(input == 0, 0),
    other=lambda g: g.new_zeros(g.shape),
)


@op(ufunc="nextafter", tensors=("input", "other"), accepts=_FLOATS, inplace=True)
def nextafter(input, other):
    """The next floating point number after `input` towards `other`.

    Example:
        >>> torch.nextafter(torch.tensor([1.0]), torch.tensor([2.0])) > 1
        tensor([True])
    """


nextafter.backward(input=lambda g: g, other=lambda g: g * 0)


@op(ufunc="gcd", tensors=("input", "other"), accepts=(dtypes.INTEGRAL,), inplace=True)
def gcd(input, other):
    """The greatest common divisor, of integers.

    Example:
        >>> torch.gcd(torch.tensor([12, 18]), torch.tensor([8, 12]))
        tensor([4, 6])
    """


@op(ufunc="lcm", tensors=("input", "other"), accepts=(dtypes.INTEGRAL,), inplace=True)
def lcm(input, other):
    """The least common multiple, of integers.

    Example:
        >>> torch.lcm(torch.tensor([4, 6]), torch.tensor([6, 8]))
        tensor([12, 24])
    """


@op(
    pointwise=True,
    dtype="float",
    inplace=True,
    accepts=REAL,
    numbers=False,
    samples=lambda t: [(t(2, 3), t(2, 3, low=0.5))],
)
def xlogy(xp, input, other):
    """``input * log(other)``, 0 where `input` is 0 and `other` is not NaN.

    Example:
        >>> torch.xlogy(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 1.0]))
        tensor([0., 0.])
    """
    if not hasattr(other, "dtype"):
        other = xp.asarray(other, dtype=input.dtype)
    return xp.where((input == 0) & ~xp.isnan(other), xp.zeros_like(input), input * xp.log(other))


xlogy.backward(
    input=lambda g, input, other: (
        g * other.log().masked_fill((input == 0) & (other <= 0), 0)
        if isinstance(other, Tensor)
        else g * xlogy(g.new_ones(()), other)
    ),
    other=lambda g, input, other: g * input / other,
)

arctan2 = synonym("arctan2", atan2)

"""Arithmetic on two operands, and the bitwise and logical operations."""

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.pointwise import pointwise
from th.tensor.tensor import Tensor

__all__ = [
    "add", "addcdiv", "addcmul", "arctan2", "atan2", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "copysign", "div", "divide", "float_power", "floor_divide", "fmax", "fmin",
    "fmod", "gcd", "hypot", "lcm", "ldexp", "lerp", "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or",
    "logical_xor", "maximum", "minimum", "mul", "multiply", "nextafter", "pow", "remainder", "rsub", "sub", "subtract",
    "true_divide", "xlogy",
]

_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT, dtypes.COMPLEX)
_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_BITS = (dtypes.BOOL, dtypes.INTEGRAL)
_FLOATS = (dtypes.FLOAT,)


def _pair(t):
    return [(t(2, 3), t(2, 3)), (t(2, 3), t(3)), (t(2, 1), t(1, 3)), (t(2, 3), 1.5), (t(), t(2))]


def _positive(t):
    return [(t(2, 3), t(2, 3, low=0.5)), (t(2, 3), t(3, low=0.5)), (t(2, 3), 1.5)]


def _scaled(op, args, kwargs):
    """add and sub with `alpha`: the second operand is multiplied first."""
    alpha = kwargs.pop("alpha", 1)
    args = op.bind(args, {k: v for k, v in kwargs.items() if k != "out"})
    kwargs = {k: v for k, v in kwargs.items() if k == "out"}
    if alpha != 1:
        whole = isinstance(alpha, int)
        if not whole and dtypes.result_dtype([_array(a) for a in args]).kind < dtypes.FLOAT:
            raise ArgumentError(
                f"For integral input tensors, argument `alpha` (={alpha}) must not be a floating point number."
            )
        args = (args[0], args[1] * alpha)
    return op, args, kwargs


def _array(value):
    return value._array if isinstance(value, Tensor) else value


@op(ufunc="add", operator="add", inplace=True, prepare=_scaled, keywords={"alpha": 1}, samples=_pair, numbers=False)
def add(input, other):
    """Adds `other`, times `alpha`, to `input`: ``out = input + alpha * other``.

    Args:
        input (Tensor): (*)
        other (Tensor or number): broadcast with `input`
        alpha (number): multiplies `other`
    Example:
        >>> torch.add(torch.tensor([1, 2]), torch.tensor([0.5, 0.5]), alpha=2)
        tensor([2., 3.])
    """


add.backward(input=lambda g: g, other=lambda g: g)


@op(ufunc="subtract", operator="sub", inplace=True, prepare=_scaled, keywords={"alpha": 1}, samples=_pair,
    accepts=_NUMBERS, refusal="Subtraction, the `-` operator, with a bool tensor is not supported: got {dtypes}. If "
    "you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def sub(input, other):
    """Subtracts `other`, times `alpha`, from `input`.

    Example:
        >>> torch.tensor([1, 2]) - 1
        tensor([0, 1])
    """


sub.backward(input=lambda g: g, other=lambda g: -g)


@op(ufunc="multiply", operator="mul", inplace=True, samples=_pair)
def mul(input, other):
    """Multiplies element by element.

    Example:
        >>> torch.tensor([1.0, 2.0]) * 3
        tensor([3., 6.])
    """


mul.backward(input=lambda g, other: g * conjugate(other), other=lambda g, input: g * conjugate(input))


def conjugate(value):
    """The conjugate where there is one: gradients of complex functions follow PyTorch's convention."""
    return value.conj() if isinstance(value, Tensor) and value._array.dtype.kind == "c" else value


def _rounded(op, args, kwargs):
    """div with `rounding_mode`: another op."""
    mode = kwargs.pop("rounding_mode", None)
    if mode == "floor":
        return floor_divide.op, args, kwargs
    if mode == "trunc":
        return _truncated_divide.op, args, kwargs
    if mode is not None:
        raise ArgumentError(
            f"div expected `rounding_mode` (={mode!r}) to be one of None, 'trunc', or 'floor'"
        )
    return op, args, kwargs


@op(ufunc="true_divide", dtype="float", operator="truediv", inplace=True, prepare=_rounded,
    keywords={"rounding_mode": None}, samples=_positive)
def div(input, other):
    """Divides element by element; integers give the default floating point dtype.

    Args:
        input (Tensor): (*)
        other (Tensor or number): broadcast with `input`
        rounding_mode (str): None, "trunc" (towards zero) or "floor"; both keep integers integers
    Example:
        >>> torch.tensor([1, 2]) / 2
        tensor([0.5000, 1.0000])
    """


div.backward(
    input=lambda g, other: g / conjugate(other),
    other=lambda g, input, other: -g * conjugate((input / other) / other),
)


def _check_zero(xp, divisor):
    if divisor.dtype.kind in "iu" and not divisor.all():
        raise ZeroDivisionError("ZeroDivisionError")


@op(pointwise=True, operator="floordiv", inplace=True, accepts=_REAL,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5))])
def floor_divide(xp, input, other):
    """Divides and rounds down.

    Example:
        >>> torch.tensor([7, -7]) // 2
        tensor([ 3, -4])
    """
    _check_zero(xp, other)
    return xp.floor_divide(input, other)


@op(pointwise=True, accepts=_REAL, method=False, samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5))])
def _truncated_divide(xp, input, other):
    _check_zero(xp, other)
    if input.dtype.kind in "iu":
        return xp.sign(input) * xp.sign(other) * (abs(input) // abs(other))
    return xp.trunc(xp.true_divide(input, other))


for _op in (floor_divide, _truncated_divide):
    _op.backward(input=lambda g: g.new_zeros(g.shape), other=lambda g: g.new_zeros(g.shape))


@op(pointwise=True, operator="mod", inplace=True, accepts=_REAL,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5)), (t(2, 3), 1.5)])
def remainder(xp, input, other):
    """Python's modulus: the result has the sign of the divisor.

    Example:
        >>> torch.remainder(torch.tensor([-3.0, 3.0]), 2)
        tensor([1., 1.])
    """
    if not hasattr(other, "dtype"):
        other = xp.asarray(other, dtype=input.dtype)
    _check_zero(xp, other)
    return xp.remainder(input, other)


remainder.backward(
    input=lambda g: g,
    other=lambda g, input, other: -g * (input / other).floor(),
)


@op(pointwise=True, inplace=True, accepts=_REAL,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5)), (t(2, 3), 1.5)])
def fmod(xp, input, other):
    """C's modulus: the result has the sign of the dividend.

    Example:
        >>> torch.fmod(torch.tensor([-3.0, 3.0]), 2)
        tensor([-1.,  1.])
    """
    if not hasattr(other, "dtype"):
        other = xp.asarray(other, dtype=input.dtype)
    _check_zero(xp, other)
    return xp.fmod(input, other)


fmod.backward(
    input=lambda g: g,
    other=lambda g, input, other: -g * (input / other).trunc(),
)


@op(pointwise=True, operator="pow", inplace=True, numbers=False, inputs=("input", "exponent"),
    samples=lambda t: [(t(2, 3, low=0.5), t(2, 3)), (t(2, 3), 2), (t(2, 3), 3.0), (t(2, 3, low=0.5), -0.5)])
def pow(xp, input, exponent):  # noqa: A001
    """Raises `input` to the power `exponent`.

    Example:
        >>> torch.tensor([1.0, 2.0, 3.0]) ** 2
        tensor([1., 4., 9.])
    """
    if exponent.__class__ is int or exponent.__class__ is float:
        if exponent == 2:
            return xp.multiply(input, input)
    elif input.dtype.kind in "iu" and (exponent < 0).any():
        if exponent.ndim == 0:
            raise ArgumentError("Integers to negative integer powers are not allowed.")
        safe = xp.where(exponent < 0, 0, exponent)
        powers = xp.power(input, safe)
        inverse = xp.where(input == 1, 1, xp.where(input == -1, xp.where(exponent % 2 == 0, 1, -1), 0))
        return xp.where(exponent < 0, inverse, powers).astype(input.dtype)
    elif input.dtype.kind == "b":
        return input | ~exponent
    return xp.power(input, exponent)


def _pow_input(g, input, exponent):
    if not isinstance(exponent, Tensor):
        if exponent == 0:
            return g.new_zeros(g.shape)
        return g * (exponent * conjugate(input ** (exponent - 1)))
    if not isinstance(input, Tensor):
        return None
    slope = conjugate(exponent * input ** (exponent - 1))
    return g * slope.masked_fill(exponent == 0, 0)


def _pow_exponent(g, input, exponent, out):
    if not isinstance(input, Tensor):
        import cmath
        import math

        if input == 0:
            return g * conjugate(out * float("-inf")).masked_fill(exponent >= 0, 0)
        return g * conjugate(out * (cmath.log(input) if isinstance(input, complex) or input < 0 else math.log(input)))
    flat = (input == 0) & (exponent.real >= 0)
    return g * conjugate(out * input.log()).masked_fill(flat, 0)


pow.backward(input=_pow_input, exponent=_pow_exponent)


@op(ufunc="maximum", inplace=False, accepts=_REAL, samples=_pair)
def maximum(input, other):
    """The larger of two, element by element; NaN where either is NaN.

    Example:
        >>> torch.maximum(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 2.0]))
        tensor([3., 5.])
    """


@op(ufunc="minimum", inplace=False, accepts=_REAL, samples=_pair)
def minimum(input, other):
    """The smaller of two, element by element; NaN where either is NaN.

    Example:
        >>> torch.minimum(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 2.0]))
        tensor([1., 2.])
    """


@op(ufunc="fmax", accepts=_REAL, samples=_pair)
def fmax(input, other):
    """The larger of two, element by element; a NaN loses.

    Example:
        >>> torch.fmax(torch.tensor([1.0, float("nan")]), torch.tensor([3.0, 2.0]))
        tensor([3., 2.])
    """


@op(ufunc="fmin", accepts=_REAL, samples=_pair)
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
    input=lambda g, input, other: g.masked_fill(~((input >= other) | other.isnan()), 0),
    other=lambda g, input, other: g.masked_fill((input >= other) | other.isnan(), 0),
)
fmin.backward(
    input=lambda g, input, other: g.masked_fill(~((input <= other) | other.isnan()), 0),
    other=lambda g, input, other: g.masked_fill((input <= other) | other.isnan(), 0),
)


@op(ufunc="arctan2", dtype="float", accepts=_REAL, inplace=True, samples=_positive)
def atan2(input, other):
    """The angle of the point (`other`, `input`), in radians within (-pi, pi].

    Example:
        >>> torch.atan2(torch.tensor([1.0]), torch.tensor([1.0]))
        tensor([0.7854])
    """


atan2.backward(
    input=lambda g, input, other: g * (other / (input * input + other * other)),
    other=lambda g, input, other: g * (-input / (input * input + other * other)),
)


@op(ufunc="hypot", accepts=_FLOATS, inplace=True, samples=_positive)
def hypot(input, other):
    """The length of the hypotenuse, ``sqrt(input**2 + other**2)``.

    Example:
        >>> torch.hypot(torch.tensor([3.0]), torch.tensor([4.0]))
        tensor([5.])
    """


hypot.backward(input=lambda g, input, out: g * (input / out), other=lambda g, other, out: g * (other / out))


@op(ufunc="logaddexp", accepts=_FLOATS, samples=_pair)
def logaddexp(input, other):
    """``log(exp(input) + exp(other))`` without overflow.

    Example:
        >>> torch.logaddexp(torch.tensor([-1.0]), torch.tensor([-1.0]))
        tensor([-0.3069])
    """


logaddexp.backward(
    input=lambda g, input, other: g / (1 + (other - input).exp()),
    other=lambda g, input, other: g / (1 + (input - other).exp()),
)


@op(ufunc="logaddexp2", accepts=_FLOATS, samples=_pair)
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


@op(ufunc="copysign", dtype="float", accepts=_REAL, inplace=True, samples=_positive)
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


@op(ufunc="nextafter", accepts=_FLOATS, inplace=True)
def nextafter(input, other):
    """The next floating point number after `input` towards `other`.

    Example:
        >>> torch.nextafter(torch.tensor([1.0]), torch.tensor([2.0])) > 1
        tensor([True])
    """


@op(ufunc="gcd", accepts=(dtypes.INTEGRAL,), inplace=True)
def gcd(input, other):
    """The greatest common divisor, of integers.

    Example:
        >>> torch.gcd(torch.tensor([12, 18]), torch.tensor([8, 12]))
        tensor([4, 6])
    """


@op(ufunc="lcm", accepts=(dtypes.INTEGRAL,), inplace=True)
def lcm(input, other):
    """The least common multiple, of integers.

    Example:
        >>> torch.lcm(torch.tensor([4, 6]), torch.tensor([6, 8]))
        tensor([12, 24])
    """


@op(pointwise=True, dtype="float", inplace=True, accepts=_REAL, numbers=False,
    samples=lambda t: [(t(2, 3), t(2, 3, low=0.5))])
def xlogy(xp, input, other):
    """``input * log(other)``, 0 where `input` is 0 and `other` is not NaN.

    Example:
        >>> torch.xlogy(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 1.0]))
        tensor([0., 0.])
    """
    return xp.where((input == 0) & ~xp.isnan(other), xp.zeros_like(input), input * xp.log(other))


xlogy.backward(
    input=lambda g, input, other: g * other.log().masked_fill((input == 0) & (other <= 0), 0)
    if isinstance(other, Tensor) else g * xlogy(g.new_ones(()), other),
    other=lambda g, input, other: g * input / other,
)


# ---- bits and truth


@op(pointwise=True, operator="and", inplace=True, accepts=_BITS)
def bitwise_and(xp, input, other):
    """AND of the bits; of truth values for bool.

    Example:
        >>> torch.tensor([6, 3]) & 2
        tensor([2, 2])
    """
    return xp.bitwise_and(input, other)


@op(pointwise=True, operator="or", inplace=True, accepts=_BITS)
def bitwise_or(xp, input, other):
    """OR of the bits; of truth values for bool.

    Example:
        >>> torch.tensor([4, 1]) | 2
        tensor([6, 3])
    """
    return xp.bitwise_or(input, other)


@op(pointwise=True, operator="xor", inplace=True, accepts=_BITS)
def bitwise_xor(xp, input, other):
    """Exclusive OR of the bits; of truth values for bool.

    Example:
        >>> torch.tensor([6, 3]) ^ 2
        tensor([4, 1])
    """
    return xp.bitwise_xor(input, other)


@op(pointwise=True, operator="invert", inplace=True, accepts=_BITS)
def bitwise_not(xp, input):
    """NOT of the bits; of truth values for bool.

    Example:
        >>> ~torch.tensor([True, False])
        tensor([False,  True])
    """
    return xp.invert(input)


def _shift(xp, shift, input, other):
    bits = input.dtype.itemsize * 8
    fits = (other >= 0) & (other < bits)
    shifted = shift(input, xp.where(fits, other, 0).astype(input.dtype))
    beyond = xp.zeros_like(input) if shift is xp.left_shift else xp.where(input < 0, -1, 0).astype(input.dtype)
    return xp.where(fits, shifted, beyond)


@op(pointwise=True, operator="lshift", inplace=True, accepts=(dtypes.INTEGRAL,))
def bitwise_left_shift(xp, input, other):
    """Moves the bits to the left.

    Example:
        >>> torch.tensor([1, 2]) << 3
        tensor([ 8, 16])
    """
    return _shift(xp, xp.left_shift, input, other)


@op(pointwise=True, operator="rshift", inplace=True, accepts=(dtypes.INTEGRAL,))
def bitwise_right_shift(xp, input, other):
    """Moves the bits to the right; the sign stays.

    Example:
        >>> torch.tensor([8, 16]) >> 3
        tensor([1, 2])
    """
    return _shift(xp, xp.right_shift, input, other)


@op(pointwise=True, inplace=True)
def logical_and(xp, input, other):
    """True where both are not zero.

    Example:
        >>> torch.logical_and(torch.tensor([1, 0]), torch.tensor([2, 2]))
        tensor([ True, False])
    """
    return xp.logical_and(input, other)


@op(pointwise=True, inplace=True)
def logical_or(xp, input, other):
    """True where one is not zero.

    Example:
        >>> torch.logical_or(torch.tensor([1, 0]), torch.tensor([0, 0]))
        tensor([ True, False])
    """
    return xp.logical_or(input, other)


@op(pointwise=True, inplace=True)
def logical_xor(xp, input, other):
    """True where exactly one is not zero.

    Example:
        >>> torch.logical_xor(torch.tensor([1, 1]), torch.tensor([0, 2]))
        tensor([ True, False])
    """
    return xp.logical_xor(input, other)


@op(pointwise=True, inplace=True)
def logical_not(xp, input):
    """True where zero.

    Example:
        >>> torch.logical_not(torch.tensor([1, 0]))
        tensor([False,  True])
    """
    return xp.logical_not(input)


# ---- composites


def rsub(input, other, *, alpha=1):
    """``other - alpha * input``.

    Example:
        >>> torch.rsub(torch.tensor([1, 2]), 10)
        tensor([9, 8])
    """
    return sub(other, input, alpha=alpha) if isinstance(other, Tensor) else add(-input * alpha, other)


def _reflected(function):
    def call(self, other):
        return pointwise(function.op, (other, self), {})

    return call


for _name, _function in (("sub", sub), ("truediv", div), ("floordiv", floor_divide), ("mod", remainder),
                         ("pow", pow), ("lshift", bitwise_left_shift), ("rshift", bitwise_right_shift)):
    setattr(Tensor, f"__r{_name}__", _reflected(_function))
for _name, _function in (("add", add), ("mul", mul), ("and", bitwise_and), ("or", bitwise_or), ("xor", bitwise_xor)):
    setattr(Tensor, f"__r{_name}__", _function)


def _synonym(name, function):
    """PyTorch's second name for an op, its method and in-place method included."""
    setattr(Tensor, name, function)
    in_place = getattr(Tensor, function.op.name + "_", None)
    if in_place is not None:
        setattr(Tensor, name + "_", in_place)
    return function


subtract = _synonym("subtract", sub)
multiply = _synonym("multiply", mul)
divide = _synonym("divide", div)
true_divide = _synonym("true_divide", div)
arctan2 = _synonym("arctan2", atan2)


@method
def addcmul(input, tensor1, tensor2, *, value=1):
    """``input + value * tensor1 * tensor2``.

    Example:
        >>> torch.addcmul(torch.zeros(2), torch.ones(2), torch.ones(2), value=0.5)
        tensor([0.5000, 0.5000])
    """
    return input + tensor1 * tensor2 * value if value != 1 else input + tensor1 * tensor2


@method
def addcdiv(input, tensor1, tensor2, *, value=1):
    """``input + value * tensor1 / tensor2``.

    Example:
        >>> torch.addcdiv(torch.zeros(2), torch.ones(2), torch.full((2,), 4.0))
        tensor([0.2500, 0.2500])
    """
    return input + value * (tensor1 / tensor2)


@method
def lerp(input, end, weight):
    """Linear interpolation, ``input + weight * (end - input)``.

    Example:
        >>> torch.lerp(torch.zeros(2), torch.ones(2), 0.25)
        tensor([0.2500, 0.2500])
    """
    return input + weight * (end - input)


@method
def ldexp(input, other):
    """``input * 2**other``.

    Example:
        >>> torch.ldexp(torch.tensor([1.0]), torch.tensor([3]))
        tensor([8.])
    """
    return input * 2.0**other


@method
def float_power(input, exponent):
    """`pow` computed in double precision.

    Example:
        >>> torch.float_power(torch.tensor([2, 3]), 2)
        tensor([4., 9.], dtype=torch.float64)
    """
    wide = [v.to(dtypes.complex128 if v.is_complex() else dtypes.float64) if isinstance(v, Tensor) else v
            for v in (input, exponent)]
    return pow(*wide)


def _write_back(function):
    """The in-place method of a composite: computed, then written."""

    def in_place(self, *args, **kwargs):
        return self.copy_(function(self, *args, **kwargs))

    in_place.__name__ = function.__name__ + "_"
    in_place.__doc__ = f"`{function.__name__}`, written into this tensor itself."
    setattr(Tensor, in_place.__name__, in_place)


for _function in (addcmul, addcdiv, lerp, ldexp, float_power):
    _write_back(_function)

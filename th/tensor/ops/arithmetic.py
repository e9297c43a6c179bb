"""Arithmetic on two operands, and the bitwise and logical operations."""

from th.errors import ArgumentError, DivisionError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.naming import named_by
from th.tensor.ops.bitwise import bitwise_and, bitwise_left_shift, bitwise_or, bitwise_right_shift, bitwise_xor
from th.tensor.pointwise import pointwise
from th.tensor.tensor import Tensor
from th.tensor.wrongcalls import need_tensors

__all__ = [
    "REAL",
    "add",
    "conjugate",
    "div",
    "divide",
    "floor_divide",
    "fmod",
    "mul",
    "multiply",
    "pair_samples",
    "positive_samples",
    "pow",
    "remainder",
    "rsub",
    "sub",
    "subtract",
    "synonym",
    "true_divide",
]


_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT, dtypes.COMPLEX)

REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_REAL_NUMBERS = (dtypes.INTEGRAL, dtypes.FLOAT)


def pair_samples(t):
    return [(t(2, 3), t(2, 3)), (t(2, 3), t(3)), (t(2, 1), t(1, 3)), (t(2, 3), 1.5), (t(), t(2))]


def positive_samples(t):
    return [(t(2, 3), t(2, 3, low=0.5)), (t(2, 3), t(3, low=0.5)), (t(2, 3), 1.5)]


def _scaled(op, args, kwargs):
    """add and sub with `alpha`: the second operand is multiplied first."""
    alpha = kwargs.pop("alpha", 1)
    args = op.bind(args, {k: v for k, v in kwargs.items() if k != "out"})
    kwargs = {k: v for k, v in kwargs.items() if k == "out"}
    if alpha != 1:
        common = dtypes.result_dtype([_array(a) for a in args])
        if not isinstance(alpha, int) and common.kind < dtypes.FLOAT:
            raise ArgumentError(
                f"For integral input tensors, argument `alpha` (={alpha}) must not be a floating point number."
            )
        if common.itemsize == 2 and common.kind == dtypes.FLOAT:
            return _MULTIPLES[op.name].op, (*args, float(common.numpy.type(alpha))), kwargs
        if isinstance(args[1], Tensor):
            args = (args[0], args[1].to(common))
        args = (args[0], args[1] * (alpha != 0 if common.kind == dtypes.BOOL else alpha))
    return op, args, kwargs


def _array(value):
    return value._array if isinstance(value, Tensor) else value


@op(
    ufunc="add",
    operator="add",
    inplace=True,
    prepare=_scaled,
    keywords={"alpha": 1},
    samples=pair_samples,
    numbers=False,
)
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


@op(
    ufunc="subtract",
    operator="sub",
    inplace=True,
    prepare=_scaled,
    keywords={"alpha": 1},
    samples=pair_samples,
    accepts=_NUMBERS,
    each=True,
    refusal="Subtraction, the `-` operator, with a bool tensor is not supported: got {dtypes}. If "
    "you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
)
def sub(input, other):
    """Subtracts `other`, times `alpha`, from `input`.

    Example:
        >>> torch.tensor([1, 2]) - 1
        tensor([0, 1])
    """


sub.backward(input=lambda g: g, other=lambda g: -g)


@op(ufunc="multiply", operator="mul", inplace=True, wide_numbers=True, samples=pair_samples)
def mul(input, other):
    """Multiplies element by element.

    Example:
        >>> torch.tensor([1.0, 2.0]) * 3
        tensor([3., 6.])
    """


mul.backward(input=lambda g, other: g * conjugate(other), other=lambda g, input: g * conjugate(input))


def conjugate(value):
    """The conjugate where there is one: gradients of complex functions follow PyTorch's convention."""
    if isinstance(value, Tensor):
        return value.conj() if value._array.dtype.kind == "c" else value
    return value.conjugate() if isinstance(value, complex) else value


def _rounded(op, args, kwargs):
    """div with `rounding_mode`: another op."""
    mode = kwargs.pop("rounding_mode", None)
    if mode == "floor":
        return floor_divide.op, args, kwargs
    if mode == "trunc":
        return _truncated_divide.op, args, kwargs
    if mode is not None:
        raise ArgumentError(f"div expected `rounding_mode` (={mode!r}) to be one of None, 'trunc', or 'floor'")
    return op, args, kwargs


@op(
    ufunc="true_divide",
    dtype="float",
    operator="truediv",
    inplace=True,
    wide_numbers=True,
    prepare=_rounded,
    keywords={"rounding_mode": None},
    samples=positive_samples,
)
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


def _divisor(xp, input, other):
    """`other` as an array; refuses to divide integers by 0."""
    divisor = other if hasattr(other, "dtype") else xp.asarray(other, dtype=input.dtype)
    if divisor.dtype.kind in "iu" and not divisor.all():
        raise DivisionError("ZeroDivisionError: an integer tensor is divided by 0; divide as floats, with x / y")
    return divisor


@op(
    pointwise=True,
    operator="floordiv",
    inplace=True,
    wide_numbers=True,
    accepts=_REAL_NUMBERS,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5))],
)
def floor_divide(xp, input, other):
    """Divides and rounds down.

    Example:
        >>> torch.tensor([7, -7]) // 2
        tensor([ 3, -4])
    """
    other = _divisor(xp, input, other)
    return xp.floor_divide(input, other)


@op(pointwise=True, wide_numbers=True, accepts=_REAL_NUMBERS, method=False,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5))])
def _truncated_divide(xp, input, other):
    other = _divisor(xp, input, other)
    if input.dtype.kind in "iu":
        return xp.sign(input) * xp.sign(other) * (abs(input) // abs(other))
    return xp.trunc(xp.true_divide(input, other))


for _op in (floor_divide, _truncated_divide):
    _op.backward(input=lambda g: g.new_zeros(g.shape), other=lambda g: g.new_zeros(g.shape))


@op(
    pointwise=True,
    operator="mod",
    inplace=True,
    accepts=_REAL_NUMBERS,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5)), (t(2, 3), 1.5)],
)
def remainder(xp, input, other):
    """Python's modulus: the result has the sign of the divisor.

    Example:
        >>> torch.remainder(torch.tensor([-3.0, 3.0]), 2)
        tensor([1., 1.])
    """
    other = _divisor(xp, input, other)
    return xp.remainder(input, other)


remainder.backward(
    input=lambda g: g,
    other=lambda g, input, other: -g * (input / other).floor(),
)


@op(pointwise=True, tensors=("input",), inplace=True, accepts=_REAL_NUMBERS,
    samples=lambda t: [(t(2, 3, high=9), t(2, 3, low=0.5)), (t(2, 3), 1.5)])
def fmod(xp, input, other):
    """C's modulus: the result has the sign of the dividend.

    Example:
        >>> torch.fmod(torch.tensor([-3.0, 3.0]), 2)
        tensor([-1.,  1.])
    """
    other = _divisor(xp, input, other)
    return xp.fmod(input, other)


fmod.backward(
    input=lambda g: g,
    other=lambda g, input, other: -g * (input / other).trunc(),
)


@op(
    pointwise=True,
    operator="pow",
    inplace=True,
    accepts=_NUMBERS,
    numbers=False,
    inputs=("input", "exponent"),
    samples=lambda t: [(t(2, 3, low=0.5), t(2, 3)), (t(2, 3), 2), (t(2, 3), 3.0), (t(2, 3, low=0.5), -0.5)],
)
def pow(xp, input, exponent):
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
        return g * conjugate(input ** (exponent - 1) * exponent)
    if not isinstance(input, Tensor):
        return None
    slope = conjugate(exponent * input ** (exponent - 1))
    return g * slope.masked_fill(exponent == 0, 0)


def _pow_number(input, exponent):
    """Which of PyTorch's three: of a tensor to a number, to a tensor, of a number."""
    return 0 if not isinstance(exponent, Tensor) else 1 if isinstance(input, Tensor) else 2


def _pow_exponent(g, input, exponent):
    out = pow(input, exponent)  # not saved: y = x**2 may be written into, as in PyTorch
    if not isinstance(input, Tensor):
        import cmath
        import math

        if input == 0:
            return g * conjugate(out * float("-inf")).masked_fill(exponent >= 0, 0)
        return g * conjugate(out * (cmath.log(input) if isinstance(input, complex) or input < 0 else math.log(input)))
    flat = (input == 0) & (exponent.real >= 0)
    return g * conjugate(out * input.log()).masked_fill(flat, 0)


pow.backward(input=_pow_input, exponent=_pow_exponent)

named_by(pow.op, lambda input, exponent: f"PowBackward{_pow_number(input, exponent)}")


def _multiple(name, sign):
    """The op of `name` with `alpha` in half precision: the result is rounded once, not after the product too."""

    def multiple(xp, input, other, alpha):
        return input + other * (sign * alpha)

    multiple.__name__ = f"_{name}_multiple"
    made = op(pointwise=True, method=False, inputs=("input", "other"), accepts=(dtypes.FLOAT,), node=name.capitalize(),
              samples=lambda t: [(t(2, 3), t(3), 0.5)])(multiple)
    made.backward(input=lambda g: g, other=lambda g, alpha: g * (sign * alpha))
    return made


_MULTIPLES = {"add": _multiple("add", 1), "sub": _multiple("sub", -1)}


def rsub(input, other, *, alpha=1):
    """``other - alpha * input``.

    Example:
        >>> torch.rsub(torch.tensor([1, 2]), 10)
        tensor([9, 8])
    """
    need_tensors("rsub", input=input)
    return sub(other, input, alpha=alpha) if isinstance(other, Tensor) else add(-input * alpha, other)


def _reflected(function):
    def call(self, other):
        return pointwise(function.op, (other, self), {})

    return call


for _name, _function in (
    ("sub", sub),
    ("floordiv", floor_divide),
    ("mod", remainder),
    ("pow", pow),
    ("lshift", bitwise_left_shift),
    ("rshift", bitwise_right_shift),
):
    setattr(Tensor, f"__r{_name}__", _reflected(_function))

for _name, _function in (("add", add), ("mul", mul), ("and", bitwise_and), ("or", bitwise_or), ("xor", bitwise_xor)):
    setattr(Tensor, f"__r{_name}__", _function)


def synonym(name, function):
    """PyTorch's second name for an op, its method and in-place method included."""
    setattr(Tensor, name, function)
    in_place = getattr(Tensor, function.op.name + "_", None)
    if in_place is not None:
        setattr(Tensor, name + "_", in_place)
    return function


subtract = synonym("subtract", sub)

multiply = synonym("multiply", mul)

divide = synonym("divide", div)

true_divide = synonym("true_divide", div)

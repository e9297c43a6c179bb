"""Comparisons, tests of single elements, and choices by a condition."""

from th.errors import ArgumentError, ArgumentTypeError, DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.tensor import Tensor
from th.tensor.wrongcalls import need_tensors

__all__ = [
    "REAL",
    "allclose",
    "eq",
    "equal",
    "ge",
    "greater",
    "greater_equal",
    "gt",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "le",
    "less",
    "less_equal",
    "lt",
    "ne",
    "not_equal",
    "signbit",
]


REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)


def _pair(t):
    return [(t(2, 3), t(2, 3)), (t(2, 3), t(3)), (t(2, 3), 0.5)]


@op(ufunc="equal", tensors=("input",), operator="eq", inplace=True, samples=_pair)
def eq(input, other):
    """True where equal.

    Example:
        >>> torch.tensor([1, 2]) == 2
        tensor([False,  True])
    """


@op(ufunc="not_equal", tensors=("input",), operator="ne", inplace=True, samples=_pair)
def ne(input, other):
    """True where not equal.

    Example:
        >>> torch.tensor([1, 2]) != 2
        tensor([ True, False])
    """


@op(ufunc="less", tensors=("input",), operator="lt", inplace=True, accepts=REAL, samples=_pair)
def lt(input, other):
    """True where `input` is smaller.

    Example:
        >>> torch.tensor([1, 2]) < 2
        tensor([ True, False])
    """


@op(ufunc="less_equal", tensors=("input",), operator="le", inplace=True, accepts=REAL, samples=_pair)
def le(input, other):
    """True where `input` is smaller or equal.

    Example:
        >>> torch.tensor([1, 2, 3]) <= 2
        tensor([ True,  True, False])
    """


@op(ufunc="greater", tensors=("input",), operator="gt", inplace=True, accepts=REAL, samples=_pair)
def gt(input, other):
    """True where `input` is larger.

    Example:
        >>> torch.tensor([1, 2]) > 1
        tensor([False,  True])
    """


@op(ufunc="greater_equal", tensors=("input",), operator="ge", inplace=True, accepts=REAL, samples=_pair)
def ge(input, other):
    """True where `input` is larger or equal.

    Example:
        >>> torch.tensor([1, 2, 3]) >= 2
        tensor([False,  True,  True])
    """


@op(ufunc="isnan")
def isnan(input):
    """True where not a number.

    Example:
        >>> torch.isnan(torch.tensor([1.0, float("nan")]))
        tensor([False,  True])
    """


@op(ufunc="isinf")
def isinf(input):
    """True where infinite.

    Example:
        >>> torch.isinf(torch.tensor([1.0, float("inf")]))
        tensor([False,  True])
    """


@op(ufunc="isfinite")
def isfinite(input):
    """True where neither infinite nor NaN.

    Example:
        >>> torch.isfinite(torch.tensor([1.0, float("inf")]))
        tensor([ True, False])
    """


@op(pointwise=True, accepts=REAL)
def isposinf(xp, input):
    """True where plus infinity.

    Example:
        >>> torch.isposinf(torch.tensor([1.0, float("inf")]))
        tensor([False,  True])
    """
    return xp.isinf(input) & (input > 0)


@op(pointwise=True, accepts=REAL)
def isneginf(xp, input):
    """True where minus infinity.

    Example:
        >>> torch.isneginf(torch.tensor([1.0, -float("inf")]))
        tensor([False,  True])
    """
    return xp.isinf(input) & (input < 0)


@op(pointwise=True)
def isreal(xp, input):
    """True where the imaginary part is 0.

    Example:
        >>> torch.isreal(torch.tensor([1 + 1j, 2]))
        tensor([False,  True])
    """
    return xp.isreal(input)


@op(pointwise=True, accepts=REAL)
def signbit(xp, input):
    """True where the sign bit is set (minus zero has it set).

    Example:
        >>> torch.signbit(torch.tensor([-1.0, 2.0]))
        tensor([ True, False])
    """
    return xp.signbit(input) if input.dtype.kind in "fV" else input < 0


def _synonyms(**pairs):
    for name, function in pairs.items():
        setattr(Tensor, name, function)
        setattr(Tensor, name + "_", getattr(Tensor, function.op.name + "_"))
    return tuple(pairs.values())


greater, greater_equal, less, less_equal, not_equal = _synonyms(
    greater=gt, greater_equal=ge, less=lt, less_equal=le, not_equal=ne
)


@method
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """True where ``|input - other| <= atol + rtol * |other|``.

    Example:
        >>> torch.isclose(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.1]))
        tensor([ True, False])
    """
    need_tensors("isclose", input=input, other=other)
    for name, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise ArgumentError(f"{name} must be greater than or equal to zero, but got {value}")
    if input.dtype is not other.dtype:
        raise DtypeError(f"isclose: `input` and `other` must have one dtype, got {input.dtype} and {other.dtype}")
    close = input == other
    if equal_nan and input.dtype.kind >= dtypes.FLOAT:
        close = close | (input.isnan() & other.isnan())
    if not input.dtype.kind >= dtypes.FLOAT and rtol == 0 and atol == 0:
        return close
    if input.dtype.is_wide_unsigned:
        input, other = input.double(), other.double()
    apart = (input - other).abs() if input.dtype is not dtypes.bool_ else input ^ other
    allowed = atol + (rtol * other).abs()
    finite = apart.isfinite() if apart.dtype.kind >= dtypes.FLOAT else True
    return close | ((apart <= allowed) & finite)


@method
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """True when `isclose` holds everywhere.

    Example:
        >>> torch.allclose(torch.tensor([1.0]), torch.tensor([1.0 + 1e-9]))
        True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


@method
def equal(input, other):
    """True when shape and all elements are the same.

    Example:
        >>> torch.equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
        True
    """
    for name, value in (("input", input), ("other", other)):
        if not isinstance(value, Tensor):
            raise ArgumentTypeError(f"equal(): argument '{name}' must be Tensor, not {type(value).__name__}")
    return input._array.shape == other._array.shape and bool((input == other).all())

"""Comparisons, tests of single elements, and choices by a condition."""

from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.pointwise import broadcast_shape
from th.tensor.tensor import Tensor

__all__ = [
    "allclose", "clamp", "clamp_max", "clamp_min", "clip", "eq", "equal", "ge", "greater", "greater_equal", "gt",
    "isclose", "isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "le", "less", "less_equal", "lt",
    "masked_fill", "nan_to_num", "ne", "not_equal", "signbit", "where",
]

_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)


def _pair(t):
    return [(t(2, 3), t(2, 3)), (t(2, 3), t(3)), (t(2, 3), 0.5)]


@op(ufunc="equal", operator="eq", inplace=True, samples=_pair)
def eq(input, other):
    """True where equal.

    Example:
        >>> torch.tensor([1, 2]) == 2
        tensor([False,  True])
    """


@op(ufunc="not_equal", operator="ne", inplace=True, samples=_pair)
def ne(input, other):
    """True where not equal.

    Example:
        >>> torch.tensor([1, 2]) != 2
        tensor([ True, False])
    """


@op(ufunc="less", operator="lt", inplace=True, accepts=_REAL, samples=_pair)
def lt(input, other):
    """True where `input` is smaller.

    Example:
        >>> torch.tensor([1, 2]) < 2
        tensor([ True, False])
    """


@op(ufunc="less_equal", operator="le", inplace=True, accepts=_REAL, samples=_pair)
def le(input, other):
    """True where `input` is smaller or equal.

    Example:
        >>> torch.tensor([1, 2, 3]) <= 2
        tensor([ True,  True, False])
    """


@op(ufunc="greater", operator="gt", inplace=True, accepts=_REAL, samples=_pair)
def gt(input, other):
    """True where `input` is larger.

    Example:
        >>> torch.tensor([1, 2]) > 1
        tensor([False,  True])
    """


@op(ufunc="greater_equal", operator="ge", inplace=True, accepts=_REAL, samples=_pair)
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


@op(pointwise=True, accepts=_REAL)
def isposinf(xp, input):
    """True where plus infinity.

    Example:
        >>> torch.isposinf(torch.tensor([1.0, float("inf")]))
        tensor([False,  True])
    """
    return xp.isinf(input) & (input > 0)


@op(pointwise=True, accepts=_REAL)
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


@op(pointwise=True, accepts=_REAL)
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


@op(pointwise=True, method=False, numbers=True, inputs=("input", "other"), operands=("input", "other"),
    samples=lambda t: [(t(2, 3) > 0, t(2, 3), t(3))])
def _select(xp, condition, input, other):
    return xp.where(condition, input, other)


_select.backward(
    input=lambda g, condition: g.masked_fill(~condition, 0),
    other=lambda g, condition: g.masked_fill(condition, 0),
)
_select.op.node = "Where"


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
    if condition.dtype is not dtypes.bool_:
        if condition.dtype is not dtypes.uint8:
            from th.errors import DtypeError

            raise DtypeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype}")
        condition = condition.bool()
    return _select(condition, input, other)


def _where_method(self, condition, other):
    return where(condition, self, other)


_where_method.__doc__ = where.__doc__
Tensor.where = _where_method


@op(inplace=True, inputs=("input", "value"), samples=lambda t: [(t(2, 3), t(2, 3) > 0, 2.0), (t(2, 3), t(3) > 0, 0.0)])
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
    from th.errors import DtypeError, ShapeError

    if mask.dtype.kind != "b":
        raise DtypeError(f"masked_fill only supports boolean masks, but got mask with dtype {mask.dtype}")
    if getattr(value, "ndim", 0):
        raise ShapeError(
            f"masked_fill only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    if input.shape == mask.shape:
        out = input.copy()
        xp.copyto(out, xp.asarray(value, dtype=input.dtype), where=mask)
        return out
    broadcast_shape(input.shape, mask.shape)
    return xp.where(mask, xp.asarray(value, dtype=input.dtype), input)


masked_fill.backward(
    input=lambda g, mask: g.masked_fill(mask, 0),
    value=lambda g, mask: g.masked_fill(~mask, 0).sum(),
)


def _clamp_rule(g, input, min, max):  # noqa: A002
    inside = None
    for bound, keeps in ((min, lambda b: input >= b), (max, lambda b: input <= b)):
        if bound is not None:
            inside = keeps(bound) if inside is None else inside & keeps(bound)
    return g.masked_fill(~inside, 0)


@op(pointwise=True, inplace=True, accepts=_REAL, inputs=("input", "min", "max"),
    samples=lambda t: [(t(2, 3), -0.5, 0.5), (t(2, 3), None, 0.5), (t(2, 3), t(3), t(3))])
def clamp(xp, input, min=None, max=None):  # noqa: A002
    """Limits every element to the range from `min` to `max`.

    Args:
        input (Tensor): (*)
        min (number or Tensor): the lower bound; none when None
        max (number or Tensor): the upper bound; none when None
    Example:
        >>> torch.clamp(torch.tensor([-2.0, 0.5, 2.0]), -1, 1)
        tensor([-1.0000,  0.5000,  1.0000])
    """
    from th.errors import ArgumentError

    if min is None and max is None:
        raise ArgumentError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if min is not None:
        input = xp.maximum(input, min)
    return input if max is None else xp.minimum(input, max)


clamp.backward(
    input=_clamp_rule,
    min=lambda g, input, min, max: g.masked_fill(~((input < min) if max is None else (input < min) & (min < max)), 0),
    max=lambda g, input, min, max: g.masked_fill(~((input > max) if min is None else (input > max) | (min > max)), 0),
)


def clamp_min(input, min):  # noqa: A002
    """Limits every element from below.

    Example:
        >>> torch.clamp_min(torch.tensor([-2.0, 2.0]), 0)
        tensor([0., 2.])
    """
    return clamp(input, min=min)


def clamp_max(input, max):  # noqa: A002
    """Limits every element from above.

    Example:
        >>> torch.clamp_max(torch.tensor([-2.0, 2.0]), 0)
        tensor([-2.,  0.])
    """
    return clamp(input, max=max)


clip = clamp
Tensor.clip, Tensor.clip_ = clamp, Tensor.clamp_
Tensor.clamp_min, Tensor.clamp_max = clamp_min, clamp_max
Tensor.clamp_min_ = lambda self, min: self.clamp_(min=min)  # noqa: A002
Tensor.clamp_max_ = lambda self, max: self.clamp_(max=max)  # noqa: A002


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
    info = dtypes.finfo(dtypes.real_of(dtypes.from_numpy_dtype(input.dtype)))
    high = info.max if posinf is None else posinf
    low = info.min if neginf is None else neginf
    return xp.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=high, neginf=low)


nan_to_num.backward(input=lambda g, input: g.masked_fill(~input.isfinite(), 0))


@method
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """True where ``|input - other| <= atol + rtol * |other|``.

    Example:
        >>> torch.isclose(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.1]))
        tensor([ True, False])
    """
    from th.errors import DtypeError

    if input.dtype is not other.dtype:
        raise DtypeError(f"isclose: `input` and `other` must have one dtype, got {input.dtype} and {other.dtype}")
    close = input == other
    if equal_nan and input.dtype.kind >= dtypes.FLOAT:
        close = close | (input.isnan() & other.isnan())
    if not input.dtype.kind >= dtypes.FLOAT and rtol == 0 and atol == 0:
        return close
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
    return input._array.shape == other._array.shape and bool((input == other).all())

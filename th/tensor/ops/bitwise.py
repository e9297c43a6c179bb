"""Operations on bits and truth values."""

from th.errors import ArgumentTypeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.tensor import Tensor

__all__ = [
    "bitwise_and",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
]


_BITS = (dtypes.BOOL, dtypes.INTEGRAL)


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


@op(pointwise=True, inplace=True, accepts=_BITS)
def bitwise_not(xp, input):
    """NOT of the bits; of truth values for bool.

    Example:
        >>> ~torch.tensor([True, False])
        tensor([False,  True])
    """
    return xp.invert(input)


def _invert(self):
    """``~x``: NOT of the bits."""
    if self.dtype.kind > dtypes.INTEGRAL:
        raise ArgumentTypeError(
            f"~ (operator.invert) is only implemented on integer and Boolean-type tensors, not {self.dtype}"
        )
    return bitwise_not(self)


Tensor.__invert__ = _invert


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


@op(pointwise=True, tensors=("input", "other"), inplace=True)
def logical_and(xp, input, other):
    """True where both are not zero.

    Example:
        >>> torch.logical_and(torch.tensor([1, 0]), torch.tensor([2, 2]))
        tensor([ True, False])
    """
    return xp.logical_and(input, other)


@op(pointwise=True, tensors=("input", "other"), inplace=True)
def logical_or(xp, input, other):
    """True where one is not zero.

    Example:
        >>> torch.logical_or(torch.tensor([1, 0]), torch.tensor([0, 0]))
        tensor([ True, False])
    """
    return xp.logical_or(input, other)


@op(pointwise=True, tensors=("input", "other"), inplace=True)
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

"""`torch.masked`: reductions and normalisations of the elements that a mask lets through."""

import math

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.limits import iinfo
from th.tensor.ops import extremes, pairs, reduce, scans, softmax as _softmax, sorting, spread
from th.tensor.ops.choosing import where

__all__ = [
    "amax", "amin", "argmax", "argmin", "cumprod", "cumsum", "log_softmax", "logaddexp", "logsumexp", "mean", "median", "norm",
    "normalize", "prod", "softmax", "softmin", "std", "sum", "var",
]  # fmt: skip


def _least(dtype):
    return -math.inf if dtype.kind >= dtypes.FLOAT else False if dtype is dtypes.bool_ else iinfo(dtype).min


def _most(dtype):
    return math.inf if dtype.kind >= dtypes.FLOAT else True if dtype is dtypes.bool_ else iinfo(dtype).max


def _kept(input, mask, dtype, neutral):
    """`input` in `dtype`, with `neutral` (a number, or what gives it for a dtype) where the mask is False."""
    x = input if dtype is None else input.to(dtype)
    if mask is None:
        return x
    value = neutral(x.dtype) if callable(neutral) else neutral
    return where(mask.expand(x.shape) if mask.shape != x.shape else mask, x, x.new_full((), value))


def sum(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The sum of what the mask lets through, 0 where that is nothing.

    Args:
        dim (int or tuple): along which; all by default
        mask (Tensor): bool, broadcast to `input`; False leaves an element out
    Example:
        >>> torch.masked.sum(torch.tensor([1, 2, 4]), mask=torch.tensor([True, False, True]))
        tensor(5)
    """
    return reduce.sum(_kept(input, mask, None, 0), dim, keepdim, dtype=dtype)


def prod(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The product of what the mask lets through, 1 where that is nothing.

    Example:
        >>> torch.masked.prod(torch.tensor([3, 2, 4]), mask=torch.tensor([True, False, True]))
        tensor(12)
    """
    x = _kept(input, mask, None, 1)
    dims = range(x.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    found = x
    for d in sorted([d % max(x.ndim, 1) for d in dims], reverse=True) if x.ndim else ():
        found = reduce.prod(found, d, keepdim, dtype=dtype)
    return found if found is not x else reduce.prod(x, dtype=dtype)


def mean(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The mean of what the mask lets through, NaN where that is nothing.

    Example:
        >>> torch.masked.mean(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, False, True]))
        tensor(2.5000)
    """
    wanted = input.dtype if dtype is None else dtypes.to_dtype(dtype)
    if wanted.kind < dtypes.FLOAT:
        raise ArgumentError(
            f"mean(): Could not infer output dtype. dtype must be either a floating point or complex dtype. Got: {wanted}"
        )
    return sum(input, dim, keepdim=keepdim, dtype=dtype, mask=mask) / _count(input, dim, keepdim, mask)


def _count(input, dim, keepdim, mask):
    ones = input.new_ones(input.shape, dtype=dtypes.bool_) if mask is None else mask.expand(input.shape)
    return reduce.sum(ones, dim, keepdim)


def var(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    """The variance of what the mask lets through, with Bessel's correction of 1 unless told.

    Example:
        >>> torch.masked.var(torch.tensor([1.0, 2.0, 3.0]), mask=torch.tensor([True, False, True]))
        tensor(2.)
    """
    if unbiased is not None:
        correction = 1 if unbiased else 0
    correction = 1 if correction is None else correction
    x = input if dtype is None else input.to(dtype)
    x = x if x.dtype.kind >= dtypes.FLOAT else x.to(dtypes.get_default_dtype())
    count = _count(x, dim, True, mask)
    away = x - sum(x, dim, keepdim=True, mask=mask) / count
    total = sum(away * away.conj(), dim, keepdim=keepdim, mask=mask)
    return total / (_count(x, dim, keepdim, mask) - correction).clamp(min=0)


def std(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    """The square root of `var`.

    Example:
        >>> torch.masked.std(torch.tensor([1.0, 9.0, 5.0]), mask=torch.tensor([True, False, True]), unbiased=False)
        tensor(2.)
    """
    return var(input, dim, unbiased, correction=correction, keepdim=keepdim, dtype=dtype, mask=mask).sqrt()


def amax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The largest of what the mask lets through, the least number where that is nothing.

    Example:
        >>> torch.masked.amax(torch.tensor([1, 9, 4]), mask=torch.tensor([True, False, True]))
        tensor(4)
    """
    return extremes.amax(_kept(input, mask, dtype, _least), () if dim is None else dim, keepdim)


def amin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The smallest of what the mask lets through, the greatest number where that is nothing.

    Example:
        >>> torch.masked.amin(torch.tensor([3, 1, 4]), mask=torch.tensor([True, False, True]))
        tensor(3)
    """
    return extremes.amin(_kept(input, mask, dtype, _most), () if dim is None else dim, keepdim)


def argmax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """Where the largest is of what the mask lets through; in the dtype of `input` unless told.

    Example:
        >>> torch.masked.argmax(torch.tensor([1, 9, 4]), mask=torch.tensor([True, False, True]))
        tensor(2)
    """
    return extremes.argmax(_kept(input, mask, dtype, _least), dim, bool(keepdim)).to(dtype or input.dtype)


def argmin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """Where the smallest is of what the mask lets through.

    Example:
        >>> torch.masked.argmin(torch.tensor([3, 1, 4]), mask=torch.tensor([True, False, True]))
        tensor(0)
    """
    return extremes.argmin(_kept(input, mask, dtype, _most), dim, bool(keepdim)).to(dtype or input.dtype)


def cumsum(input, dim, *, dtype=None, mask=None):
    """Running sums of what the mask lets through.

    Example:
        >>> torch.masked.cumsum(torch.tensor([1, 2, 4]), 0, mask=torch.tensor([True, False, True]))
        tensor([1, 1, 5])
    """
    return scans.cumsum(_kept(input, mask, None, 0), dim, dtype=dtype)


def cumprod(input, dim, *, dtype=None, mask=None):
    """Running products of what the mask lets through.

    Example:
        >>> torch.masked.cumprod(torch.tensor([3, 2, 4]), 0, mask=torch.tensor([True, False, True]))
        tensor([ 3,  3, 12])
    """
    return scans.cumprod(_kept(input, mask, None, 1), dim, dtype=dtype)


def median(input, dim=-1, *, keepdim=False, dtype=None, mask=None):
    """The median along `dim` of what the mask lets through, NaN where that is nothing.

    Example:
        >>> torch.masked.median(torch.tensor([1.0, 9.0, 4.0]), 0, mask=torch.tensor([True, False, True]))
        tensor(1.)
    """
    wanted = input.dtype if dtype is None else dtypes.to_dtype(dtype)
    if wanted.kind < dtypes.FLOAT:
        raise ArgumentError(f"median expects no fully masked out rows if dtype is not floating point: got {wanted}")
    if mask is None:
        return sorting.median(input if dtype is None else input.to(dtype), dim, bool(keepdim)).values
    return sorting.nanmedian(_kept(input, mask, dtype, math.nan), dim, bool(keepdim)).values


def norm(input, ord=2.0, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The norm of order `ord` of what the mask lets through.

    Example:
        >>> torch.masked.norm(torch.tensor([3.0, 7.0, 4.0]), mask=torch.tensor([True, False, True]))
        tensor(5.)
    """
    neutral = math.inf if ord == -math.inf else 0
    return spread.vector_norm(_kept(input, mask, dtype, neutral), 2 if ord is None else ord, dim, keepdim)


def normalize(input, ord, dim, *, eps=1e-12, dtype=None, mask=None):
    """What the mask lets through, divided by its norm along `dim`; 0 elsewhere.

    Example:
        >>> torch.masked.normalize(torch.tensor([3.0, 7.0, 4.0]), 2, 0, mask=torch.tensor([True, False, True]))
        tensor([0.6000, 0.0000, 0.8000])
    """
    length = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    length = length.maximum(length.new_full((), eps))
    return _kept(input, mask, dtype, 0) / length


def softmax(input, dim, *, dtype=None, mask=None):
    """Softmax of what the mask lets through; 0 elsewhere.

    Example:
        >>> torch.masked.softmax(torch.tensor([1.0, 9.0, 1.0]), 0, mask=torch.tensor([True, False, True]))
        tensor([0.5000, 0.0000, 0.5000])
    """
    return _softmax.softmax(_kept(input, mask, dtype, _least), dim)


def log_softmax(input, dim, *, dtype=None, mask=None):
    """The logarithm of `softmax`.

    Example:
        >>> torch.masked.log_softmax(torch.tensor([1.0, 9.0, 1.0]), 0, mask=torch.tensor([True, False, True]))
        tensor([-0.6931,    -inf, -0.6931])
    """
    return _softmax.log_softmax(_kept(input, mask, dtype, _least), dim)


def softmin(input, dim, *, dtype=None, mask=None):
    """`softmax` of the negative input.

    Example:
        >>> torch.masked.softmin(torch.tensor([1.0, 0.0, 1.0]), 0, mask=torch.tensor([True, False, True]))
        tensor([0.5000, 0.0000, 0.5000])
    """
    return _softmax.softmax(-_kept(input, mask, dtype, _most), dim)


def logsumexp(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    """The logarithm of the sum of exponentials of what the mask lets through.

    Example:
        >>> torch.masked.logsumexp(torch.tensor([0.0, 9.0, 0.0]), mask=torch.tensor([True, False, True]))
        tensor(0.6931)
    """
    x = _kept(input, mask, dtype, _least)
    return spread.logsumexp(x, tuple(range(x.ndim)) if dim is None else dim, keepdim).to(dtype or input.dtype)


def logaddexp(input, other, *, dtype=None, input_mask=None, other_mask=None):
    """``log(exp(input) + exp(other))``, each only where its mask lets it through.

    Example:
        >>> torch.masked.logaddexp(torch.zeros(2), torch.zeros(2), other_mask=torch.tensor([True, False]))
        tensor([0.6931, 0.0000])
    """
    return pairs.logaddexp(_kept(input, input_mask, dtype, -math.inf), _kept(other, other_mask, dtype, -math.inf))

"""Reductions: sums, means, extremes, norms, over all elements or over dims."""

import numpy as np

from th.errors import DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.naming import named_by
from th.tensor.ops.arithmetic import conjugate
from th.tensor.ops.viewing import wrap_dim, wrap_dims
from th.tensor.outs import takes_out
from th.tensor.pointwise import FLOATS
from th.tensor.summing import added, total

__all__ = [
    "all",
    "any",
    "axis_of",
    "count_nonzero",
    "count_of",
    "dims_samples",
    "mean",
    "nanmean",
    "nansum",
    "need_floating",
    "one_axis",
    "prod",
    "restored",
    "sum",
]


_builtin_sum, _builtin_all = sum, all


def dims_samples(t):
    return [(t(2, 3),), (t(2, 3), 0), (t(2, 3, 4), (0, -1)), (t(2, 3), 1, True), (t(),)]


def restored(g, shape, dim, keepdim):
    """`g` with the reduced dims back as size 1, so that it broadcasts with the input."""
    if keepdim or not shape:
        return g
    dims = wrap_dims(dim if dim != () else None, len(shape))
    if len(dims) == len(shape):
        return g.reshape((1,) * len(shape))
    return g.reshape([1 if i in dims else n for i, n in enumerate(shape)])


def axis_of(dim, ndim):
    """numpy's `axis` for PyTorch's `dim`: None or an empty sequence means all."""
    if dim is None or dim == () or dim == []:
        return None
    if dim.__class__ is int and -ndim <= dim < ndim:
        return (dim + ndim if dim < 0 else dim,)
    return wrap_dims(dim, ndim)


def _accumulator(input, dtype):
    """The dtype that sum and prod compute in: int64 for integers and bool."""
    if dtype is not None:
        return dtypes.to_dtype(dtype).numpy
    return dtypes.int64.numpy if input.dtype.kind in "iub" else input.dtype


@op(contiguous=True, kernel=total, native=FLOATS, samples=dims_samples)
def sum(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The sum, of all elements or along `dim`; integers add up in int64.

    Args:
        input (Tensor): (*)
        dim (int or ints): the dims to reduce; all by default
        keepdim (bool): keep them with size 1
        dtype (dtype): convert to it first
    Example:
        >>> torch.sum(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0)
        tensor([4., 6.])
    """
    kind = input.dtype.kind
    if kind == "b" and dim is None and not keepdim and dtype is None and xp is np:
        return np.array(np.count_nonzero(input))  # a tenth of the time of adding
    if kind in "iub" or dtype is not None:
        wide = _accumulator(input, dtype)
        if input.dtype.kind in "fc" and wide.kind not in "fc":
            input = input.astype(wide)
        return xp.sum(input, axis=axis_of(dim, input.ndim), keepdims=keepdim, dtype=wide)
    return added(xp, input, None if dim is None else axis_of(dim, input.ndim), keepdim)


sum.backward(input=lambda g, shape, dim, keepdim: restored(g, shape, dim, keepdim).expand(shape))


@op(contiguous=True, samples=dims_samples)
def nansum(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The sum with NaN counted as 0.

    Example:
        >>> torch.nansum(torch.tensor([1.0, float("nan")]))
        tensor(1.)
    """
    wide = _accumulator(input, dtype)
    axis = axis_of(dim, input.ndim)
    if wide.itemsize == 2 and wide.kind in "fV":
        return xp.nansum(input.astype("float32"), axis=axis, keepdims=keepdim).astype(wide)
    return xp.nansum(input, axis=axis, keepdims=keepdim, dtype=wide)


nansum.backward(
    input=lambda g, input, shape, dim, keepdim: (
        restored(g, shape, dim, keepdim).expand(shape).masked_fill(input.isnan(), 0)
    )
)


def need_floating(name, input, dtype):
    if dtype is None and input.dtype.kind in "fc":
        return input
    d = dtypes.from_numpy_dtype(input.dtype) if dtype is None else dtypes.to_dtype(dtype)
    if d.kind < dtypes.FLOAT:
        raise DtypeError(
            f"{name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {d.alias}; convert it first, with x.float() for example"
        )
    return input if dtype is None else input.astype(d.numpy)


def count_of(shape, dim):
    if dim.__class__ is int and -len(shape) <= dim < len(shape):
        return shape[dim]
    count = 1
    for i in wrap_dims(None if dim in ((), []) else dim, len(shape)):
        count *= shape[i]
    return count


@op(
    contiguous=True,
    kernel=lambda a: total(a) / a.dtype.type(a.size),
    native=FLOATS - {np.dtype("float16")},
    samples=dims_samples,
)
def mean(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The mean, of all elements or along `dim`.

    Args:
        input (Tensor): (*), floating or complex
        dim (int or ints): the dims to reduce; all by default
        keepdim (bool): keep them with size 1
        dtype (dtype): convert to it first
    Raises:
        DtypeError: for integers
    Example:
        >>> torch.mean(torch.tensor([1.0, 2.0, 6.0]))
        tensor(3.)
    """
    input = need_floating("mean", input, dtype)
    axis = axis_of(dim, input.ndim)
    if input.dtype.itemsize == 2:
        return xp.mean(input.astype("float32"), axis=axis, keepdims=keepdim).astype(input.dtype)
    found = added(xp, input, axis, keepdim)
    return found / found.dtype.type(input.size // (found.size or 1))


def _mean_rule(g, shape, dim, keepdim):
    return (restored(g, shape, dim, keepdim) / count_of(shape, dim)).expand(shape)


mean.backward(input=_mean_rule)


@takes_out
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """The mean of what is not NaN.

    Example:
        >>> torch.nanmean(torch.tensor([1.0, float("nan"), 3.0]))
        tensor(2.)
    """
    count = (~input.isnan()).sum(dim, keepdim)
    return nansum(input, dim, keepdim, dtype=dtype) / count


def one_axis(dim, ndim):
    return None if dim is None else wrap_dim(dim, ndim)


@op(contiguous=True, kernel=lambda a: np.multiply.reduce(a, None), native=FLOATS,
    samples=lambda t: [(t(2, 3),), (t(2, 3), 0), (t(2, 3), 1, True)])
def prod(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The product, of all elements or along one dim.

    Example:
        >>> torch.prod(torch.tensor([1, 2, 3]))
        tensor(6)
    """
    wide = _accumulator(input, dtype)
    axis = None if input.ndim == 0 else one_axis(dim, input.ndim)
    return xp.prod(input, axis=axis, keepdims=keepdim, dtype=wide)


def _prod_rule(g, input, shape, dim, keepdim):
    """The product of all the others: from the left times from the right, so that zeros do no harm."""
    if not shape:
        return g
    if dim is None:
        flat = input.reshape(-1)
        return conjugate(_others_product(flat, 0)).reshape(shape) * g
    return restored(g, shape, dim, keepdim) * conjugate(_others_product(input, wrap_dim(dim, len(shape))))


def _others_product(x, dim):
    n = x.shape[dim]
    if n == 0:
        return x
    one = x.narrow(dim, 0, 1) * 0 + 1
    left = x.narrow(dim, 0, n - 1)
    right = x.narrow(dim, 1, n - 1).flip(dim)
    from th.tensor.ops.joining import cat

    before = cat([one, left], dim).cumprod(dim)
    after = cat([one, right], dim).cumprod(dim).flip(dim)
    return before * after


prod.backward(input=_prod_rule)


def _truth(name, xp, input, dim, keepdim):
    found = getattr(xp, name)(input, axis=axis_of(dim, input.ndim), keepdims=keepdim)
    return found.astype(input.dtype) if input.dtype is _UINT8 else found


_UINT8, _BOOLS = np.dtype("uint8"), frozenset((np.dtype("bool"),))


@op(contiguous=True, kernel=lambda a: a.reshape(-1)[a.argmin()], native=_BOOLS)
def all(xp, input, dim=None, keepdim=False):
    """True when every element is true (not 0).

    Example:
        >>> torch.all(torch.tensor([True, False]))
        tensor(False)
    """
    return _truth("all", xp, input, dim, keepdim)


@op(contiguous=True, kernel=lambda a: a.reshape(-1)[a.argmax()], native=_BOOLS)
def any(xp, input, dim=None, keepdim=False):
    """True when some element is true (not 0).

    Example:
        >>> torch.any(torch.tensor([True, False]))
        tensor(True)
    """
    return _truth("any", xp, input, dim, keepdim)


@op(contiguous=True)
def count_nonzero(xp, input, dim=None):
    """The number of elements that are not 0.

    Example:
        >>> torch.count_nonzero(torch.tensor([0, 1, 2]))
        tensor(2)
    """
    return xp.asarray(xp.count_nonzero(input, axis=axis_of(dim, input.ndim))).astype("int64")


method(nanmean)

for _op in (sum, mean, prod):
    named_by(_op.op, lambda input, dim=None, *rest, _name=_op.__name__.capitalize(): f"{_name}Backward{dim is not None:d}")

"""Reductions: sums, means, extremes, norms, over all elements or over dims."""

import functools

import numpy as np

from th.errors import ArgumentError, DimensionError, DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.ops.viewing import wrap_dim, wrap_dims
from th.tensor.pointwise import FLOATS
from th.tensor.tensor import Tensor

__all__ = [
    "all", "amax", "amin", "aminmax", "any", "argmax", "argmin", "count_nonzero", "logsumexp", "max", "mean", "min", "nanmean",
    "nansum", "norm", "prod", "std", "std_mean", "sum", "var", "var_mean",
]

_builtin_sum, _builtin_all = sum, all


def _dims_samples(t):
    return [(t(2, 3),), (t(2, 3), 0), (t(2, 3, 4), (0, -1)), (t(2, 3), 1, True), (t(),)]


def restored(g, shape, dim, keepdim):
    """`g` with the reduced dims back as size 1, so that it broadcasts with the input."""
    if keepdim or not shape:
        return g
    dims = wrap_dims(dim if dim != () else None, len(shape))
    if len(dims) == len(shape):
        return g.reshape((1,) * len(shape))
    return g.reshape([1 if i in dims else n for i, n in enumerate(shape)])


def _axis(dim, ndim):
    """numpy's `axis` for PyTorch's `dim`: None or an empty sequence means all."""
    if dim is None or dim == () or dim == []:
        return None
    return wrap_dims(dim, ndim)


def _accumulator(input, dtype):
    """The dtype that sum and prod compute in: int64 for integers and bool."""
    if dtype is not None:
        return dtypes.to_dtype(dtype).numpy
    return dtypes.int64.numpy if input.dtype.kind in "iub" else input.dtype


@op(kernel=functools.partial(np.add.reduce, axis=None), native=FLOATS, samples=_dims_samples)
def sum(xp, input, dim=None, keepdim=False, *, dtype=None):  # noqa: A001
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
    if kind in "iub" or dtype is not None:
        wide = _accumulator(input, dtype)
        if input.dtype.kind in "fc" and wide.kind not in "fc":
            input = input.astype(wide)
        return xp.sum(input, axis=_axis(dim, input.ndim), keepdims=keepdim, dtype=wide)
    if kind == "V":
        return input.astype("float32").sum(axis=_axis(dim, input.ndim), keepdims=keepdim).astype(input.dtype)
    return xp.add.reduce(input, axis=None if dim is None else _axis(dim, input.ndim), keepdims=keepdim)


sum.backward(input=lambda g, shape, dim, keepdim: restored(g, shape, dim, keepdim).expand(shape))


@op(samples=_dims_samples)
def nansum(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The sum with NaN counted as 0.

    Example:
        >>> torch.nansum(torch.tensor([1.0, float("nan")]))
        tensor(1.)
    """
    wide = _accumulator(input, dtype)
    return xp.nansum(input, axis=_axis(dim, input.ndim), keepdims=keepdim, dtype=wide)


nansum.backward(
    input=lambda g, input, shape, dim, keepdim: restored(g, shape, dim, keepdim).expand(shape).masked_fill(input.isnan(), 0)
)


def _reject_integers(name, input, dtype):
    d = dtypes.from_numpy_dtype(input.dtype) if dtype is None else dtypes.to_dtype(dtype)
    if d.kind < dtypes.FLOAT:
        raise DtypeError(
            f"{name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {d.alias}; convert it first, with x.float() for example"
        )
    return input if dtype is None else input.astype(d.numpy)


def _count(shape, dim):
    total = 1
    for i in wrap_dims(None if dim in ((), []) else dim, len(shape)):
        total *= shape[i]
    return total


@op(kernel=lambda a: np.add.reduce(a, None) / a.dtype.type(a.size), native=FLOATS - {np.dtype("float16")},
    samples=_dims_samples)
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
    input = _reject_integers("mean", input, dtype)
    axis = _axis(dim, input.ndim)
    if input.dtype.itemsize == 2:
        return xp.mean(input.astype("float32"), axis=axis, keepdims=keepdim).astype(input.dtype)
    total = xp.add.reduce(input, axis=axis, keepdims=keepdim)
    count = input.size if axis is None else _count(input.shape, axis)
    return total / total.dtype.type(count)


def _mean_rule(g, shape, dim, keepdim):
    return (restored(g, shape, dim, keepdim) / _count(shape, dim)).expand(shape)


mean.backward(input=_mean_rule)


def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """The mean of what is not NaN.

    Example:
        >>> torch.nanmean(torch.tensor([1.0, float("nan"), 3.0]))
        tensor(2.)
    """
    count = (~input.isnan()).sum(dim, keepdim)
    return nansum(input, dim, keepdim, dtype=dtype) / count


def _prod_dim(dim, ndim):
    return None if dim is None else wrap_dim(dim, ndim)


@op(samples=lambda t: [(t(2, 3),), (t(2, 3), 0), (t(2, 3), 1, True)])
def prod(xp, input, dim=None, keepdim=False, *, dtype=None):
    """The product, of all elements or along one dim.

    Example:
        >>> torch.prod(torch.tensor([1, 2, 3]))
        tensor(6)
    """
    wide = _accumulator(input, dtype)
    axis = None if input.ndim == 0 else _prod_dim(dim, input.ndim)
    return xp.prod(input, axis=axis, keepdims=keepdim, dtype=wide)


def _prod_rule(g, input, shape, dim, keepdim):
    """The product of all the others: from the left times from the right, so that zeros do no harm."""
    if not shape:
        return g
    if dim is None:
        flat = input.reshape(-1)
        return _others_product(flat, 0).reshape(shape) * g
    return restored(g, shape, dim, keepdim) * _others_product(input, wrap_dim(dim, len(shape)))


def _others_product(x, dim):
    n = x.shape[dim]
    if n == 0:
        return x
    one = x.narrow(dim, 0, 1) * 0 + 1
    left = x.narrow(dim, 0, n - 1)
    right = x.narrow(dim, 1, n - 1).flip(dim)
    from th.tensor.ops.shape import cat

    before = cat([one, left], dim).cumprod(dim)
    after = cat([one, right], dim).cumprod(dim).flip(dim)
    return before * after


prod.backward(input=_prod_rule)


# ---- extremes


def _need_elements(input, name, dim):
    if input.ndim == 0:
        return
    if dim is None and input.size == 0:
        raise DimensionError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
            "the 'dim' argument."
        )
    for d in wrap_dims(dim, input.ndim):
        if input.shape[d] == 0:
            raise DimensionError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _need_real(input, name):
    if input.dtype.kind == "c":
        alias = dtypes.from_numpy_dtype(input.dtype).alias
        raise DtypeError(f'"{name}" not implemented for \'{alias}\': complex numbers have no order')


def _extreme(name, xp, input, dim, keepdim):
    _need_real(input, name)
    _need_elements(input, name, dim)
    return getattr(xp, name)(input, axis=_axis(dim, input.ndim), keepdims=keepdim)


def _shared_rule(g, input, shape, dim, keepdim, out):
    """The gradient of an extreme, shared among equals."""
    mask = input == restored(out, shape, dim, keepdim)
    share = restored(g, shape, dim, keepdim)
    count = mask.sum(None if dim in ((), []) else dim, True)
    return (share / count).expand(shape).masked_fill(~mask, 0)


@op(samples=_dims_samples)
def amax(xp, input, dim=(), keepdim=False):
    """The largest element along `dim`; its gradient is shared among equals.

    Example:
        >>> torch.amax(torch.tensor([[1, 5], [7, 2]]), dim=1)
        tensor([5, 7])
    """
    return _extreme("max", xp, input, dim, keepdim)


@op(samples=_dims_samples)
def amin(xp, input, dim=(), keepdim=False):
    """The smallest element along `dim`; its gradient is shared among equals.

    Example:
        >>> torch.amin(torch.tensor([[1, 5], [7, 2]]), dim=1)
        tensor([1, 2])
    """
    return _extreme("min", xp, input, dim, keepdim)


amax.backward(input=_shared_rule)
amin.backward(input=_shared_rule)


@op(method=False, samples=lambda t: [(t(2, 3),)])
def _max_all(xp, input):
    return _extreme("max", xp, input, None, False)


@op(method=False, samples=lambda t: [(t(2, 3),)])
def _min_all(xp, input):
    return _extreme("min", xp, input, None, False)


for _op, _node in ((_max_all, "Max"), (_min_all, "Min")):
    _op.backward(input=lambda g, input, shape, out: _shared_rule(g, input, shape, None, False, out))
    _op.op.node = _node + "Backward1"


def _arg(name, xp, input, dim, keepdim):
    _need_real(input, name)
    if input.ndim == 0:
        if dim is not None:
            wrap_dim(dim, 0)
        return xp.zeros((), "int64")
    _need_elements(input, name, dim)
    axis = _prod_dim(dim, input.ndim)
    found = getattr(xp, name)(input, axis=axis)
    if keepdim:
        found = found.reshape((1,) * input.ndim) if axis is None else xp.expand_dims(found, axis)
    return found


@op()
def argmax(xp, input, dim=None, keepdim=False):
    """The index of the largest element, of all (in the flattened tensor) or along `dim`.

    Example:
        >>> torch.argmax(torch.tensor([1, 5, 3]))
        tensor(1)
    """
    return _arg("argmax", xp, input, dim, keepdim)


@op()
def argmin(xp, input, dim=None, keepdim=False):
    """The index of the smallest element, of all (in the flattened tensor) or along `dim`.

    Example:
        >>> torch.argmin(torch.tensor([4, 1, 3]))
        tensor(1)
    """
    return _arg("argmin", xp, input, dim, keepdim)


_Max = named_tuple("max", "values", "indices")
_Min = named_tuple("min", "values", "indices")


def _with_indices(name, xp, input, dim, keepdim):
    where = _arg("arg" + name, xp, input, dim, True)
    if input.ndim == 0:
        return input.copy(), where
    values = xp.take_along_axis(input, where, wrap_dim(dim, input.ndim))
    if not keepdim:
        axis = wrap_dim(dim, input.ndim)
        values, where = xp.squeeze(values, axis), xp.squeeze(where, axis)
    return values, where


@op(method=False, returns=_Max, samples=lambda t: [(t(2, 3), 1, False), (t(2, 3), 0, True)])
def _max_dim(xp, input, dim, keepdim):
    return _with_indices("max", xp, input, dim, keepdim)


@op(method=False, returns=_Min, samples=lambda t: [(t(2, 3), 1, False), (t(2, 3), 0, True)])
def _min_dim(xp, input, dim, keepdim):
    return _with_indices("min", xp, input, dim, keepdim)


def scattered(g, shape, dim, index, keepdim):
    """Zeros of `shape` with `g` at `index` along `dim`: the gradient of picking one element of each row."""
    if not shape:
        return g
    if not keepdim:
        g, index = g.unsqueeze(dim), index.unsqueeze(dim)
    return g.new_zeros(shape).scatter(dim, index, g)


def _picked_rule(g, shape, dim, keepdim, out):
    return None if g[0] is None else scattered(g[0], shape, dim, out[1], keepdim)


_max_dim.backward(input=_picked_rule)
_min_dim.backward(input=_picked_rule)
_max_dim.op.node, _min_dim.op.node = "MaxBackward0", "MinBackward0"


def _extreme_function(name, whole, along, of_two):
    def function(input, dim=None, keepdim=False, *, out=None):
        if isinstance(dim, Tensor):
            return of_two(input, dim)
        if dim is None:
            return whole(input)
        found = along(input, dim, keepdim)
        if out is not None:
            from th.tensor.dispatch import write_out

            write_out(tuple(found), out)
        return found

    function.__name__ = function.__qualname__ = name
    function.__module__ = "th"
    word = "largest" if name == "max" else "smallest"
    expected = "(tensor(5))" if name == "max" else "(tensor(1))"
    function.__doc__ = f"""The {word} element; with `dim`, a named tuple of values and indices along it.

    Args:
        input (Tensor): (*)
        dim (int or Tensor): the dim to reduce; with a tensor, the {word} of two element by element
        keepdim (bool): keep it with size 1
    Example:
        >>> torch.{name}(torch.tensor([1, 5, 3]))
        {expected[1:-1]}
    """
    return method(function)


def _binary_extreme(name):
    def call(input, other):
        from th.tensor.ops import arithmetic

        return getattr(arithmetic, name)(input, other)

    return call


max = _extreme_function("max", _max_all, _max_dim, _binary_extreme("maximum"))  # noqa: A001
min = _extreme_function("min", _min_all, _min_dim, _binary_extreme("minimum"))  # noqa: A001

_AMinMax = named_tuple("aminmax", "min", "max")


@method
def aminmax(input, *, dim=None, keepdim=False):
    """The smallest and the largest element, along `dim` or of all.

    Example:
        >>> torch.aminmax(torch.tensor([1, 5, 3]))
        torch.return_types.aminmax(
        min=tensor(1),
        max=tensor(5))
    """
    dims = () if dim is None else dim
    return _AMinMax(amin(input, dims, keepdim), amax(input, dims, keepdim))


# ---- truth


def _truth(name, xp, input, dim, keepdim):
    found = getattr(xp, name)(input, axis=_axis(dim, input.ndim), keepdims=keepdim)
    return found.astype(input.dtype) if input.dtype == "uint8" else found


@op()
def all(xp, input, dim=None, keepdim=False):  # noqa: A001
    """True when every element is true (not 0).

    Example:
        >>> torch.all(torch.tensor([True, False]))
        tensor(False)
    """
    return _truth("all", xp, input, dim, keepdim)


@op()
def any(xp, input, dim=None, keepdim=False):  # noqa: A001
    """True when some element is true (not 0).

    Example:
        >>> torch.any(torch.tensor([True, False]))
        tensor(True)
    """
    return _truth("any", xp, input, dim, keepdim)


@op()
def count_nonzero(xp, input, dim=None):
    """The number of elements that are not 0.

    Example:
        >>> torch.count_nonzero(torch.tensor([0, 1, 2]))
        tensor(2)
    """
    return xp.asarray(xp.count_nonzero(input, axis=_axis(dim, input.ndim))).astype("int64")


# ---- spread and norms


@op(method=False, samples=lambda t: [(t(2, 3), None, 1, False), (t(2, 3), 1, 0, True)])
def _var(xp, input, dim, correction, keepdim):
    input = _reject_integers("var", input, None)
    axis = _axis(dim, input.ndim)
    centred = input - input.mean(axis=axis, keepdims=True)
    squares = (centred * centred.conj()).real if input.dtype.kind == "c" else centred * centred
    n = _count(input.shape, dim)
    total = squares.sum(axis=axis, keepdims=keepdim)
    return total / total.dtype.type(max_(n - correction, 0))


def max_(a, b):
    """The larger of two numbers (`max` is the tensor's here)."""
    return a if a > b else b


def _var_rule(g, input, shape, dim, correction, keepdim):
    centred = input - input.mean(dim, True)
    return restored(g, shape, dim, keepdim) * (2.0 / max_(_count(shape, dim) - correction, 0)) * centred


_var.backward(input=_var_rule)
_var.op.node = "Var"


def _spread(args, unbiased, correction):
    """(dim, correction) from PyTorch's two ways of writing it."""
    if isinstance(args, bool):
        args, unbiased = None, args
    if unbiased is not None:
        correction = 1 if unbiased else 0
    return args, 1 if correction is None else correction


@method
def var(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The variance, with Bessel's correction of 1 unless told.

    Example:
        >>> torch.var(torch.tensor([1.0, 2.0, 3.0]))
        tensor(1.)
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _var(input, dim, correction, keepdim)


@method
def std(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The standard deviation, with Bessel's correction of 1 unless told.

    Example:
        >>> torch.std(torch.tensor([1.0, 2.0, 3.0]))
        tensor(1.)
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _std(input, dim, correction, keepdim)


@op(method=False, samples=lambda t: [(t(2, 3), None, 1, False), (t(2, 3), 1, 0, True)])
def _std(xp, input, dim, correction, keepdim):
    return xp.sqrt(_var.op.forward(xp, _reject_integers("std", input, None), dim, correction, keepdim))


def _std_rule(g, input, shape, dim, correction, keepdim, out):
    inner = (g / (out * 2)).masked_fill(out == 0, 0)
    return _var_rule(inner, input, shape, dim, correction, keepdim)


_std.backward(input=_std_rule)
_std.op.node = "Std"


def var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The variance and the mean.

    Example:
        >>> torch.var_mean(torch.tensor([1.0, 2.0, 3.0]))
        (tensor(1.), tensor(2.))
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _var(input, dim, correction, keepdim), mean(input, dim, keepdim)


def std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """The standard deviation and the mean.

    Example:
        >>> torch.std_mean(torch.tensor([1.0, 2.0, 3.0]))
        (tensor(1.), tensor(2.))
    """
    dim, correction = _spread(dim, unbiased, correction)
    return _std(input, dim, correction, keepdim), mean(input, dim, keepdim)


@op(samples=lambda t: [(t(2, 3), 0), (t(2, 3), (0, 1), True)])
def logsumexp(xp, input, dim, keepdim=False):
    """``log(sum(exp(input)))`` along `dim`, without overflow.

    Example:
        >>> torch.logsumexp(torch.tensor([0.0, 0.0]), 0)
        tensor(0.6931)
    """
    if input.dtype.kind in "iub":
        input = input.astype(dtypes.get_default_dtype().numpy)
    axis = _axis(dim, input.ndim)
    top = input.max(axis=axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, 0)
    out = xp.log(xp.exp(input - top).sum(axis=axis, keepdims=True)) + top
    return out if keepdim else xp.squeeze(out, axis=axis)


logsumexp.backward(
    input=lambda g, input, shape, dim, keepdim, out:
    restored(g, shape, dim, keepdim) * (input - restored(out, shape, dim, keepdim)).exp()
)


def norm(input, p="fro", dim=None, keepdim=False, *, dtype=None):
    """The p-norm of all elements, or along `dim`.

    Args:
        p (number or str): the order; "fro" and 2 are the root of the sum of squares, inf the largest magnitude
    Example:
        >>> torch.norm(torch.tensor([3.0, 4.0]))
        tensor(5.)
    """
    if dtype is not None:
        input = input.to(dtype)
    if p == "fro" or p is None:
        p = 2
    if isinstance(p, str):
        raise ArgumentError(f"`p` (={p!r}) must be a number or 'fro'; torch.linalg.matrix_norm has 'nuc'")
    return vector_norm(input, p, dim, keepdim)


def vector_norm(input, p, dim, keepdim):
    """The p-norm along `dim`."""
    if p == float("inf"):
        return amax(input.abs(), () if dim is None else dim, keepdim)
    if p == float("-inf"):
        return amin(input.abs(), () if dim is None else dim, keepdim)
    if p == 0:
        return (input != 0).sum(dim, keepdim).to(input.dtype)
    if p == 1:
        return input.abs().sum(dim, keepdim)
    if p == 2:
        return _norm2(input, dim, keepdim)
    return (input.abs() ** p).sum(dim, keepdim) ** (1.0 / p)


@op(method=False, samples=lambda t: [(t(2, 3), None, False), (t(2, 3), 1, True)])
def _norm2(xp, input, dim, keepdim):
    input = _reject_integers("linalg.vector_norm", input, None)
    squares = (input * input.conj()).real if input.dtype.kind == "c" else input * input
    return xp.sqrt(squares.sum(axis=_axis(dim, input.ndim), keepdims=keepdim))


def _norm2_rule(g, input, shape, dim, keepdim, out):
    full = restored(out, shape, dim, keepdim)
    return restored(g, shape, dim, keepdim) * (input / full).masked_fill(full == 0, 0)


_norm2.backward(input=_norm2_rule)
_norm2.op.node = "LinalgVectorNorm"
method(norm)
method(nanmean)

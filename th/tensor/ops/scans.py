"""Running sums, products and extremes along a dim, and differences."""

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.ops.arithmetic import conjugate
from th.tensor.ops.create import tensor
from th.tensor.ops.joining import cat
from th.tensor.ops.pairs import complex_logaddexp
from th.tensor.ops.viewing import wrap_dim, wrap_dims
from th.tensor.outs import takes_out
from th.tensor.scan_kernels import running_extreme, running_sum

__all__ = [
    "cummax",
    "cummin",
    "cumprod",
    "cumsum",
    "cumulative_trapezoid",
    "diff",
    "gradient",
    "logcumsumexp",
    "trapezoid",
    "trapz",
]


_F32, _I64 = np.dtype("float32"), np.dtype("int64")


def _prepared(input, dim, dtype):
    """(array in the dtype to compute in, dim from the front)"""
    if dtype is not None:
        input = input.astype(dtypes.to_dtype(dtype).numpy, copy=False)
    elif input.dtype.kind in "iub":
        input = input.astype("int64", copy=False)
    return input, wrap_dim(dim, input.ndim)


def _accumulated(scan, input, dim):
    """The running result, of float32 kept in float64 and of halves in float32, as PyTorch keeps it."""
    if not input.ndim:
        return input.copy()
    wide = {"float32": "float64", "float16": "float32", "bfloat16": "float32"}.get(input.dtype.name)
    work = input.astype(wide) if wide else input  # first, not in the scan: its own conversion doubles the time
    return scan(work, axis=dim, dtype=work.dtype).astype(input.dtype, copy=False)


def _samples(t):
    return [(t(5), 0), (t(3, 4), 1), (t(3, 4), 0)]


@op(contiguous=True, inplace=True, samples=_samples)
def cumsum(xp, input, dim, *, dtype=None):
    """The running sum along `dim`.

    Example:
        >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
        tensor([1, 3, 6])
    """
    input, dim = _prepared(input, dim, dtype)
    if xp is np and input.dtype is _F32 and input.ndim:
        return running_sum(input, dim)
    if xp is np and input.dtype is _I64 and input.ndim:
        return np.add.accumulate(input, dim)
    return _accumulated(xp.cumsum, input, dim)


cumsum.backward(input=lambda g, dim: g.flip(dim).cumsum(dim).flip(dim) if g.ndim else g)


@op(contiguous=True, inplace=True, samples=_samples)
def cumprod(xp, input, dim, *, dtype=None):
    """The running product along `dim`.

    Example:
        >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
        tensor([1, 2, 6])
    """
    input, dim = _prepared(input, dim, dtype)
    return _accumulated(xp.cumprod, input, dim)


def _cumprod_rule(g, input, dim, out):
    """The reverse running sum of g*out over the input; where there are zeros, by the products that leave each out."""
    if not g.ndim:
        return g
    if not bool((input == 0).any()):
        return (g * conjugate(out)).flip(dim).cumsum(dim).flip(dim) / conjugate(input)
    n = input.shape[dim]
    parts = []
    for k in range(n):
        ones = input.narrow(dim, k, 1) * 0 + 1
        left_out = cat([input.narrow(dim, 0, k), ones, input.narrow(dim, k + 1, n - k - 1)], dim).cumprod(dim)
        parts.append((g * conjugate(left_out)).narrow(dim, k, n - k).sum(dim, True))
    return cat(parts, dim)


cumprod.backward(input=_cumprod_rule)


@op(contiguous=True, samples=_samples)
def logcumsumexp(xp, input, dim):
    """The logarithm of the running sum of exponentials along `dim`, without overflow.

    Example:
        >>> torch.logcumsumexp(torch.tensor([0.0, 0.0]), 0)
        tensor([0.0000, 0.6931])
    """
    if input.dtype.kind in "iub":
        raise DtypeError("logcumsumexp: expected a floating point or complex tensor")
    dim = wrap_dim(dim, input.ndim)
    if input.dtype.kind == "c" and input.ndim:
        return _complex_logcumsumexp(xp, input, dim)
    return _accumulated(lambda x, axis, dtype: xp.logaddexp.accumulate(x, axis), input, dim)


def _complex_logcumsumexp(xp, input, dim):
    out = xp.moveaxis(input.copy(), dim, 0)
    for k in range(1, len(out)):
        out[k] = complex_logaddexp(xp, out[k - 1], out[k])
    return xp.moveaxis(out, 0, dim)


_LOG_OF_NOTHING = -1e30  # for log(0): its exponential is 0, and differences of it are still numbers


def _logcumsumexp_rule(g, input, dim, out):
    """exp(input) times the reverse sum of g*exp(-out), each sign of g in logarithms."""
    if not g.ndim:
        return g
    if g.is_complex() or input.is_complex():
        return conjugate(input.exp()) * (g * conjugate((-out).exp())).flip(dim).cumsum(dim).flip(dim)
    parts = []
    for sign in (1, -1):
        none = g * sign <= 0
        magnitude = (g * sign).masked_fill(none, 1).log().masked_fill(none, _LOG_OF_NOTHING)
        parts.append(((magnitude - out).flip(dim).logcumsumexp(dim).flip(dim) + input).exp())
    return parts[0] - parts[1]


logcumsumexp.backward(input=_logcumsumexp_rule)

_CumMax = named_tuple("cummax", "values", "indices")
_CumMin = named_tuple("cummin", "values", "indices")


def _running_extreme(xp, input, dim, pick, better):
    dim = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input.copy(), xp.zeros((), "int64")
    if xp is np and input.ndim == 1 and input.size:
        return running_extreme(input, pick, better)
    values = pick.accumulate(input, axis=dim)
    n = input.shape[dim]
    shape = [1] * input.ndim
    shape[dim] = n
    places = xp.arange(n).reshape(shape)
    before = xp.roll(values, 1, axis=dim)
    fresh = better(input, before) | (input != input)
    fresh[(slice(None),) * dim + (slice(0, 1),)] = True
    indices = xp.maximum.accumulate(xp.where(fresh, places, 0), axis=dim)
    return values, indices.astype("int64")


@op(contiguous=True, returns=_CumMax, samples=_samples)
def cummax(xp, input, dim):
    """The running largest element along `dim`, and where it is.

    Example:
        >>> torch.cummax(torch.tensor([1, 3, 2]), 0).values
        tensor([1, 3, 3])
    """
    return _running_extreme(xp, input, dim, xp.maximum, xp.greater_equal)


@op(contiguous=True, returns=_CumMin, samples=_samples)
def cummin(xp, input, dim):
    """The running smallest element along `dim`, and where it is.

    Example:
        >>> torch.cummin(torch.tensor([3, 1, 2]), 0).values
        tensor([3, 1, 1])
    """
    return _running_extreme(xp, input, dim, xp.minimum, xp.less_equal)


def _running_rule(g, shape, dim, out):
    if not shape:
        return g[0]
    return g[0].new_zeros(shape).scatter_add(dim, out[1], g[0])


cummax.backward(input=_running_rule)
cummin.backward(input=_running_rule)

cummax.op.reads = cummin.op.reads = (1,)


@takes_out
@method
def diff(input, n=1, dim=-1, prepend=None, append=None):
    """The n-th difference of neighbours along `dim`.

    Example:
        >>> torch.diff(torch.tensor([1, 3, 6]))
        tensor([2, 3])
    """
    if input.ndim == 0:
        raise ShapeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise ArgumentError(f"order must be non-negative but got {n}")
    if n == 0:
        return input.clone()
    joined = [t for t in (prepend, input, append) if t is not None]
    input = cat(joined, dim) if len(joined) > 1 else input
    for _ in range(n):
        length = input.shape[dim]
        if length == 0:
            break
        after, before = input.narrow(dim, 1, length - 1), input.narrow(dim, 0, length - 1)
        input = after ^ before if input.dtype is dtypes.bool_ else after - before
    return input


def _spacing(y, x, dx, dim):
    if x is None:
        return dx if dx is not None else 1
    gaps = diff(x, dim=-1 if x.ndim == 1 else dim)
    if x.ndim == 1 and y.ndim > 1:
        shape = [1] * y.ndim
        shape[dim] = gaps.shape[0]
        gaps = gaps.reshape(shape)
    return gaps


def trapezoid(y, x=None, *, dx=None, dim=-1):
    """The integral along `dim` by the trapezoidal rule.

    Example:
        >>> torch.trapezoid(torch.tensor([1.0, 2.0, 3.0]))
        tensor(4.)
    """
    n = y.shape[dim]
    if n == 0:
        return y.sum(dim)
    return ((y.narrow(dim, 1, n - 1) + y.narrow(dim, 0, n - 1)) * _spacing(y, x, dx, dim) / 2.0).sum(dim)


trapz = trapezoid


def cumulative_trapezoid(y, x=None, *, dx=None, dim=-1):
    """The running integral along `dim` by the trapezoidal rule.

    Example:
        >>> torch.cumulative_trapezoid(torch.tensor([1.0, 2.0, 3.0]))
        tensor([1.5000, 4.0000])
    """
    n = y.shape[dim]
    return ((y.narrow(dim, 1, n - 1) + y.narrow(dim, 0, n - 1)) * _spacing(y, x, dx, dim) / 2.0).cumsum(dim)


def _weighed(x, dim, places, weights):
    """The sum of slices of `x` along `dim`, given as (start, length), times numbers or vectors."""
    shape = (-1,) + (1,) * (x.ndim - wrap_dim(dim, x.ndim) - 1)
    total = None
    for (start, length), weight in zip(places, weights, strict=True):
        if isinstance(weight, np.ndarray):
            weight = tensor(weight, dtype=x.dtype, device=x.device).reshape(shape)
        term = x.narrow(dim, start, length) * weight
        total = term if total is None else total + term
    return total


def _slope(x, step, dim, edge_order):
    """The slope along one dim; `step` is the distance of neighbours, or their coordinates."""
    n = x.shape[dim]
    if isinstance(step, list):
        gaps = np.diff(np.asarray(step)).astype(np.result_type(np.asarray(step), np.float64), copy=False)
        before, after = gaps[:-1], gaps[1:]
        both = before + after
        inner = (-after / (before * both), (after - before) / (before * after), before / (after * both))
    else:
        gaps = np.full(n - 1, step, np.result_type(type(step), np.float64))
        inner = (-0.5 / step, None, 0.5 / step)
    places = [(i, n - 2) for i, w in enumerate(inner) if w is not None]
    parts = [_weighed(x, dim, places, [w for w in inner if w is not None])] if n > 2 else []
    first, last = gaps[:2], gaps[::-1][:2]  # from each edge inwards
    return cat([_edge(x, dim, first, edge_order, False), *parts, _edge(x, dim, last, edge_order, True)], dim)


def _edge(x, dim, gaps, order, at_end):
    """The slope at one edge, from its `order` nearest neighbours."""
    if order == 1:
        weights = [-1 / gaps[0], 1 / gaps[0]]
    else:
        near, far = gaps
        both = near + far
        weights = [-(near + both) / (near * both), both / (near * far), -near / (far * both)]
    last = x.shape[dim] - 1
    places = [(last - i if at_end else i, 1) for i in range(order + 1)]
    return _weighed(x, dim, places, [(-w if at_end else w).item() for w in weights])


def gradient(input, *, spacing=1, dim=None, edge_order=1):
    """The slope along each dim by central differences.

    Args:
        spacing (number, or one number or vector of coordinates a dim): the distance of neighbours
        edge_order (int): 1 or 2, the accuracy at the edges
    Example:
        >>> torch.gradient(torch.tensor([1.0, 2.0, 4.0]))
        (tensor([1.0000, 1.5000, 2.0000]),)
    """
    dims = tuple(range(input.ndim)) if dim is None else ((dim,) if isinstance(dim, int) else tuple(dim))
    spacing = 1 if spacing is None else spacing
    steps = list(spacing) if isinstance(spacing, list | tuple) else [spacing] * len(dims)
    steps = [s.tolist() if hasattr(s, "tolist") else s for s in steps]
    if len(steps) != len(dims):
        raise ArgumentError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same "
            f"length, but got a spacing argument of length {len(steps)} and a dim argument of length {len(dims)}."
        )
    if edge_order not in (1, 2):
        raise ArgumentError(f"torch.gradient only supports edge_order=1 and edge_order=2: `edge_order` (={edge_order})")
    for d in wrap_dims(dims, input.ndim):
        if input.shape[d] <= edge_order:
            raise ShapeError(f"torch.gradient expected each dimension size to be at least edge_order+1: dimension {d} has size {input.shape[d]}")
    values = input if input.dtype.kind >= dtypes.FLOAT else input.to(dtypes.get_default_dtype())
    return tuple([_slope(values, step, d, edge_order) for d, step in zip(dims, steps, strict=True)])

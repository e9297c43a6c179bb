"""Gathering and scattering along a dim by index tensors."""

import numpy as np

from th.errors import BoundsError, DtypeError, ShapeError
from th.tensor.declare import method, op, written_back
from th.tensor.ops.choosing import where
from th.tensor.ops.viewing import wrap_dim
from th.tensor.picks import add_along, in_range, put_along, take_along
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = ["check_bounds", "check_index_dtype", "gather", "scatter", "scatter_add", "scatter_reduce"]


_INT64 = np.dtype("int64")


def check_index_dtype(index, name, dtype_names=("int64", "int32")):
    if index.dtype is _INT64:
        return
    if index.dtype.name not in dtype_names and index.size:
        raise DtypeError(f"{name}(): Expected dtype int64 for index, got {index.dtype.name}; convert it with .long()")


def check_bounds(index, n, dim):
    if not isinstance(index, np.ndarray):
        return  # asking a GPU would wait for all its work; cupy wraps such an index around
    if not in_range(index, n):
        bad = index[(index < 0) | (index >= n)].ravel()[0]
        raise BoundsError(f"index {int(bad)} is out of bounds for dimension {dim} with size {n}")


def _check_cover(name, index, input, dim, source=None):
    if max(index.ndim, 1) != max(input.ndim, 1):
        raise ShapeError(
            f"Index tensor must have the same number of dimensions as input tensor: {name}() got {index.ndim} and "
            f"{input.ndim}"
        )
    for d in range(index.ndim):
        beyond = d != dim and index.shape[d] > input.shape[d]
        if beyond or (source is not None and source.ndim and index.shape[d] > source.shape[d]):
            raise ShapeError(
                f"Size does not match at dimension {d} expected index {list(index.shape)} to be no larger than self "
                f"{list(input.shape)} apart from dimension {dim}"
            )


def _grid(xp, index, dim):
    """A full index from `index` along `dim` and its own coordinates along the others."""
    parts = []
    for d, n in enumerate(index.shape):
        if d == dim:
            parts.append(index)
        else:
            parts.append(xp.arange(n).reshape([-1 if e == d else 1 for e in range(index.ndim)]))
    return tuple(parts)


@op(
    contiguous=True,
    samples=lambda t: [(t(3, 4), 1, t.index((3, 2), 4)), (t(3, 4), 0, t.index((2, 4), 3))],
    inputs=("input",),
    settings_only=False,
)
def gather(xp, input, dim, index, *, sparse_grad=False):
    """Elements picked along `dim`: ``out[i][j] = input[i][index[i][j]]`` for dim 1.

    Args:
        input (Tensor): the source
        dim (int): the dim to index along
        index (Tensor): int64, no larger than `input` in the other dims
    Example:
        >>> torch.gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[0, 0], [1, 0]]))
        tensor([[1, 1],
                [4, 3]])
    """
    check_index_dtype(index, "gather")
    dim = wrap_dim(dim, input.ndim)
    if not index.size:
        return xp.empty(index.shape, input.dtype)
    if input.ndim == 0 or index.ndim == 0:
        return input.reshape(-1)[index.reshape(-1)].reshape(index.shape)
    if index.shape != input.shape:
        _check_cover("gather", index, input, dim)
    check_bounds(index, input.shape[dim], dim)
    if xp is np and input.flags.c_contiguous:
        return take_along(input, index, dim)
    return input[_grid(xp, index, dim)]


gather.backward(input=lambda g, shape, dim, index: g.new_zeros(shape).scatter_add(dim, index, g))


def _source_part(src, index):
    return src[tuple([slice(n) for n in index.shape])] if getattr(src, "ndim", 0) else src


def _prepared(xp, name, input, dim, index, src):
    """(a copy of `input` to write to, dim from the front, index, what to write), numbers as vectors of one element."""
    check_index_dtype(index, name)
    dim = wrap_dim(dim, input.ndim)
    out = input.copy()  # in the order of C, whatever the order was
    if input.ndim == 0:
        return out.reshape(1), 0, index.reshape(-1), src.reshape(-1) if getattr(src, "ndim", None) == 0 else src
    if index.ndim == 0:
        index = index.reshape(1)
    if not index.shape == input.shape == getattr(src, "shape", None):
        _check_cover(name, index, input, dim, src if getattr(src, "ndim", 0) else None)
        src = _source_part(src, index)
    check_bounds(index, input.shape[dim], dim)
    return out, dim, index, src


@op(method=False, inputs=("input", "src"), samples=lambda t: [(t(3, 4), 0, t.permutation((1, 4), 3), t(1, 4))])
def _scatter(xp, input, dim, index, src):
    out, dim, index, values = _prepared(xp, "scatter", input, dim, index, src)
    if hasattr(values, "dtype") and values.dtype != out.dtype:
        raise DtypeError(
            f"scatter(): Expected self.dtype to be equal to src.dtype, got {out.dtype.name} and {values.dtype.name}"
        )
    if xp is np:
        put_along(out, index, dim, values)
    else:
        out[_grid(xp, index, dim)] = values
    return out.reshape(input.shape)


def _from_source(g, shapes, dim, index):
    """The gradient of the source: what arrived where it was put, zeros where the index did not reach."""
    picked = g.gather(dim, index)
    shape = shapes[1]
    return picked if picked._array.shape == shape else _place_corner(picked, shape)


def _place_corner(picked, shape):
    from th.tensor.ops.parts import place

    return place(picked, shape, tuple([slice(n) for n in picked._array.shape]))


_scatter.backward(input=lambda g, dim, index: _scatter(g, dim, index, 0), src=_from_source)

_scatter.op.node = "Scatter"


@takes_out
@method
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    """`input` with `src` put in along `dim`: ``out[index[i][j]][j] = src[i][j]`` for dim 0.

    Args:
        src (Tensor or number): what to put in; `value` for a number
        reduce (str): "add" or "multiply" combine instead of replacing
    Example:
        >>> torch.zeros(3).scatter(0, torch.tensor([0, 2]), torch.tensor([1.0, 2.0]))
        tensor([1., 0., 2.])
    """
    src = value if src is None else src
    if reduce == "add":
        full = src if isinstance(src, Tensor) else input.new_full(index.shape, src)
        return scatter_add(input, dim, index, full)
    if reduce == "multiply":
        full = src if isinstance(src, Tensor) else input.new_full(index.shape, src)
        return scatter_reduce(input, dim, index, full, "prod")
    return _scatter(input, dim, index, src)


@op(inputs=("input", "src"), samples=lambda t: [(t(3, 4), 0, t.index((2, 4), 3), t(2, 4))])
def scatter_add(xp, input, dim, index, src):
    """`input` with `src` added along `dim` at `index`, repeated places adding up.

    Example:
        >>> torch.zeros(2).scatter_add(0, torch.tensor([0, 0, 1]), torch.tensor([1.0, 2.0, 3.0]))
        tensor([3., 3.])
    """
    if src.dtype != input.dtype:
        raise DtypeError(
            f"scatter(): Expected self.dtype to be equal to src.dtype, got {input.dtype.name} and {src.dtype.name} (in scatter_add)"
        )
    if not index.size:
        return input.copy()
    out, dim, index, values = _prepared(xp, "scatter_add", input, dim, index, src)
    if xp is np:
        add_along(out, index, dim, values)
    else:
        xp.add.at(out, _grid(xp, index, dim), values)
    return out.reshape(input.shape)


scatter_add.backward(input=lambda g: g, src=_from_source)

_REDUCERS = {
    "sum": ("add", 0),
    "prod": ("multiply", 1),
    "amax": ("maximum", None),
    "amin": ("minimum", None),
    "mean": ("add", 0),
}


@op(
    inputs=("input", "src"),
    samples=lambda t: [(t(3, 4), 0, t.index((2, 4), 3), t(2, 4), r) for r in ("sum", "mean", "amax")],
)
def scatter_reduce(xp, input, dim, index, src, reduce, *, include_self=True):
    """`input` combined with `src` along `dim` at `index`.

    Args:
        reduce (str): "sum", "prod", "mean", "amax" or "amin"
        include_self (bool): False leaves the elements of `input` out where something is put
    Example:
        >>> torch.zeros(2).scatter_reduce(0, torch.tensor([0, 0, 1]), torch.tensor([1.0, 2.0, 3.0]), "amax")
        tensor([2., 3.])
    """
    from th.errors import ArgumentError

    if reduce not in _REDUCERS:
        raise ArgumentError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    out, dim, index, values = _prepared(xp, "scatter_reduce", input, dim, index, src)
    places = _grid(xp, index, dim)
    name, neutral = _REDUCERS[reduce]
    if not include_self:
        if neutral is None:
            neutral = _lowest(out.dtype) if name == "maximum" else _highest(out.dtype)
        out[places] = neutral
    getattr(xp, name).at(out, places, values)
    if reduce == "mean":
        counts = xp.ones_like(out) if include_self else xp.zeros_like(out)
        xp.add.at(counts, places, xp.ones_like(values))
        counts = xp.maximum(counts, 1)
        out = out // counts if out.dtype.kind in "iu" else out / counts
    return out.reshape(input.shape)


def _lowest(numpy_dtype):
    return -np.inf if numpy_dtype.kind in "fV" else (np.iinfo(numpy_dtype).min if numpy_dtype.kind != "b" else False)


def _highest(numpy_dtype):
    return np.inf if numpy_dtype.kind in "fV" else (np.iinfo(numpy_dtype).max if numpy_dtype.kind != "b" else True)


def _reduce_count(input, dim, index, include_self):
    counts = input.new_ones(input.shape) if include_self else input.new_zeros(input.shape)
    counts = counts.scatter_add(dim, index, input.new_ones(index.shape))
    return counts.clamp(min=1)


def _scatter_reduce_rule(g, input, dim, index, src, reduce, include_self, out, shapes):
    fresh_input = g if include_self else g.scatter(dim, index, 0)
    if reduce == "sum":
        return fresh_input, _from_source(g, shapes, dim, index)
    if reduce == "mean":
        share = g / _reduce_count(g.detach(), dim, index, include_self)
        own = share if include_self else share.scatter(dim, index, 0)
        return own, _from_source(share, shapes, dim, index)
    if reduce == "prod":
        return _product_rule(g, input, dim, index, src, include_self, out, shapes)
    hit_self = (input == out).to(g.dtype)
    if not include_self:
        hit_self = hit_self.scatter(dim, index, 0)
    hit_src = (src == out.gather(dim, index)).to(g.dtype)
    share = g / (hit_self + g.new_zeros(g.shape).scatter_add(dim, index, hit_src)).clamp(min=1)
    own = (
        share * hit_self
        if include_self
        else share.masked_fill(input.new_zeros(input.shape).scatter(dim, index, 1) > 0, 0)
    )
    return own, share.gather(dim, index) * hit_src


def _product_rule(g, input, dim, index, src, include_self, out, shapes):
    """The product of the other factors; where that cannot be had by a division by 0, from a product without the zero."""
    without = input.masked_fill(input == 0, 1)
    own = g * scatter_reduce(without, dim, index, src, "prod", include_self=include_self) / without
    if not include_self:
        own = own.scatter(dim, index, 0)
    used = src[tuple([slice(n) for n in index.shape])] if src.ndim else src
    zero = used == 0
    zeros = input.new_zeros(input.shape).scatter_add(dim, index, zero.to(input.dtype)).gather(dim, index)
    single = zero & (zeros == 1)
    others = scatter_reduce(input, dim, index, used.masked_fill(single, 1), "prod", include_self=include_self)
    share = (g * out).gather(dim, index) / used.masked_fill(zero, 1)
    share = where(single, (g * others).gather(dim, index), share)
    return own, share if share._array.shape == shapes[1] else _place_corner(share, shapes[1])


scatter_reduce.backward(_scatter_reduce_rule)


for _function in (scatter, scatter_add, scatter_reduce):
    written_back(_function)

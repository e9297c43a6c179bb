"""What operations do with sparse tensors: a table from their names to rules over coordinates and values.

A rule takes the operation's arguments, with every sparse tensor by coordinates, and works on the values with dense
operations, which record themselves.
"""

import numpy as np

from th.errors import BoundsError, DtypeError, LayoutError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.layouts import sparse_csc, sparse_csr
from th.tensor.ops.create import as_tensor
from th.tensor.ops.filled import zeros
from th.tensor.ops.joining import cat
from th.tensor.ops.viewing import wrap_dim
from th.tensor.sparse.compressed import SparseCompressed
from th.tensor.sparse.coo import SparseCOO, SparseTensor, flat_places, made_coo
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["run", "selected"]

_RULES = {}


def _handles(*names):
    def keep(rule):
        _RULES.update(dict.fromkeys(names, rule))
        return rule

    return keep


def run(op, args):
    """The result of an operation on tensors of which some are sparse.

    Raises:
        LayoutError: when there is no rule for it
    """
    rule = _RULES.get(op.name.lstrip("_"))
    compressed = next((a.layout for a in _tensors(args) if isinstance(a, SparseCompressed)), None)
    if rule is None:
        label = next(a.layout.label for a in _tensors(args) if isinstance(a, SparseTensor))
        raise LayoutError(
            f"Could not run 'aten::{op.name}' with arguments from the '{label}CPU' backend: there is no {op.name} of sparse "
            "tensors; x.to_dense() makes a dense one"
        )
    found = rule(*[_by_coordinates(a) for a in args])
    if compressed is not None and isinstance(found, SparseCOO) and found.ndim == 2 and rule is not _select:
        if rule is _transpose:
            compressed = sparse_csc if compressed is sparse_csr else sparse_csr
        return found.to_sparse(layout=compressed)
    return found


def _tensors(args):
    for a in args:
        yield from a if isinstance(a, list | tuple) else (a,)


def _by_coordinates(value):
    if isinstance(value, SparseCompressed):
        return value.to_sparse_coo()
    if isinstance(value, list | tuple):
        return type(value)(_by_coordinates(v) for v in value)
    return value


# ---- of each value by itself

_KEEPS_ZERO = (
    "abs", "asin", "asinh", "atan", "atanh", "ceil", "erf", "erfinv", "expm1", "floor", "frac", "isinf", "isnan", "isneginf",
    "isposinf", "log1p", "nan_to_num", "relu", "round", "sgn", "sign", "signbit", "sin", "sinh", "sqrt", "square", "tan",
    "tanh", "trunc",
)  # fmt: skip


def _of_values(name):
    function = getattr(Tensor, name, None)

    def rule(x, *settings):
        x = x.coalesce()
        return x._with(function(x._stored, *settings))

    return function and rule


_RULES.update({name: _of_values(name) for name in _KEEPS_ZERO if hasattr(Tensor, name)})


@_handles("neg")
def _neg(x):
    return x._with(-x._stored)


@_handles("clone")
def _clone(x, memory_format=None):
    return made_coo(x._places.clone(), x._stored.clone(), x.shape, x._is_coalesced)


@_handles("convert")
def _convert(x, dtype):
    return x._with(x._stored.to(dtype))


@_handles("transfer")
def _transfer(x, device):
    return made_coo(x._places.to(device), x._stored.to(device), x.shape, x._is_coalesced)


@_handles("pow")
def _pow(x, exponent):
    if not isinstance(x, SparseTensor) or isinstance(exponent, Tensor) and exponent.ndim or not exponent > 0:
        raise LayoutError("pow of a sparse tensor takes a positive number as exponent: zero stays zero")
    x = x.coalesce()
    return x._with(x._stored**exponent)


# ---- two tensors


def _is_number(value):
    return not isinstance(value, Tensor) or (value.ndim == 0 and not isinstance(value, SparseTensor))


def _same_shape(x, y):
    if x.shape != y.shape:
        raise ShapeError(f"sparse tensors must have one shape, but got {list(x.shape)} and {list(y.shape)}")
    if x.sparse_dim() != y.sparse_dim():
        raise ShapeError(f"sparse tensors must have as many sparse dims, but got {x.sparse_dim()} and {y.sparse_dim()}")


@_handles("add")
def _add(x, y):
    if isinstance(x, SparseTensor) and isinstance(y, SparseTensor):
        _same_shape(x, y)
        dtype = (x._stored[:0] + y._stored[:0]).dtype
        return made_coo(cat([x._places, y._places], 1), cat([x._stored.to(dtype), y._stored.to(dtype)]), x.shape).coalesce()
    if isinstance(x, SparseTensor):
        raise LayoutError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
    return x + y.to_dense()


@_handles("sub")
def _sub(x, y):
    return x + -y if isinstance(y, SparseTensor) else _add(x, y)


@_handles("mul")
def _mul(x, y):
    if not isinstance(x, SparseTensor):
        x, y = y, x
    if _is_number(y):
        return x._with(x._stored * y)
    if isinstance(y, SparseTensor):
        return _common_product(x.coalesce(), y.coalesce())
    x = x.coalesce()
    if x.shape != y.shape:
        y = y.expand(x.shape)
    return x._with(x._stored * y[tuple(x._places)])


def _common_product(x, y):
    """Values of the places that both have."""
    _same_shape(x, y)
    mine, others = flat_places(x), flat_places(y)
    xp = devices.namespace(mine)
    at = xp.minimum(xp.searchsorted(others, mine), max(len(others) - 1, 0))
    keep = xp.flatnonzero(others[at] == mine) if len(others) else mine[:0]
    values = x._stored.index_select(0, new_tensor(keep)) * y._stored.index_select(0, new_tensor(at[keep]))
    return made_coo(new_tensor(x._places._array[:, keep]), values, x.shape, True)


@_handles("div")
def _div(x, y):
    if not isinstance(x, SparseTensor) or not _is_number(y):
        shape = list(y.shape)
        raise LayoutError(f"Sparse division requires a scalar or zero-dim dense tensor divisor (got shape {shape} for divisor)")
    return x._with(x._stored / y)


# ---- products


@_handles("matmul")
def _matmul(x, y):
    if isinstance(y, SparseTensor) and not isinstance(x, SparseTensor):
        if x.ndim == 1:
            return _matmul(y.t(), x)
        return _matmul(y.t(), x.transpose(-2, -1)).transpose(-2, -1)
    if x.dense_dim() or x.ndim not in (2, 3) or x.ndim == 3 and y.ndim != 3:
        raise ShapeError(f"a product takes a sparse matrix, or a batch of them, but got shape {list(x.shape)}")
    inner = y.shape[0] if y.ndim == 1 else y.shape[-2]
    if x.shape[-1] != inner or x.ndim == 3 and x.shape[0] != y.shape[0]:
        raise ShapeError(
            f"mat1 and mat2 shapes cannot be multiplied ({'x'.join(map(str, x.shape))} and {'x'.join(map(str, y.shape))})"
        )
    if x.dtype != y.dtype:
        raise DtypeError(f"expected both matrices to have one dtype, but got {x.dtype} and {y.dtype}; convert one, with x.to({y.dtype})")
    if isinstance(y, SparseTensor):
        return _sparse_product(x.coalesce(), y.coalesce())
    if y.ndim == 1:
        return _matmul(x, y.unsqueeze(1)).squeeze(1)
    *batch, rows, columns = x._places
    place = rows if not batch else batch[0] * x.shape[1] + rows
    picked = y[columns] if not batch else y[batch[0], columns]
    lead = x.shape[:-1]
    out = zeros(int(np.prod(lead)), y.shape[-1], dtype=x.dtype, device=x.device)
    return out.index_add(0, place, x._stored.unsqueeze(1) * picked).reshape(*lead, y.shape[-1])


def _matches(xp, rising, wanted):
    """(how often each of `wanted` stands in `rising`, and where: all places of the first, then of the second and so on)"""
    first, last = xp.searchsorted(rising, wanted), xp.searchsorted(rising, wanted, side="right")
    counts = last - first
    return counts, xp.arange(int(counts.sum())) - xp.repeat(xp.cumsum(counts) - counts, counts) + xp.repeat(first, counts)


def _sparse_product(x, y):
    """Each value of `x` at (i, k) meets each value of `y` at (k, j)."""
    if x.ndim != 2 or y.ndim != 2:
        raise ShapeError(f"the product of two sparse tensors takes matrices, but got shapes {list(x.shape)} and {list(y.shape)}")
    xp = devices.namespace(x._places._array)
    (rows, inner), (starts, columns) = x._places._array, y._places._array
    counts, others = _matches(xp, starts, inner)
    mine = xp.repeat(xp.arange(len(rows)), counts)
    values = x._stored.index_select(0, new_tensor(mine)) * y._stored.index_select(0, new_tensor(others))
    places = xp.stack([rows[mine], columns[others]])
    return made_coo(new_tensor(places), values, (x.shape[0], y.shape[1])).coalesce()


# ---- sums


@_handles("sum")
def _sum(x, dim=None, keepdim=False, dtype=None):
    if dim is None:
        return x._stored.sum(dtype=dtype)
    if dtype is None and x.dtype.kind <= dtypes.INTEGRAL:
        dtype = dtypes.int64
    dims = {wrap_dim(d, x.ndim) for d in (dim if isinstance(dim, list | tuple) else (dim,))}
    sparse = x.sparse_dim()
    inner = [d - sparse + 1 for d in sorted(dims) if d >= sparse]
    values = x._stored.sum(inner, keepdim, dtype=dtype) if inner else x._stored if dtype is None else x._stored.to(dtype)
    kept = [d for d in range(sparse) if d not in dims]
    if not kept:
        found = values.sum(0)
        return found.reshape(*[1] * sparse, *found.shape) if keepdim else found
    places = x._places._array
    if keepdim:
        places = places.copy()
        places[sorted(d for d in dims if d < sparse)] = 0
        lead = [1 if d in dims else n for d, n in enumerate(x.shape[:sparse])]
    else:
        places, lead = places[kept], [x.shape[d] for d in kept]
    return made_coo(new_tensor(places), values, (*lead, *values.shape[1:])).coalesce()


@_handles("any")
def _any(x, dim=None, keepdim=False):
    if dim is not None:
        raise LayoutError("any of a sparse tensor takes no `dim`; x.to_dense() makes a dense one")
    return x._stored.any()


@_handles("norm2")
def _norm(x, dim, keepdim):
    return _sum(_mul(x, x), dim, keepdim).sqrt()


# ---- shapes and parts


@_handles("t", "transpose", "permute_to")
def _transpose(x, *dims):
    if not dims:
        dims = tuple(reversed(range(x.ndim)))
        if x.ndim > 2:
            raise ShapeError(f"t() expects a tensor with <= 2 sparse and 0 dense dimensions, but is {x.sparse_dim()}D")
    elif isinstance(dims[0], list | tuple):
        dims = tuple(wrap_dim(d, x.ndim) for d in dims[0])
    else:
        a, b = (wrap_dim(d, x.ndim) for d in dims)
        dims = tuple(b if d == a else a if d == b else d for d in range(x.ndim))
    sparse = x.sparse_dim()
    if sorted(dims[:sparse]) != list(range(sparse)):
        raise ShapeError(f"sparse and dense dims cannot change places: {sparse} sparse dims, order {list(dims)}")
    places = new_tensor(x._places._array[list(dims[:sparse])])
    values = x._stored.permute(0, *[d - sparse + 1 for d in dims[sparse:]])
    return made_coo(places, values, [x.shape[d] for d in dims], x._is_coalesced and dims == tuple(range(x.ndim)))


@_handles("unsqueeze")
def _unsqueeze(x, dim):
    dim = wrap_dim(dim, x.ndim, 1)
    shape = (*x.shape[:dim], 1, *x.shape[dim:])
    sparse = x.sparse_dim()
    if dim > sparse:
        return made_coo(x._places, x._stored.unsqueeze(dim - sparse + 1), shape, x._is_coalesced)
    places = x._places._array
    row = devices.namespace(places).zeros((1, places.shape[1]), "int64")
    joined = devices.namespace(places).concatenate([places[:dim], row, places[dim:]])
    return made_coo(new_tensor(joined), x._stored, shape, x._is_coalesced)


@_handles("cat")
def _cat(tensors, dim):
    first = tensors[0]
    dim = wrap_dim(dim, first.ndim)
    sparse, others = first.sparse_dim(), [n for d, n in enumerate(first.shape) if d != dim]
    if any(not isinstance(t, SparseTensor) or [n for d, n in enumerate(t.shape) if d != dim] != others for t in tensors):
        raise ShapeError(f"cat takes sparse tensors of one shape but for dim {dim}, got {[list(t.shape) for t in tensors]}")
    if dim >= sparse:
        raise LayoutError(f"cat of sparse tensors along the dense dim {dim}: x.to_dense() makes dense ones")
    places, start = [], 0
    for t in tensors:
        moved = t._places.clone()
        moved[dim] += start
        places.append(moved)
        start += t.shape[dim]
    shape = (*first.shape[:dim], start, *first.shape[dim + 1:])
    sorted_still = dim == 0 and all(t._is_coalesced for t in tensors)
    return made_coo(cat(places, 1), cat([t._stored for t in tensors]), shape, sorted_still)


@_handles("stack")
def _stack(tensors, dim):
    return _cat([_unsqueeze(t, dim) for t in tensors], wrap_dim(dim, tensors[0].ndim, 1))


@_handles("index_select")
def _index_select(x, dim, index):
    dim = wrap_dim(dim, x.ndim)
    if dim >= x.sparse_dim():
        values = x._stored.index_select(dim - x.sparse_dim() + 1, index)
        return made_coo(x._places, values, (*x.shape[:dim], len(index), *x.shape[dim + 1:]), x._is_coalesced)
    x = x.coalesce()
    places = x._places._array
    xp = devices.namespace(places)
    wanted = as_tensor(index)._array
    if len(wanted) and (int(wanted.min()) < 0 or int(wanted.max()) >= x.shape[dim]):
        raise BoundsError(f"index_select(): index out of range in `index` (={index.tolist()}) for dim {dim} of size {x.shape[dim]}")
    order = xp.argsort(places[dim], kind="stable")
    counts, matches = _matches(xp, places[dim][order], wanted)
    taken = order[matches]
    found = places[:, taken]
    found[dim] = xp.repeat(xp.arange(len(wanted)), counts)
    shape = (*x.shape[:dim], len(wanted), *x.shape[dim + 1:])
    return made_coo(new_tensor(found), x._stored.index_select(0, new_tensor(taken)), shape).coalesce()


@_handles("select")
def _select(x, dim, index):
    dim = wrap_dim(dim, x.ndim)
    n = x.shape[dim]
    if not -n <= index < n:
        raise BoundsError(f"select(): index {index} out of range for tensor of size {list(x.shape)} at dimension {dim}")
    sparse, index = x.sparse_dim(), int(index) % n
    shape = (*x.shape[:dim], *x.shape[dim + 1:])
    if dim >= sparse:
        return made_coo(x._places, x._stored.select(dim - sparse + 1, index), shape, x._is_coalesced)
    places = x._places._array
    xp = devices.namespace(places)
    keep = xp.flatnonzero(places[dim] == index)
    values = x._stored.index_select(0, new_tensor(keep))
    if sparse == 1:
        return values.sum(0)
    rest = xp.concatenate([places[:dim], places[dim + 1:]])[:, keep]
    return made_coo(new_tensor(rest), values, shape, x._is_coalesced)


def selected(x, index):
    """``x[index]`` for numbers, whole slices and ``...``.

    Raises:
        LayoutError: for other indices
    """
    parts = list(index) if isinstance(index, tuple) else [index]
    if any(p is Ellipsis for p in parts):
        at = next(i for i, p in enumerate(parts) if p is Ellipsis)
        parts[at: at + 1] = [slice(None)] * (x.ndim - len(parts) + 1)
    if len(parts) > x.ndim:
        raise BoundsError(f"too many indices for tensor of dimension {x.ndim}")
    dim = 0
    for part in parts:
        if isinstance(part, slice) and part == slice(None):
            dim += 1
        elif isinstance(part, int | np.integer) and not isinstance(part, bool):
            x = x.select(dim, int(part))
        elif isinstance(part, Tensor) and part.ndim == 1 and part.dtype.kind == 1 and isinstance(x, SparseTensor):
            x = x.index_select(dim, part)
            dim += 1
        else:
            raise LayoutError(f"a sparse tensor cannot be indexed with {part!r}: numbers, `:` and `...` can; x.to_dense() makes a dense one")
    return x

"""Indexing in full, and picking and putting by index tensors."""

import numpy as np

from th.errors import ArgumentTypeError, DimensionError, DtypeError, ShapeError
from th.tensor import devices
from th.tensor import dtypes
from th.tensor.autograd import counter_of
from th.tensor.declare import method, op
from th.tensor.dispatch import quietly, view_fast
from th.tensor.modes import modes
from th.tensor.recording import record
from th.tensor.writing import check_writable, write_history
from th.tensor.ops.viewing import get_part, select, wrap_dim
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "argwhere", "gather", "index_add", "index_copy", "index_fill", "index_put", "index_select", "masked_scatter",
    "masked_select", "nonzero", "put", "scatter", "scatter_add", "scatter_reduce", "take", "take_along_dim",
]

_BASIC = (int, slice, type(None), type(Ellipsis))


# ---- what an index means


def _normal_index(index, tensor):
    """(index as a tuple of numpy-ready parts, is it basic)."""
    parts = list(index) if isinstance(index, tuple) else [index]
    if isinstance(index, list):
        parts = list(index) if any(isinstance(i, slice | type(None) | type(Ellipsis)) for i in index) else [index]
    basic = True
    for place, part in enumerate(parts):
        if part.__class__ in _BASIC:
            if part.__class__ is slice:
                parts[place] = _plain_slice(part)
            continue
        part = _index_part(part, tensor)
        if part.__class__ is not int:
            basic = False
        parts[place] = part
    return tuple(parts), basic


def _plain_slice(part):
    if part.step is not None and part.step.__class__ is int and part.step <= 0:
        raise DimensionError("step must be greater than zero")
    if any(isinstance(v, Tensor) for v in (part.start, part.stop, part.step)):
        return slice(*[int(v) if isinstance(v, Tensor) else v for v in (part.start, part.stop, part.step)])
    return part


def _index_part(part, tensor):
    """An index that is not basic: an int in disguise, or an array of ints or bools on the tensor's device."""
    if isinstance(part, Tensor):
        kind = part._array.dtype.kind
        if kind not in "iub":
            raise DimensionError(
                f"tensors used as indices must be long, int, byte or bool tensors, not {part.dtype.name}"
            )
        if part._array.ndim == 0 and kind != "b":
            return int(part._array)
        array = part._array.astype(bool) if part._array.dtype == np.uint8 else part._array
        if isinstance(array, np.ndarray) and tensor.is_cuda:
            return devices.move(array, tensor.device)
        if not isinstance(array, np.ndarray) and not tensor.is_cuda:
            raise DimensionError(
                f"indices should be either on cpu or on the same device as the indexed tensor ({tensor.device})"
            )
        return array
    if isinstance(part, bool | np.bool_):
        return np.asarray(bool(part))
    if isinstance(part, np.integer):
        return int(part)
    if isinstance(part, list | tuple | range | np.ndarray):
        array = np.asarray([int(p) if isinstance(p, Tensor) else p for p in part] if not isinstance(part, np.ndarray)
                           else part)
        array = array.astype(np.int64) if array.size == 0 and array.dtype.kind == "f" else array
        if array.dtype.kind in "iub":
            return devices.move(array, tensor.device)
    if hasattr(part, "__index__"):
        return part.__index__()
    raise ArgumentTypeError(
        f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
        f"(got {type(part).__name__})"
    )


def _check_range(index, shape):
    """Raises PyTorch's error for the int or array of the index that is out of range, or one index too many."""
    used = sum(p.ndim if _is_mask(p) else 1 for p in index if p is not None and p is not Ellipsis)
    if used > len(shape):
        raise DimensionError(f"too many indices for tensor of dimension {len(shape)}")
    dim = 0
    for place, part in enumerate(index):
        if part is Ellipsis:
            dim = len(shape) - sum(p.ndim if _is_mask(p) else 1 for p in index[place + 1:] if p is not None)
            continue
        if part is None:
            continue
        if _is_mask(part):
            _check_mask(part, shape, dim)
            dim += part.ndim
            continue
        n = shape[dim]
        if part.__class__ is int and not -n <= part < n:
            raise DimensionError(f"index {part} is out of bounds for dimension {dim} with size {n}")
        if hasattr(part, "dtype") and part.size and bool(((part >= n) | (part < -n)).any()):
            bad = part[(part >= n) | (part < -n)].ravel()[0]
            raise DimensionError(f"index {int(bad)} is out of bounds for dimension {dim} with size {n}")
        dim += 1


def _is_mask(part):
    return hasattr(part, "dtype") and part.dtype.kind == "b"


def _check_mask(mask, shape, dim):
    for place, n in enumerate(mask.shape):
        if n != shape[dim + place]:
            raise DimensionError(
                f"The shape of the mask {list(mask.shape)} at index {place} does not match the shape of the indexed "
                f"tensor {list(shape)} at index {dim + place}"
            )


# ---- reading and writing


@op(method=False, node="Index", samples=lambda t: [(t(4, 3), (np.array([0, 2, 2]),)), (t(4, 3), (slice(None), [0, 1]))])
def _take_index(xp, input, index):
    return input[index]


@op(method=False, node="IndexPut")
def _put_index(xp, input, shape, index):
    """Zeros of `shape` with `input` added at `index`."""
    out = xp.zeros(shape, input.dtype)
    add_at(xp, out, index, input)
    return out


_take_index.backward(input=lambda g, shape, index: _put_index(g, shape, index))
_put_index.backward(input=lambda g, index: _take_index(g, index))


def add_at(xp, out, index, values):
    """``out[index] += values``, repeated places adding up."""
    if xp is not np:
        xp.add.at(out, index, values)
        return
    arrays = [p for p in index if hasattr(p, "dtype")]
    if len(index) == 1 and len(arrays) == 1 and arrays[0].dtype.kind in "iu":
        _add_rows(out, arrays[0], values)
    elif all(_is_mask(a) for a in arrays):
        out[index] += values  # a mask names no place twice
    else:
        np.add.at(out, index, values)


def _add_rows(out, rows, values):
    """Adds rows of `values` to rows of `out`: sorted, so that equal rows add up in one reduceat."""
    rows = np.where(rows < 0, rows + out.shape[0], rows).ravel()
    values = np.broadcast_to(values, (*rows.shape, *out.shape[1:])) if values.ndim == out.ndim else values
    values = values.reshape(len(rows), *out.shape[1:])
    if not len(rows):
        return
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    if len(starts) == len(rows):
        out[rows] += values
    else:
        out[ordered[starts]] += np.add.reduceat(values[order], starts, axis=0)


def _getitem(self, index):
    array = self._array
    if index.__class__ is int and array.ndim:
        try:
            return view_fast(select.op, (self, 0, index), array[index, ...])
        except IndexError:
            return select(self, 0, index)  # which says what is wrong
    if index.__class__ is slice and array.ndim and index.step is None:
        try:
            return view_fast(get_part.op, (self, (index,)), array[index])
        except (IndexError, TypeError):
            pass
    parts, basic = _normal_index(index, self)
    try:
        if basic:
            if len(parts) == 1 and parts[0].__class__ is int and self._array.ndim:
                return select(self, 0, parts[0])
            return get_part(self, parts)
        return _take_index(self, parts)
    except IndexError as err:
        raise _index_error(err, parts, self) from None


def _zero_dim_error():
    raise DimensionError(
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim "
        "tensor to a number"
    )


def _index_error(err, parts, tensor):
    if not tensor._array.ndim and any(p.__class__ is int for p in parts):
        return _caught(_zero_dim_error)
    found = _caught(lambda: _check_range(parts, tensor._array.shape))
    if found is not None:
        return found
    if "shape mismatch" in str(err) or "broadcast" in str(err):
        shapes = [list(p.shape) for p in parts if hasattr(p, "shape")]
        return DimensionError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(map(str, shapes))
        )
    return DimensionError(str(err))


def _caught(call):
    try:
        call()
    except DimensionError as err:
        return err
    return None


def _setitem(self, index, value):
    check_writable(self)
    parts, _basic = _normal_index(index, self)
    numbers = isinstance(value, bool | int | float | complex)
    if not numbers and not isinstance(value, Tensor):
        value = new_tensor(np.asarray(value)).to(self.device)
    raw = value if numbers else value._array
    if not numbers and value.device != self.device:
        if value._array.ndim:
            from th.errors import DeviceError

            raise DeviceError(
                f"Expected all tensors to be on the same device, but found at least two devices, {self.device} and "
                f"{value.device}!"
            )
        raw = devices.move(raw, self.device)
    try:
        quietly(_write, self._array, parts, raw)
    except IndexError as err:
        raise _index_error(err, parts, self) from None
    except (ValueError, OverflowError) as err:
        raise _write_error(err, self, parts, raw) from None
    counter_of(self)[0] += 1
    if modes.grad and (self._node is not None or (not numbers and value._node is not None)):
        _record_setitem(self, parts, value)


def _write(array, parts, raw):
    if raw.__class__ is int and array.dtype.kind in "iu":
        raw = np.asarray(raw).astype(array.dtype)
    elif getattr(raw, "ndim", 0) and getattr(raw, "dtype", None) is not None and raw.dtype.kind == "c" != array.dtype.kind:
        raw = raw.real
    try:
        array[parts] = raw
    except ValueError:
        shape = array[parts].shape
        if getattr(raw, "ndim", 0) > len(shape) and raw.shape[: raw.ndim - len(shape)] == (1,) * (raw.ndim - len(shape)):
            array[parts] = raw.reshape(raw.shape[raw.ndim - len(shape):])
        else:
            raise


def _write_error(err, tensor, parts, raw):
    shape = getattr(raw, "shape", ())
    target = tensor._array[parts].shape
    return ShapeError(
        f"shape mismatch: value tensor of shape {list(shape)} cannot be broadcast to indexing result of shape "
        f"{list(target)}"
    )


def _record_setitem(target, parts, value):
    shell = new_tensor(target._array)
    source = value if isinstance(value, Tensor) else None
    before = new_tensor(target._array)
    before._node, before._index = target._node, target._index
    node = record(_written.op, (before, source, parts), (shell,), (shell._array,))
    if node is not None:
        write_history(target, node)


@op(method=False, inputs=("input", "value"), node="IndexPut")
def _written(xp, input, value, index):
    out = input.copy()
    out[index] = value
    return out


def _value_rule(g, shapes, index):
    part = _take_index(g, index)
    shape = shapes[1]
    while part.ndim < len(shape):
        part = part.unsqueeze(0)
    return part


_written.backward(
    input=lambda g, index: _written(g, g.new_zeros(()), index),
    value=_value_rule,
)

Tensor.__getitem__, Tensor.__setitem__ = _getitem, _setitem


# ---- picking and putting along a dim


def _checked_index(index, name, dtype_names=("int64", "int32")):
    if index.dtype.name not in dtype_names:
        raise DtypeError(f"{name}(): Expected dtype int64 for index, got {index.dtype.name}; convert it with .long()")


def _check_bounds(index, n, dim):
    if index.size and bool(((index < 0) | (index >= n)).any()):
        bad = index[(index < 0) | (index >= n)].ravel()[0]
        raise DimensionError(f"index {int(bad)} is out of bounds for dimension {dim} with size {n}")


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


@op(samples=lambda t: [(t(3, 4), 1, t.index((3, 2), 4)), (t(3, 4), 0, t.index((2, 4), 3))], inputs=("input",), settings_only=False)
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
    _checked_index(index, "gather")
    dim = wrap_dim(dim, input.ndim)
    if input.ndim == 0 or index.ndim == 0:
        return input.reshape(-1)[index.reshape(-1)].reshape(index.shape)
    _check_cover("gather", index, input, dim)
    _check_bounds(index, input.shape[dim], dim)
    return input[_grid(xp, index, dim)]


gather.backward(input=lambda g, shape, dim, index: g.new_zeros(shape).scatter_add(dim, index, g))


def _source_part(src, index):
    return src[tuple([slice(n) for n in index.shape])] if getattr(src, "ndim", 0) else src


def _prepared(xp, name, input, dim, index, src):
    _checked_index(index, name)
    dim = wrap_dim(dim, input.ndim)
    out = input.copy()
    if input.ndim == 0:
        return out.reshape(1), (index.reshape(-1),), src.reshape(-1) if getattr(src, "ndim", None) == 0 else src
    if index.ndim == 0:
        index = index.reshape(1)
    _check_cover(name, index, input, dim, src if getattr(src, "ndim", 0) else None)
    _check_bounds(index, input.shape[dim], dim)
    return out, _grid(xp, index, dim), _source_part(src, index)


@op(method=False, inputs=("input", "src"), samples=lambda t: [(t(3, 4), 0, t.permutation((1, 4), 3), t(1, 4))])
def _scatter(xp, input, dim, index, src):
    out, places, values = _prepared(xp, "scatter", input, dim, index, src)
    if hasattr(values, "dtype") and values.dtype != out.dtype:
        raise DtypeError(
            f"scatter(): Expected self.dtype to be equal to src.dtype, got {out.dtype.name} and {values.dtype.name}"
        )
    out[places] = values
    return out.reshape(input.shape)


def _from_source(g, shapes, dim, index):
    """The gradient of the source: what arrived where it was put, zeros where the index did not reach."""
    picked = g.gather(dim, index)
    shape = shapes[1]
    return picked if picked._array.shape == shape else _place_corner(picked, shape)


def _place_corner(picked, shape):
    from th.tensor.ops.viewing import place

    return place(picked, shape, tuple([slice(n) for n in picked._array.shape]))


_scatter.backward(input=lambda g, dim, index: _scatter(g, dim, index, 0), src=_from_source)
_scatter.op.node = "Scatter"


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
    out, places, values = _prepared(xp, "scatter_add", input, dim, index, src)
    xp.add.at(out, places, values)
    return out.reshape(input.shape)


scatter_add.backward(input=lambda g: g, src=_from_source)

_REDUCERS = {"sum": ("add", 0), "prod": ("multiply", 1), "amax": ("maximum", None), "amin": ("minimum", None),
             "mean": ("add", 0)}


@op(inputs=("input", "src"),
    samples=lambda t: [(t(3, 4), 0, t.index((2, 4), 3), t(2, 4), r) for r in ("sum", "mean", "amax")])
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
    out, places, values = _prepared(xp, "scatter_reduce", input, dim, index, src)
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
        out = out / counts if out.dtype.kind in "fc" else out // counts
    return out.reshape(input.shape)


def _lowest(numpy_dtype):
    return -np.inf if numpy_dtype.kind == "f" else (np.iinfo(numpy_dtype).min if numpy_dtype.kind != "b" else False)


def _highest(numpy_dtype):
    return np.inf if numpy_dtype.kind == "f" else (np.iinfo(numpy_dtype).max if numpy_dtype.kind != "b" else True)


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
        own = g * (out / input)
        return (own if include_self else own.scatter(dim, index, 0)), _from_source(g * out, shapes, dim, index) / src
    hit_self = (input == out).to(g.dtype)
    if not include_self:
        hit_self = hit_self.scatter(dim, index, 0)
    hit_src = (src == out.gather(dim, index)).to(g.dtype)
    share = g / (hit_self + g.new_zeros(g.shape).scatter_add(dim, index, hit_src)).clamp(min=1)
    own = share * hit_self if include_self else share.masked_fill(input.new_zeros(input.shape).scatter(dim, index, 1) > 0, 0)
    return own, share.gather(dim, index) * hit_src


scatter_reduce.backward(_scatter_reduce_rule)


@op(inputs=("input",), settings_only=False,
    samples=lambda t: [(t(4, 3), 0, t.index((5,), 4)), (t(4, 3), 1, t.index((2,), 3))])
def index_select(xp, input, dim, index):
    """The slices at `index` along `dim`.

    Example:
        >>> torch.index_select(torch.tensor([[1, 2], [3, 4]]), 0, torch.tensor([1]))
        tensor([[3, 4]])
    """
    _checked_index(index, "index_select")
    if index.ndim > 1:
        raise DimensionError("index_select(): Index is supposed to be a vector")
    dim = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return input.copy()
    _check_bounds(index, input.shape[dim], dim)
    return xp.take(input, index.reshape(-1), axis=dim)


index_select.backward(input=lambda g, shape, dim, index: g.new_zeros(shape).index_add(dim, index, g))


@op(inputs=("input", "source"), samples=lambda t: [(t(4, 3), 0, t.index((5,), 4), t(5, 3))])
def index_add(xp, input, dim, index, source, *, alpha=1):
    """`input` with the slices of `source` added at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_add(0, torch.tensor([0, 0]), torch.tensor([1.0, 2.0]))
        tensor([3., 0., 0.])
    """
    _checked_index(index, "index_add")
    dim = wrap_dim(dim, input.ndim)
    out = input.copy()
    if input.ndim == 0:
        return out + source.sum() * alpha
    _check_bounds(index, input.shape[dim], dim)
    if alpha != 1:
        source = source * input.dtype.type(alpha)
    front, values = xp.moveaxis(out, dim, 0), xp.moveaxis(source, dim, 0) if source.ndim else source
    add_at(xp, front, (index.reshape(-1),), values)
    return out


index_add.backward(
    input=lambda g: g,
    source=lambda g, dim, index, alpha: g.index_select(dim, index) * alpha,
)


@op(inputs=("input", "source"), samples=lambda t: [(t(4, 3), 0, t.permutation((2,), 4), t(2, 3))])
def index_copy(xp, input, dim, index, source):
    """`input` with the slices of `source` put in at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_copy(0, torch.tensor([2, 0]), torch.tensor([1.0, 2.0]))
        tensor([2., 0., 1.])
    """
    _checked_index(index, "index_copy")
    dim = wrap_dim(dim, input.ndim)
    _check_bounds(index, input.shape[dim] if input.ndim else 1, dim)
    out = input.copy()
    if input.ndim == 0:
        return source.reshape(()).astype(out.dtype)
    out[(slice(None),) * dim + (index.reshape(-1),)] = source
    return out


index_copy.backward(
    input=lambda g, dim, index: g.index_fill(dim, index, 0),
    source=lambda g, dim, index: g.index_select(dim, index),
)


@op(inputs=("input", "value"), samples=lambda t: [(t(4, 3), 0, t.index((2,), 4), 1.5)])
def index_fill(xp, input, dim, index, value):
    """`input` with `value` in the slices at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_fill(0, torch.tensor([1]), 5)
        tensor([0., 5., 0.])
    """
    _checked_index(index, "index_fill")
    dim = wrap_dim(dim, input.ndim)
    _check_bounds(index, input.shape[dim] if input.ndim else 1, dim)
    out = input.copy().reshape(input.shape or (1,))
    out[(slice(None),) * dim + (index.reshape(-1),)] = value
    return out.reshape(input.shape)


index_fill.backward(
    input=lambda g, dim, index: g.index_fill(dim, index, 0),
    value=lambda g, dim, index: g.index_select(dim, index).sum(),
)


@method
def index_put(input, indices, values, accumulate=False):
    """`input` with `values` at `indices`, a tuple of index tensors; added when `accumulate`.

    Example:
        >>> torch.zeros(3).index_put((torch.tensor([1]),), torch.tensor(2.0))
        tensor([0., 2., 0.])
    """
    return index_put_(input.clone(), indices, values, accumulate)


@method
def index_put_(self, indices, values, accumulate=False):
    """Writes `values` at `indices`, a tuple of index tensors; adds when `accumulate`."""
    indices = tuple([slice(None) if i is None else i for i in indices])
    if accumulate:
        parts, _ = _normal_index(indices, self)
        shape = self._array[parts].shape
        return self.add_(_put_index(values.to(self.dtype).expand(shape), self._array.shape, parts))
    self[indices] = values
    return self


@op(method=False)
def _nonzero(xp, input):
    if input.ndim == 0:
        return xp.zeros((int(bool(input)), 0), "int64")
    return xp.stack(xp.nonzero(input), axis=1).astype("int64")


@method
def nonzero(input, *, as_tuple=False):
    """The indices of what is not 0: one a row, or with `as_tuple` a tuple of one vector for each dim.

    Example:
        >>> torch.nonzero(torch.tensor([0, 3, 4]))
        tensor([[1],
                [2]])
    """
    if as_tuple and input.ndim == 0:
        return _nonzero(input.unsqueeze(0)).unbind(1)
    found = _nonzero(input)
    return found.unbind(1) if as_tuple else found


@method
def argwhere(input):
    """The indices of what is not 0, one a row.

    Example:
        >>> torch.argwhere(torch.tensor([0, 3]))
        tensor([[1]])
    """
    return _nonzero(input)


@method
def masked_select(input, mask):
    """The elements where `mask` is True, as a vector.

    Example:
        >>> torch.masked_select(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]))
        tensor([1, 3])
    """
    if mask.dtype is not dtypes.bool_:
        raise DtypeError("masked_select: expected BoolTensor for mask")
    from th.tensor.pointwise import broadcast_shape

    shape = broadcast_shape(input._array.shape, mask._array.shape)
    return input.expand(shape)[mask.expand(shape)]


@method
def masked_scatter(input, mask, source):
    """`input` with the elements of `source`, in order, where `mask` is True.

    Example:
        >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([1.0, 2.0]))
        tensor([1., 0., 2.])
    """
    from th.tensor.pointwise import broadcast_shape

    shape = broadcast_shape(input._array.shape, mask._array.shape)
    mask = mask.expand(shape)
    count = int(mask.sum())
    if source.numel() < count:
        raise ShapeError(
            f"masked_scatter: expected self and source to have same dtypes and enough elements: {count} are needed, "
            f"`source` has {source.numel()}"
        )
    out = input.expand(shape).clone()
    out[mask] = source.reshape(-1)[:count]
    return out


@method
def take(input, index):
    """Elements of the flattened tensor.

    Example:
        >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
        tensor([1, 4])
    """
    _checked_index(index._array, "take", ("int64",))
    return input.reshape(-1)[index]


@method
def put(input, index, source, accumulate=False):
    """The flattened tensor with `source` at `index`.

    Example:
        >>> torch.put(torch.zeros(3), torch.tensor([1]), torch.tensor([2.0]))
        tensor([0., 2., 0.])
    """
    flat = index_put(input.reshape(-1), (index.reshape(-1),), source.reshape(-1), accumulate)
    return flat.reshape(input.shape)


@method
def take_along_dim(input, indices, dim=None):
    """As `gather`, with broadcasting; of the flattened tensor without `dim`.

    Example:
        >>> torch.take_along_dim(torch.tensor([[3, 1]]), torch.tensor([[1, 0]]), 1)
        tensor([[1, 3]])
    """
    if dim is None:
        return input.reshape(-1).gather(0, indices.reshape(-1))
    from th.tensor.pointwise import broadcast_shape

    dim = wrap_dim(dim, input.ndim)
    shape = list(input._array.shape)
    shape[dim] = 1
    picks = list(indices._array.shape)
    n, picks[dim] = picks[dim], 1
    common = list(broadcast_shape(tuple(shape), tuple(picks)))
    own, index_shape = list(common), list(common)
    own[dim], index_shape[dim] = input._array.shape[dim], n
    return input.expand(own).gather(dim, indices.expand(index_shape))


def _write_back(name):
    function = globals()[name]

    def in_place(self, *args, **kwargs):
        return self.copy_(function(self, *args, **kwargs))

    in_place.__name__, in_place.__doc__ = name + "_", f"`torch.{name}`, written into this tensor itself."
    setattr(Tensor, name + "_", in_place)


for _name in ("scatter", "scatter_add", "scatter_reduce", "index_add", "index_copy", "index_fill", "masked_scatter", "put"):
    _write_back(_name)

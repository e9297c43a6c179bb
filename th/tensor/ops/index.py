"""Indexing in full, and picking and putting by index tensors."""

import numpy as np

from th.errors import ArgumentTypeError, DimensionError, ShapeError
from th.tensor import devices
from th.tensor.declare import op
from th.tensor.dispatch import quietly, view_fast
from th.tensor.modes import modes
from th.tensor.node import counter_of
from th.tensor.ops.parts import get_part, select
from th.tensor.recording import record
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_writable, write_history

__all__ = ["add_at", "normal_index", "put_index"]


_BASIC = (int, slice, type(None), type(Ellipsis))


def normal_index(index, tensor):
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
        array = np.asarray(
            [int(p) if isinstance(p, Tensor) else p for p in part] if not isinstance(part, np.ndarray) else part
        )
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
            dim = len(shape) - sum(p.ndim if _is_mask(p) else 1 for p in index[place + 1 :] if p is not None)
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


@op(method=False, node="Index", samples=lambda t: [(t(4, 3), (np.array([0, 2, 2]),)), (t(4, 3), (slice(None), [0, 1]))])
def _take_index(xp, input, index):
    return input[index]


@op(method=False, node="IndexPut")
def put_index(xp, input, shape, index):
    """Zeros of `shape` with `input` added at `index`."""
    out = xp.zeros(shape, input.dtype)
    add_at(xp, out, index, input)
    return out


_take_index.backward(input=lambda g, shape, index: put_index(g, shape, index))

put_index.backward(input=lambda g, index: _take_index(g, index))


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
        out[ordered[starts]] += np.add.reduceat(values[order], starts, axis=0, dtype=out.dtype)


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
    parts, basic = normal_index(index, self)
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
    parts, _basic = normal_index(index, self)
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
    elif (
        getattr(raw, "ndim", 0)
        and getattr(raw, "dtype", None) is not None
        and raw.dtype.kind == "c" != array.dtype.kind
    ):
        raw = raw.real
    try:
        array[parts] = raw
    except ValueError:
        shape = array[parts].shape
        if getattr(raw, "ndim", 0) > len(shape) and raw.shape[: raw.ndim - len(shape)] == (1,) * (
            raw.ndim - len(shape)
        ):
            array[parts] = raw.reshape(raw.shape[raw.ndim - len(shape) :])
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

"""Indexing in full: reading and writing through what stands between the brackets."""

import numpy as np
from numpy import ndarray

from th.errors import ArgumentTypeError, DeviceError, DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.dispatch import quietly, view_fast
from th.tensor.modes import modes
from th.tensor.node import counter_of
from th.tensor.ops.indexing import check_range, expand_error, is_mask, split_index
from th.tensor.ops.parts import get_part, select
from th.tensor.picks import add_rows, in_range
from th.tensor.recording import record
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_overlap, check_writable, write_history

__all__ = ["add_at", "put_index", "put_values"]

_WHOLE = slice(None)
_I64, _BOOL = np.dtype("int64"), np.dtype("bool")
_WHOLE_TENSOR = ((), (Ellipsis,), (_WHOLE,))


@op(method=False, node="Index", holds_tensors=True, samples=lambda t: [(t(4, 3), (np.array([0, 2, 2]),)), (t(4, 3), (slice(None), [0, 1]))])
def _take_index(xp, input, index):
    last = index[-1]
    if len(index) == 1 and last.dtype is _I64:
        return input.take(last, 0)
    if xp is np and hasattr(last, "dtype") and last.dtype.kind != "b" and not any(hasattr(p, "dtype") for p in index[:-1]):
        return input.take(last, len(index) - 1)  # quicker, and in one block as PyTorch's
    return xp.ascontiguousarray(input[index])


@op(method=False, node="IndexPut", holds_tensors=True)
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
        rows = arrays[0]
        if not in_range(rows, len(out)):
            rows = np.where(rows < 0, rows + len(out), rows)
        if values.shape != (*rows.shape, *out.shape[1:]):
            values = np.broadcast_to(values, (*rows.shape, *out.shape[1:]))
        add_rows(out, rows.reshape(-1), values.reshape(rows.size, *out.shape[1:]))
    elif all(is_mask(a) for a in arrays):
        out[index] += values  # a mask names no place twice
    else:
        np.add.at(out, index, values)


# ---- reading


def _getitem(self, index):
    array = self._array
    if index.__class__ is int and array.ndim:
        try:
            return view_fast(select.op, (self, 0, index), array[index, ...])
        except IndexError:
            pass  # told below
    elif index.__class__ is slice and array.ndim and index.step is None:
        try:
            return view_fast(get_part.op, (self, (index,)), array[index])
        except (IndexError, TypeError):
            pass
    elif index.__class__ is Tensor and array.__class__ is ndarray and _is_plain(index._array, array):
        return _picked(self, (index._array,))
    basic, picks = split_index(index, self)
    source = self
    if basic is not None:
        try:
            source = _basic_part(self, basic)
        except IndexError as err:
            raise _index_error(err, basic, self) from None
    return source if picks is None else _picked(source, picks)


def _is_plain(index, array):
    """True for an index array that can be used as it is: of int64, or a mask of the first dims."""
    if index.__class__ is not ndarray or not index.ndim or not array.ndim:
        return False
    return index.dtype is _I64 or (index.dtype is _BOOL and index.shape == array.shape[: index.ndim])


def _basic_part(tensor, parts):
    if len(parts) == 1 and parts[0].__class__ is int and tensor._array.ndim:
        return view_fast(select.op, (tensor, 0, parts[0]), tensor._array[parts[0], ...])
    array = tensor._array
    return view_fast(get_part.op, (tensor, parts), array[parts if Ellipsis in parts else (*parts, ...)])


def _picked(source, picks):
    if source._node is not None and modes.grad:
        picks = _kept(picks)
    try:
        return _take_index(source, picks)
    except IndexError as err:
        raise _index_error(err, picks, source) from None


def _kept(picks):
    """Index arrays of one's own, for the tape: whoever made them may write into them."""
    return tuple([p.copy() if hasattr(p, "dtype") else p for p in picks])


def _index_error(err, parts, tensor):
    if not tensor._array.ndim and any(p.__class__ is int for p in parts):
        return DimensionError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    try:
        check_range(parts, tensor._array.shape)
    except DimensionError as found:
        return found
    if "shape mismatch" in str(err) or "broadcast" in str(err):
        shapes = ", ".join([str(list(p.shape)) for p in parts if hasattr(p, "shape")])
        return DimensionError(f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}")
    return DimensionError(str(err))


# ---- writing


def _setitem(self, index, value):
    check_writable(self, (value,))
    value = _assignable(value, self)
    if index is True or index is False:
        if not index:
            return
        index = None
    if index.__class__ is Tensor and self._array.__class__ is ndarray and _is_plain(index._array, self._array):
        basic, picks = None, (index._array,)
    else:
        basic, picks = split_index(index, self)
    is_tensor = isinstance(value, Tensor)
    if modes.grad and (self.requires_grad or (is_tensor and value.requires_grad)):
        part = self if basic is None or basic in _WHOLE_TENSOR else _part_for(self, basic)
        if picks is None:
            _write_recorded(part, value)
        else:
            put_values(part, picks, value)
        return
    array = self._array
    try:
        if basic is not None:
            array = array[basic] if Ellipsis in basic else array[(*basic, ...)]
    except IndexError as err:
        raise _index_error(err, basic, self) from None
    if picks is None:
        if isinstance(value, Tensor):
            check_overlap(new_tensor(array), (value,))
        _write_basic(array, value)
    else:
        _write_picked(array, picks, value)
    counter_of(self)[0] += 1


def _write_recorded(part, value):
    if isinstance(value, Tensor) and value._array.ndim:
        part.copy_(_trimmed(value, part._array.ndim))
    else:
        part.fill_(value)


def _part_for(self, basic):
    try:
        return _basic_part(self, basic)
    except IndexError as err:
        raise _index_error(err, basic, self) from None


def _assignable(value, target):
    """What is assigned, as a number that fits the target or a tensor on its device."""
    if isinstance(value, bool | int | float | complex):
        return dtypes.checked_number(value, target.dtype)
    if isinstance(value, np.ndarray | np.generic):
        value = new_tensor(np.asarray(value))
        return value.to(target.device, target.dtype if value.ndim == 0 else value.dtype)
    if not isinstance(value, Tensor):
        name = f"{'torch.cuda' if target.is_cuda else 'torch'}.{target.dtype.alias}Tensor"
        raise ArgumentTypeError(f"can't assign a {type(value).__name__} to a {name}; write torch.tensor(...) around it")
    if value.device != target.device:
        if value._array.ndim:
            raise DeviceError(
                f"Expected all tensors to be on the same device, but found at least two devices, {target.device} and "
                f"{value.device}!"
            )
        return value.to(target.device)
    return value


def _trimmed(value, ndim):
    """`value` without the leading dimensions of size 1 that the target does not have."""
    shape = value._array.shape
    extra = len(shape) - ndim
    return value.reshape(shape[extra:]) if extra > 0 and shape[:extra] == (1,) * extra else value


def _raw(value, numpy_dtype):
    array = value._array
    return array.real if array.dtype.kind == "c" and numpy_dtype.kind != "c" else array


def _write_basic(array, value):
    if not isinstance(value, Tensor):
        array[...] = value
        return
    raw = _raw(_trimmed(value, array.ndim), array.dtype)
    try:
        quietly(array.__setitem__, ..., raw)
    except ValueError:
        raise expand_error(raw.shape, array.shape) from None


def _write_picked(array, picks, value):
    if isinstance(value, Tensor):
        raw = _raw(value, array.dtype)
        one_mask = not raw.ndim and [is_mask(p) for p in picks if hasattr(p, "dtype")] == [True]
        if raw.dtype != array.dtype and not one_mask:
            raise DtypeError(
                "Index put requires the source and destination dtypes match, got "
                f"{dtypes.from_numpy_dtype(array.dtype).alias} for the destination and {value.dtype.alias} for the "
                f"source; convert it, with value.to({dtypes.from_numpy_dtype(array.dtype)})"
            )
    else:
        raw = value
    try:
        quietly(_assign, array, picks, raw)
    except IndexError as err:
        raise _index_error(err, picks, new_tensor(array)) from None
    except (ValueError, TypeError):
        raise ShapeError(
            f"shape mismatch: value tensor of shape {list(raw.shape)} cannot be broadcast to indexing result of shape "
            f"{list(array[picks].shape)}"
        ) from None


def _assign(array, picks, raw):
    try:
        array[picks] = raw
    except (ValueError, TypeError):
        shape = array[picks].shape
        extra = raw.ndim - len(shape)
        if raw.shape[:extra] == (1,) * extra:
            raw = raw.reshape(raw.shape[max(extra, 0) :])
        array[picks] = np.broadcast_to(raw, shape) if array.__class__ is np.ndarray else raw


def put_values(target, picks, value):
    """``target[picks] = value`` on the tape, `picks` index arrays and whole slices."""
    picks = _kept(picks)
    before = new_tensor(target._array)
    before._node, before._index = target._node, target._index
    _write_picked(target._array, picks, value)
    counter_of(target)[0] += 1
    shell = new_tensor(target._array)
    source = value if isinstance(value, Tensor) else None
    node = record(_written.op, (before, source, picks), (shell,), (shell._array,))
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

def _delitem(self, index):
    raise ArgumentTypeError("Tensor does not support deleting items")


Tensor.__getitem__, Tensor.__setitem__, Tensor.__delitem__ = _getitem, _setitem, _delitem

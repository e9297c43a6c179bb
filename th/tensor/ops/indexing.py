"""What is written between the brackets of ``x[...]``, read as PyTorch reads it.

PyTorch takes the basic parts first (numbers, slices, None, Ellipsis: a view) and then picks from that view with the
index tensors.  So ``x[0, :, [1, 2]]`` has the picked dimension last, where numpy would put it first.
"""

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DimensionError, ShapeError
from th.tensor import devices
from th.tensor.tensor import Tensor

__all__ = ["check_range", "expand_error", "is_mask", "split_index"]

_WHOLE = slice(None)
_BASIC = (int, slice, type(None), type(Ellipsis))
_LONGEST_TUPLE = 32  # a longer list is data, whatever is in it


def split_index(index, tensor):
    """(the basic part as a tuple for numpy, what picks from the view that it makes): either None when there is none."""
    parts, special = [], False
    for part in _parts_of(index):
        cls = part.__class__
        if cls is slice:
            part = _plain_slice(part)
        elif cls not in _BASIC:
            part = _index_part(part, tensor)
            special = special or part.__class__ is not int
        parts.append(part)
    if not special:
        return _one_ellipsis(tuple(parts)), None
    return _apart(parts, tensor._array)


def _one_ellipsis(parts):
    """`parts` with the first Ellipsis only: PyTorch lets one write more, numpy does not."""
    if parts.count(Ellipsis) < 2:
        return parts
    first = parts.index(Ellipsis)
    return (*parts[: first + 1], *[p for p in parts[first + 1 :] if p is not Ellipsis])


def _parts_of(index):
    if index.__class__ is tuple:
        return index
    if isinstance(index, tuple):
        return tuple(index)
    if isinstance(index, list) and len(index) < _LONGEST_TUPLE:
        if any(i is None or i is Ellipsis or isinstance(i, Tensor | slice | list | tuple | range) for i in index):
            return index
    return (index,)


def _plain_slice(part):
    for v in (part.start, part.stop, part.step):
        if v is not None and v.__class__ is not int:
            part = slice(*[None if v is None else v.__index__() for v in (part.start, part.stop, part.step)])
            break
    if part.step is not None and part.step <= 0:
        raise ArgumentError(f"step must be greater than zero, got {part.step}; x.flip(dim) reverses")
    return part


def _index_part(part, tensor):
    """An index that is not basic: an int in disguise, a bool, or an array of ints or bools on the tensor's device."""
    if isinstance(part, Tensor):
        return _tensor_part(part, tensor)
    if isinstance(part, bool | np.bool_):
        return bool(part)
    if isinstance(part, np.integer):
        return int(part)
    if isinstance(part, list | tuple | range | np.ndarray):
        return _sequence_part(part, tensor)
    if hasattr(part, "__index__"):
        return part.__index__()
    if isinstance(part, str):
        raise ArgumentTypeError(f"an index cannot be a str (got {part!r})")
    raise DimensionError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
        f"(got {type(part).__name__})"
    )


def _tensor_part(part, tensor):
    array = part._array
    if array.dtype.name not in ("int64", "bool", "int32", "uint8"):
        raise DimensionError(f"tensors used as indices must be long, int, byte or bool tensors, not {part.dtype.name}")
    if array.dtype == np.uint8:
        array = array.astype(bool)
    if array.ndim == 0:
        return bool(array) if array.dtype.kind == "b" else int(array)
    if isinstance(array, np.ndarray) and tensor.is_cuda:
        return devices.move(array, tensor.device)
    if not isinstance(array, np.ndarray) and not tensor.is_cuda:
        raise DimensionError(
            f"indices should be either on cpu or on the same device as the indexed tensor ({tensor.device})"
        )
    return array


def _sequence_part(part, tensor):
    if not isinstance(part, np.ndarray):
        part = [int(p) if isinstance(p, Tensor) else p for p in part]
    try:
        array = np.asarray(part)
    except ValueError as err:
        raise ArgumentError(f"an index that is a sequence must not be ragged: {err}") from None
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)
    if array.dtype.kind not in "iub":
        raise DimensionError(f"tensors used as indices must be long, int, byte or bool tensors, not {array.dtype}")
    if array.ndim == 0:
        return array.item()
    return devices.move(array, tensor.device)


def _apart(parts, array):
    used = sum(_width(p) for p in parts)
    if used > array.ndim:
        raise DimensionError(f"too many indices for tensor of dimension {array.ndim}")
    basic, picks = [], []
    rest = array.ndim - used
    xp = devices.namespace(array)
    for part in parts:
        if part is Ellipsis:
            basic += [_WHOLE] * rest
            picks += [_WHOLE] * rest
            rest = 0
        elif part is None or part.__class__ is bool:
            basic.append(None)
            picks.append(_WHOLE if part is None else xp.zeros(int(part), xp.int64))
        elif hasattr(part, "dtype"):
            basic += [_WHOLE] * _width(part)
            picks.append(part)
        else:
            basic.append(part)
            if part.__class__ is slice:
                picks.append(_WHOLE)
    while picks[-1].__class__ is slice:
        picks.pop()
    return (None if all(b.__class__ is slice and b == _WHOLE for b in basic) else tuple(basic)), tuple(picks)


def _width(part):
    """How many dimensions of the tensor a part of the index uses."""
    if part is None or part is Ellipsis or part.__class__ is bool:
        return 0
    return part.ndim if is_mask(part) else 1


def is_mask(part):
    """True for an array of bools."""
    return hasattr(part, "dtype") and part.dtype.kind == "b"


def check_range(index, shape):
    """Raises PyTorch's error for the int or array of the index that is out of range, or one index too many."""
    if sum(_width(p) for p in index) > len(shape):
        raise DimensionError(f"too many indices for tensor of dimension {len(shape)}")
    dim = 0
    for place, part in enumerate(index):
        if part is Ellipsis:
            dim = len(shape) - sum(_width(p) for p in index[place + 1 :])
            continue
        if part is None:
            continue
        if is_mask(part):
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


def _check_mask(mask, shape, dim):
    for place, n in enumerate(mask.shape):
        if n != shape[dim + place]:
            raise DimensionError(
                f"The shape of the mask {list(mask.shape)} at index {place} does not match the shape of the indexed "
                f"tensor {list(shape)} at index {dim + place}"
            )


def expand_error(own, target):
    """PyTorch's error for a value that cannot be expanded to what it is assigned to."""
    if len(own) > len(target):
        return ShapeError(
            f"expand: the number of sizes provided ({len(target)}) must be greater or equal to the number of dimensions "
            f"in the tensor ({len(own)})"
        )
    back = next(b for b in range(1, len(own) + 1) if own[-b] not in (1, target[-b]))
    return ShapeError(
        f"The expanded size of the tensor ({target[-back]}) must match the existing size ({own[-back]}) at non-singleton "
        f"dimension {len(target) - back}.  Target sizes: {list(target)}.  Tensor sizes: {list(own)}"
    )

"""Views of a part: slices, diagonals, windows, strides."""

import operator

import numpy as np

from th.errors import DimensionError, ShapeError
from th.tensor import devices
from th.tensor.declare import method, op
from th.tensor.naming import named_by
from th.tensor.ops.viewing import wrap_dim
from th.tensor.tensor import Tensor
from th.tensor.views import places_of

__all__ = [
    "as_strided",
    "diagonal",
    "fold_windows",
    "get_part",
    "narrow",
    "place",
    "place_diagonal",
    "select",
    "unfold",
]


_WHOLE = slice(None)


@op(view=True, samples=lambda t: [(t(2, 3), 0, 1), (t(2, 3), 1, -1)])
def select(xp, input, dim, index):
    """The slice at `index` of dimension `dim`, without that dimension.

    Example:
        >>> torch.tensor([[1, 2], [3, 4]]).select(1, 0)
        tensor([1, 3])
    """
    if input.ndim == 0:
        raise DimensionError("select() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    index = operator.index(index)
    if not -n <= index < n:
        raise DimensionError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at dimension {dim}"
        )
    return input[(slice(None),) * dim + (index, ...)] if dim else input[index, ...]


select.backward(input=lambda g, shape, dim, index: place(g, shape, _at(dim, index, shape)))


def _at(dim, index, shape):
    return (slice(None),) * wrap_dim(dim, len(shape)) + (index,)


@op(view=True, samples=lambda t: [(t(4, 3), 0, 1, 2), (t(4, 3), -1, -2, 2)])
def narrow(xp, input, dim, start, length):
    """The part of dimension `dim` from `start` on, `length` long.

    Example:
        >>> torch.arange(5).narrow(0, 1, 3)
        tensor([1, 2, 3])
    """
    if input.ndim == 0:
        raise ShapeError("narrow() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
    if isinstance(start, Tensor) and (start.ndim or start._array.dtype.kind not in "iu"):
        raise ShapeError("start must be an 0-dim integral Tensor.")
    start, length = operator.index(start), operator.index(length)
    if length < 0:
        raise ShapeError("narrow(): length must be non-negative.")
    if not -n <= start <= n:
        raise DimensionError(f"start out of range (expected to be in range of [{-n}, {n}], but got {start})")
    start += n if start < 0 else 0
    if start + length > n:
        raise ShapeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return input[(slice(None),) * dim + (slice(start, start + length),)]


def _narrow_back(g, shape, dim, start, length):
    start += shape[dim] if start < 0 else 0
    return place(g, shape, _at(dim, slice(start, start + length), shape))


narrow.backward(input=_narrow_back)

narrow.op.node = "Slice"


@op(view=True, method=False, samples=lambda t: [(t(4, 3), (slice(1, 3), 0)), (t(4, 3), (None, ..., 1))])
def get_part(xp, input, index):
    """``input[index]`` for ints, slices, None and Ellipsis."""
    found = input[index]
    return found if isinstance(found, xp.ndarray) else input[(*index, ...)]  # numpy gives a scalar for a full index


get_part.backward(input=lambda g, shape, index: place(g, shape, index))


def _last_view(index):
    """Which of the views that an index is made of comes last: PyTorch's node has its name."""
    last = "Slice" if len(index) == 1 and index[0].__class__ is slice else "Alias"
    for part in index:
        if part is None:
            last = "Unsqueeze"
        elif part.__class__ is int:
            last = "Select"
        elif part.__class__ is slice and part != _WHOLE:
            last = "Slice"
    return f"{last}Backward0"


def _view_by_dims(node):
    """The same when the index is gone."""
    more = len(node.shape) - len(node.in_shapes[0])
    return "UnsqueezeBackward0" if more > 0 else "SelectBackward0" if more else "SliceBackward0"


named_by(get_part.op, lambda input, index: _last_view(index), _view_by_dims)


@op(method=False, samples=lambda t: [(t(2, 3), (4, 3), (slice(1, 3),))])
def place(xp, input, shape, index):
    """Zeros of `shape` with `input` at `index` (ints, slices, None, Ellipsis)."""
    out = xp.zeros(shape, input.dtype)
    out[index] = input
    return out


place.backward(input=lambda g, index: get_part(g, index))

place.op.node = "SliceBackward"


@op(view=True, samples=lambda t: [(t(3, 3),), (t(2, 3, 4), 1, 0, 2), (t(3, 4), -1)])
def diagonal(xp, input, offset=0, dim1=0, dim2=1):
    """The diagonal over two dimensions, as the last dimension; a view.

    Example:
        >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
        tensor([1, 4])
    """
    dim1, dim2 = wrap_dim(dim1, input.ndim), wrap_dim(dim2, input.ndim)
    if dim1 == dim2:
        raise ShapeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    out = xp.diagonal(input, offset, dim1, dim2)
    if xp.__name__ == "numpy":
        out.flags.writeable = input.flags.writeable
    return out


diagonal.backward(input=lambda g, shape, offset, dim1, dim2: place_diagonal(g, shape, offset, dim1, dim2))


@op(method=False)
def place_diagonal(xp, input, shape, offset, dim1, dim2):
    out = xp.zeros(shape, input.dtype)
    view_ = xp.diagonal(out, offset, dim1, dim2)
    if xp.__name__ == "numpy":
        view_.flags.writeable = True
    view_[...] = input
    return out


place_diagonal.backward(input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2))


def _strides_in_bytes(input, stride):
    return tuple([s * input.itemsize for s in stride])


@op(view=True, by_layout=True, method=False)
def _as_strided(xp, input, size, stride, storage_offset, geometry):
    flat = devices.owner_of(input)
    if not (flat.flags.c_contiguous or flat.flags.f_contiguous):
        raise ShapeError("as_strided: the tensor's memory is not one block; use contiguous() first")
    flat = flat.ravel(order="K")
    flat = flat if flat.dtype == input.dtype else flat.view(input.dtype)
    last = storage_offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if 0 not in size and not 0 <= last < flat.size:
        raise ShapeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {storage_offset} requiring a "
            f"storage size of {last + 1} are out of bounds for storage of size {flat.size}"
        )
    return xp.lib.stride_tricks.as_strided(flat[storage_offset:], size, _strides_in_bytes(input, stride))


def _as_strided_back(g, shape, size, stride, storage_offset, geometry):
    """Back to memory, adding up, and from there to where the input has its elements."""
    from th.tensor.ops.create import from_numpy_on

    written, own = places_of(size, stride, storage_offset), places_of(shape, *geometry)
    total = 1 + max(int(written.max(initial=0)), int(own.max(initial=0)))
    memory = g.new_zeros(total).index_add(0, from_numpy_on(written.reshape(-1), g), g.reshape(-1))
    shares = np.bincount(own.reshape(-1), minlength=total)  # an expanded input has several elements in one place
    found = memory.take(from_numpy_on(own, g))
    return found if shares.max(initial=0) <= 1 else found / from_numpy_on(shares[own], g)


_as_strided.backward(input=_as_strided_back)

_as_strided.op.node = "AsStrided"


@method
def as_strided(input, size, stride, storage_offset=None):
    """A view of the underlying memory with the given sizes and strides (in elements).

    Example:
        >>> torch.as_strided(torch.arange(4), (2, 2), (1, 1))
        tensor([[0, 1],
                [1, 2]])
    """
    offset = input.storage_offset()
    start = offset if storage_offset is None else storage_offset
    return _as_strided(input, tuple(size), tuple(stride), start, (input.stride(), offset))


@op(view=True, samples=lambda t: [(t(7), 0, 3, 2), (t(2, 6), 1, 2, 2)])
def unfold(xp, input, dimension, size, step):
    """All windows of length `size` along `dimension`, `step` apart, as a new last dimension; a view.

    Example:
        >>> torch.arange(5).unfold(0, 3, 1)
        tensor([[0, 1, 2],
                [1, 2, 3],
                [2, 3, 4]])
    """
    dim = wrap_dim(dimension, input.ndim)
    if step <= 0:
        raise ShapeError(f"step is {step} but must be > 0")
    if size > (input.shape[dim] if input.ndim else 1):
        raise ShapeError(f"maximum size for tensor at dimension {dim} is {input.shape[dim]} but size is {size}")
    if not input.ndim:
        return input.reshape(1)[:size]
    windows = xp.lib.stride_tricks.sliding_window_view(input, size, axis=dim, **_writeable(xp, input))
    return windows[(slice(None),) * dim + (slice(None, None, step),)]


def _writeable(xp, array):
    """numpy's windows are read-only unless one says otherwise; cupy's always can be written."""
    return {"writeable": array.flags.writeable} if xp.__name__ == "numpy" else {}


@op(method=False)
def fold_windows(xp, input, shape, dimension, size, step):
    dim = wrap_dim(dimension, len(shape))
    if not shape:
        return input.reshape(())
    out = xp.zeros(shape, input.dtype)
    for k in range(size):
        count = input.shape[dim]
        part = out[(slice(None),) * dim + (slice(k, k + (count - 1) * step + 1, step),)]
        part += input[..., k]
    return out


unfold.backward(input=lambda g, shape, dimension, size, step: fold_windows(g, shape, dimension, size, step))

fold_windows.backward(input=lambda g, dimension, size, step: g.unfold(dimension, size, step))

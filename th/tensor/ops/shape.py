"""Joining, repeating, turning: operations that lay elements out anew."""

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.ops.viewing import sizes, wrap_dim, wrap_dims
from th.tensor.tensor import Tensor

__all__ = [
    "block_diag", "broadcast_tensors", "cartesian_prod", "cat", "column_stack", "concat", "concatenate", "diag",
    "diag_embed", "diagflat", "dstack", "flip", "fliplr", "flipud", "hstack", "meshgrid", "repeat_interleave", "roll",
    "rot90", "stack", "tile", "tril", "triu", "vstack",
]


def _common(arrays):
    """Arrays in the dtype they promote to."""
    numpy_dtype = dtypes.result_dtype(arrays).numpy
    return [a if a.dtype is numpy_dtype else a.astype(numpy_dtype) for a in arrays]


def _check_sequence(tensors, name):
    if not isinstance(tensors, list | tuple):
        from th.errors import ArgumentTypeError

        raise ArgumentTypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
        )
    if not len(tensors):
        raise ShapeError(f"torch.{name}(): expected a non-empty list of Tensors")


def _is_legacy_empty(array):
    return array.ndim == 1 and array.size == 0


@op(variadic=True, method=False, samples=lambda t: [([t(2, 3), t(1, 3)], 0), ([t(2, 3), t(2, 1)], -1)])
def _cat(xp, tensors, dim):
    arrays = _common(tensors)
    real = [a for a in arrays if not _is_legacy_empty(a)] or arrays[:1]
    first = real[0]
    if first.ndim == 0:
        raise ShapeError("zero-dimensional tensor (at position 0) cannot be concatenated")
    dim = wrap_dim(dim, first.ndim)
    for place, a in enumerate(real):
        if a.ndim != first.ndim:
            raise ShapeError(f"Tensors must have same number of dimensions: got {first.ndim} and {a.ndim}")
        for d, (n, m) in enumerate(zip(first.shape, a.shape, strict=True)):
            if d != dim and n != m:
                raise ShapeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {n} but got size {m} for "
                    f"tensor number {place} in the list."
                )
    return xp.concatenate(real, axis=dim)


def _cat_rule(g, shapes, dim):
    parts, start = [], 0
    ndim = g.ndim
    dim = wrap_dim(dim, ndim)
    for shape in shapes:
        length = 0 if len(shape) != ndim else shape[dim]
        parts.append(g.narrow(dim, start, length) if len(shape) == ndim else g.new_zeros(shape))
        start += length
    return parts


_cat.backward(_cat_rule)
_cat.op.node = "Cat"


def cat(tensors, dim=0, *, out=None):
    """Joins tensors along an existing dimension.

    Args:
        tensors (sequence of Tensor): of one shape except along `dim`
        dim (int): the dim to join along
    Raises:
        ShapeError: when another dimension differs
    Example:
        >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
        tensor([1, 2, 3])
    """
    _check_sequence(tensors, "cat")
    return _cat(tensors, dim) if out is None else _cat(tensors, dim, out=out)


concat = concatenate = cat


def stack(tensors, dim=0, *, out=None):
    """Joins tensors of one shape along a new dimension.

    Example:
        >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])
    """
    _check_sequence(tensors, "stack")
    first = tensors[0]
    for place, t in enumerate(tensors):
        if t._array.shape != first._array.shape:
            raise ShapeError(
                f"stack expects each tensor to be equal size, but got {list(first._array.shape)} at entry 0 and "
                f"{list(t._array.shape)} at entry {place}"
            )
    return cat([t.unsqueeze(dim) for t in tensors], dim if dim >= 0 else wrap_dim(dim, first.ndim, 1), out=out)


def _at_least(ndim):
    def call(t):
        while t.ndim < ndim:
            t = t.unsqueeze(0) if ndim < 3 or t.ndim == 0 else t.unsqueeze(0 if t.ndim == 1 else -1)
        return t

    return call


def hstack(tensors):
    """Joins side by side: along dim 1, along dim 0 for vectors.

    Example:
        >>> torch.hstack([torch.tensor([1]), torch.tensor([2])])
        tensor([1, 2])
    """
    tensors = [t.reshape(1) if t.ndim == 0 else t for t in tensors]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


def vstack(tensors):
    """Joins one below the other; vectors are rows.

    Example:
        >>> torch.vstack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])
    """
    return cat([_at_least(2)(t) for t in tensors], 0)


row_stack = vstack


def dstack(tensors):
    """Joins along a third dimension.

    Example:
        >>> torch.dstack([torch.tensor([1]), torch.tensor([2])])
        tensor([[[1, 2]]])
    """
    return cat([_at_least(3)(t) for t in tensors], 2)


def column_stack(tensors):
    """Joins vectors as columns, matrices side by side.

    Example:
        >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
        tensor([[1, 3],
                [2, 4]])
    """
    return cat([t.reshape(t.numel(), 1) if t.ndim < 2 else t for t in tensors], 1)


@op(method=False, samples=lambda t: [(t(2, 3), (0,)), (t(2, 3), (0, 1))])
def _flip(xp, input, dims):
    return xp.flip(input, wrap_dims(dims, input.ndim)).copy() if input.ndim else input.copy()


_flip.backward(input=lambda g, dims: _flip(g, dims))
_flip.op.node = "Flip"


@method
def flip(input, *dims):
    """The order along `dims` reversed; a copy.

    Example:
        >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
        tensor([3, 2, 1])
    """
    return _flip(input, sizes(dims))


@method
def fliplr(input):
    """Columns in reverse order.

    Example:
        >>> torch.fliplr(torch.tensor([[1, 2]]))
        tensor([[2, 1]])
    """
    if input.ndim < 2:
        raise ShapeError("Input must be >= 2-d.")
    return _flip(input, (1,))


@method
def flipud(input):
    """Rows in reverse order.

    Example:
        >>> torch.flipud(torch.tensor([1, 2]))
        tensor([2, 1])
    """
    if input.ndim < 1:
        raise ShapeError("Input must be >= 1-d.")
    return _flip(input, (0,))


@op(samples=lambda t: [(t(4), 1), (t(2, 3), (1, 2), (0, 1))])
def roll(xp, input, shifts, dims=None):
    """Elements moved along `dims`, those that fall off put in again at the other end.

    Example:
        >>> torch.roll(torch.tensor([1, 2, 3]), 1)
        tensor([3, 1, 2])
    """
    if dims is None or dims == ():
        return xp.roll(input, shifts).reshape(input.shape)
    return xp.roll(input, shifts, axis=wrap_dims(dims, input.ndim) if isinstance(dims, tuple | list) else wrap_dim(
        dims, input.ndim))


roll.backward(
    input=lambda g, shifts, dims: g.roll(tuple(-s for s in shifts) if isinstance(shifts, tuple | list) else -shifts, dims)
)


@method
def rot90(input, k=1, dims=(0, 1)):
    """Turned by 90 degrees `k` times, from the first towards the second of `dims`.

    Example:
        >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
        tensor([[2, 4],
                [1, 3]])
    """
    a, b = wrap_dims(tuple(dims), input.ndim)
    turns = {0: lambda x: x.clone(), 1: lambda x: x.flip(b).transpose(a, b), 2: lambda x: x.flip(a, b),
             3: lambda x: x.flip(a).transpose(a, b)}
    return turns[k % 4](input)


@method
def repeat(self, *repeats):
    """This tensor repeated so many times along each dimension.

    Example:
        >>> torch.tensor([1, 2]).repeat(2, 2)
        tensor([[1, 2, 1, 2],
                [1, 2, 1, 2]])
    """
    counts = sizes(repeats)
    if len(counts) < self.ndim:
        raise ShapeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
            f"{list(counts)} for {list(self.shape)}"
        )
    shape = (1,) * (len(counts) - self.ndim) + self._array.shape
    doubled, spread, final = [], [], []
    for count, n in zip(counts, shape, strict=True):
        doubled += [1, n]
        spread += [count, n]
        final.append(count * n)
    return self.reshape(doubled).expand(spread).reshape(final)


@method
def tile(input, *dims):
    """As `repeat`; missing dims count as 1.

    Example:
        >>> torch.tile(torch.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
    """
    counts = sizes(dims)
    return repeat(input, (1,) * (input.ndim - len(counts)) + counts)


@method
def repeat_interleave(input, repeats, dim=None, *, output_size=None):
    """Each element repeated.

    Args:
        repeats (int or Tensor): how often, for all or for each
        dim (int): along which dim; the flattened tensor by default
    Example:
        >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
        tensor([1, 1, 2, 2])
    """
    if dim is None:
        input, dim = input.reshape(-1), 0
    n = input._array.shape[wrap_dim(dim, input.ndim)]
    counts = repeats.tolist() if isinstance(repeats, Tensor) else repeats
    if isinstance(counts, list) and len(counts) not in (1, n):
        raise ShapeError(f"repeats must have the same size as input along dim, but got {len(counts)} and {n}")
    from th.tensor.ops.create import from_numpy_on

    index = np.repeat(np.arange(n), counts)
    return input.index_select(dim, from_numpy_on(index, input))


@op(inplace=True, samples=lambda t: [(t(3, 4),), (t(2, 3, 3), 1)])
def tril(xp, input, diagonal=0):
    """The lower triangle of the last two dims, zeros elsewhere.

    Example:
        >>> torch.tril(torch.ones(2, 2))
        tensor([[1., 0.],
                [1., 1.]])
    """
    if input.ndim < 2:
        raise ShapeError(f"tril: input tensor must have at least 2 dimensions, got {input.ndim}")
    return xp.tril(input, diagonal)


@op(inplace=True, samples=lambda t: [(t(3, 4),), (t(2, 3, 3), 1)])
def triu(xp, input, diagonal=0):
    """The upper triangle of the last two dims, zeros elsewhere.

    Example:
        >>> torch.triu(torch.ones(2, 2))
        tensor([[1., 1.],
                [0., 1.]])
    """
    if input.ndim < 2:
        raise ShapeError(f"triu: input tensor must have at least 2 dimensions, got {input.ndim}")
    return xp.triu(input, diagonal)


tril.backward(input=lambda g, diagonal: g.tril(diagonal))
triu.backward(input=lambda g, diagonal: g.triu(diagonal))


@method
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """The last dim as the diagonal of matrices, zeros elsewhere.

    Example:
        >>> torch.diag_embed(torch.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])
    """
    n = input._array.shape[-1] + abs(offset)
    ndim = input.ndim + 1
    dim1, dim2 = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    shape = list(input._array.shape[:-1])
    for d in sorted((dim1, dim2)):
        shape.insert(d, n)
    from th.tensor.ops.viewing import _place_diagonal

    return _place_diagonal(input, tuple(shape), offset, dim1, dim2)


@method
def diag(input, diagonal=0):
    """A vector as a diagonal matrix; the diagonal of a matrix.

    Example:
        >>> torch.diag(torch.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])
    """
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    if input.ndim == 2:
        return input.diagonal(diagonal)
    raise ShapeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")


@method
def diagflat(input, offset=0):
    """All elements as a diagonal matrix.

    Example:
        >>> torch.diagflat(torch.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])
    """
    return diag_embed(input.reshape(-1), offset)


def block_diag(*tensors):
    """Matrices along a diagonal.

    Example:
        >>> torch.block_diag(torch.tensor([[1]]), torch.tensor([[2]]))
        tensor([[1, 0],
                [0, 2]])
    """
    tensors = [_at_least(2)(t) for t in tensors]
    width = sum(t.shape[1] for t in tensors)
    rows, start = [], 0
    for t in tensors:
        left = t.new_zeros(t.shape[0], start)
        right = t.new_zeros(t.shape[0], width - start - t.shape[1])
        rows.append(cat([left, t, right], 1))
        start += t.shape[1]
    return cat(rows, 0)


def broadcast_tensors(*tensors):
    """Views of the tensors, broadcast to one shape.

    Example:
        >>> [t.shape for t in torch.broadcast_tensors(torch.zeros(2, 1), torch.zeros(3))]
        [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    from th.tensor.pointwise import broadcast_shape

    shape = broadcast_shape(*[t._array.shape for t in tensors])
    return tuple([t.expand(shape) for t in tensors])


def meshgrid(*tensors, indexing="ij"):
    """Coordinate grids of vectors.

    Args:
        indexing (str): "ij" (matrix order) or "xy"
    Example:
        >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3]), indexing="ij")[0]
        tensor([[1],
                [2]])
    """
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tensors[0]
    if indexing not in ("ij", "xy"):
        raise ArgumentError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(tensors) >= 2
    order = [tensors[1], tensors[0], *tensors[2:]] if swap else list(tensors)
    shape = [t.numel() for t in order]
    grids = [t.reshape([-1 if i == j else 1 for j in range(len(order))]).expand(shape) for i, t in enumerate(order)]
    if swap:
        grids = [g.transpose(0, 1) for g in grids]
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def cartesian_prod(*tensors):
    """All combinations of elements, one a row.

    Example:
        >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3]))
        tensor([[1, 3],
                [2, 3]])
    """
    if len(tensors) == 1:
        return tensors[0]
    return stack([g.reshape(-1) for g in meshgrid(*tensors)], 1)



"""Joining, repeating, turning: operations that lay elements out anew."""

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor.declare import method, op
from th.tensor.naming import named
from th.tensor.ops.viewing import sizes, wrap_dim, wrap_dims
from th.tensor.outs import takes_out
from th.tensor.settings import contiguous_format
from th.tensor.tensor import Tensor

__all__ = [
    "diag",
    "diag_embed",
    "diagflat",
    "flip",
    "fliplr",
    "flipud",
    "repeat",
    "repeat_interleave",
    "roll",
    "rot90",
    "tile",
    "tril",
    "triu",
]


@op(method=False, samples=lambda t: [(t(2, 3), (0,)), (t(2, 3), (0, 1))])
def _flip(xp, input, dims):
    return xp.flip(input, wrap_dims(dims, input.ndim)).copy() if input.ndim else input.copy()


_flip.backward(input=lambda g, dims: _flip(g, dims))

_flip.op.node = "Flip"


@method
def flip(input, *args, dims=None):
    """The order along `dims` reversed; a copy.

    Example:
        >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
        tensor([3, 2, 1])
    """
    return _flip(input, sizes(args if dims is None else (dims,)))


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


@op(contiguous=True, samples=lambda t: [(t(4), 1), (t(2, 3), (1, 2), (0, 1))])
def roll(xp, input, shifts, dims=None):
    """Elements moved along `dims`, those that fall off put in again at the other end.

    Example:
        >>> torch.roll(torch.tensor([1, 2, 3]), 1)
        tensor([3, 1, 2])
    """
    count = len(shifts) if isinstance(shifts, tuple | list) else 1
    if not count:
        raise ShapeError("`shifts` required")
    if dims is None or dims == ():
        if count > 1:
            raise ShapeError(f"shifts and dimensions must align. shifts: {count}, dims:0")
        return xp.roll(input, shifts).reshape(input.shape)
    if count != (len(dims) if isinstance(dims, tuple | list) else 1):
        raise ShapeError(f"shifts and dimensions must align. shifts: {count}, dims:{len(dims) if isinstance(dims, tuple | list) else 1}")
    return xp.roll(
        input,
        shifts,
        axis=wrap_dims(dims, input.ndim) if isinstance(dims, tuple | list) else wrap_dim(dims, input.ndim),
    )


roll.backward(
    input=lambda g, shifts, dims: g.roll(
        tuple(-s for s in shifts) if isinstance(shifts, tuple | list) else -shifts, dims
    )
)


@method
@named("Rot90")
def rot90(input, k=1, dims=(0, 1)):
    """Turned by 90 degrees `k` times, from the first towards the second of `dims`.

    Example:
        >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
        tensor([[2, 4],
                [1, 3]])
    """
    if len(dims) != 2:
        raise ShapeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if input.ndim < 2:
        raise ShapeError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    a, b = wrap_dims(tuple(dims), input.ndim)
    turns = {
        0: lambda x: x.clone(),
        1: lambda x: x.flip(b).transpose(a, b),
        2: lambda x: x.flip(a, b),
        3: lambda x: x.flip(a).transpose(a, b),
    }
    return turns[k % 4](input)


@method
@named("Repeat")
def repeat(self, *times, repeats=None):
    """This tensor repeated so many times along each dimension.

    Example:
        >>> torch.tensor([1, 2]).repeat(2, 2)
        tensor([[1, 2, 1, 2],
                [1, 2, 1, 2]])
    """
    repeats = times if repeats is None else (repeats,)
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
    if final == list(shape):  # a copy too, and not a view of this tensor
        return self.reshape(final).clone(memory_format=contiguous_format)
    return self.reshape(doubled).expand(spread).reshape(final)


@method
def tile(input, *size, dims=None):
    """As `repeat`; missing dims count as 1.

    Example:
        >>> torch.tile(torch.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
    """
    counts = sizes(size if dims is None else (dims,))
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
    if np.min(counts, initial=0) < 0:
        raise ArgumentError(f"Repeats must be non-negative: `repeats` (={counts})")
    from th.tensor.ops.create import from_numpy_on

    index = np.repeat(np.arange(n), counts)
    return input.index_select(dim, from_numpy_on(index, input))


@op(contiguous=True, inplace=True, samples=lambda t: [(t(3, 4),), (t(2, 3, 3), 1)])
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


@op(contiguous=True, inplace=True, samples=lambda t: [(t(3, 4),), (t(2, 3, 3), 1)])
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
@named("DiagEmbed")
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
    if dim1 == dim2:
        raise ShapeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    shape = list(input._array.shape[:-1])
    for d in sorted((dim1, dim2)):
        shape.insert(d, n)
    from th.tensor.ops.parts import place_diagonal

    return place_diagonal(input, tuple(shape), offset, dim1, dim2)


@named("DiagonalBackward0_copy")
def _diagonal_copy(input, diagonal):
    return input.diagonal(diagonal).clone()


@takes_out
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
        return _diagonal_copy(input, diagonal)
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

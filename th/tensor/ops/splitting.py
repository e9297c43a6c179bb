"""Views composed of others: flattening, splitting, moving dims."""

import math
import warnings

from th.errors import ArgumentError, DimensionError, ShapeError
from th.tensor.declare import method, op
from th.tensor.dispatch import view_fast
from th.tensor.modes import modes
from th.tensor.naming import named_by, renamed
from th.tensor.node import Node, counter_of
from th.tensor.ops.parts import as_strided, narrow, place, select
from th.tensor.ops.viewing import (
    inferred_shape,
    permute_to,
    reshape,
    squeeze,
    t,
    transpose,
    unsqueeze,
    view,
    wrap_dim,
    wrap_dims,
)
from th.tensor.recording import record
from th.tensor.tensor import Tensor
from th.tensor.views import MULTIPLE, View
from th.tensor.writing import check_writable

__all__ = [
    "adjoint",
    "chunk",
    "detach",
    "flatten",
    "moveaxis",
    "movedim",
    "ravel",
    "split",
    "tensor_split",
    "unbind",
    "unflatten",
    "unsafe_chunk",
    "unsafe_split",
]


_WHOLE = slice(None)


def flatten(input, start_dim=0, end_dim=-1):
    """The dimensions from `start_dim` to `end_dim` made one.

    Example:
        >>> torch.zeros(2, 3, 4).flatten(1).shape
        torch.Size([2, 12])
    """
    shape = input._array.shape
    if start_dim == 0 and end_dim == -1:
        return input if len(shape) == 1 else reshape(input, -1)
    start, end = wrap_dim(start_dim, len(shape)), wrap_dim(end_dim, len(shape))
    if start > end:
        raise ShapeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end and shape:
        return input
    return reshape(input, (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def unflatten(input, dim, sizes):
    """One dimension made several.

    Example:
        >>> torch.zeros(2, 6).unflatten(1, (2, 3)).shape
        torch.Size([2, 2, 3])
    """
    dim = wrap_dim(dim, input.ndim)
    shape = input._array.shape
    if not sizes:
        raise ArgumentError("unflatten: `sizes` must be non-empty")
    parts = inferred_shape(tuple(sizes), shape[dim])
    return view(input, (*shape[:dim], *parts, *shape[dim + 1 :]))


def ravel(input):
    """All elements in one dimension, next to each other.

    Example:
        >>> torch.ravel(torch.tensor([[1, 2], [3, 4]]))
        tensor([1, 2, 3, 4])
    """
    return reshape(input.contiguous(), -1)


def movedim(input, source, destination):
    """Dimensions moved to other places, the rest in order.

    Example:
        >>> torch.movedim(torch.zeros(2, 3, 4), 0, -1).shape
        torch.Size([3, 4, 2])
    """
    source = wrap_dims(source, input.ndim)
    destination = wrap_dims(destination, input.ndim)
    if len(source) != len(destination):
        raise ShapeError(
            f"movedim: Invalid source or destination dims: source ({list(source)} dims) should contain the same number "
            f"of dims as destination ({list(destination)} dims)"
        )
    order = [d for d in range(input.ndim) if d not in source]
    for to, from_ in sorted(zip(destination, source, strict=True)):
        order.insert(to, from_)
    return permute_to(input, tuple(order))


moveaxis = movedim


@op(method=False, samples=lambda t: [(t(3, 2), [(0, ...), (2, ...)])])
def _cut_up(xp, input, indices):
    """The parts at several indices that have nothing in common."""
    return tuple([input[index] for index in indices])


def _joined(g, shape, indices):
    if g.__class__ is not list:
        return place(g, shape, indices[0])
    used = [part for part in g if part is not None]
    return _place_all(used, shape, [index for index, part in zip(indices, g, strict=True) if part is not None])


_cut_up.backward(input=_joined)


@op(variadic=True, method=False, samples=lambda t: [([t(1, 3), t(2, 3)], (4, 3), [(slice(0, 1),), (slice(2, 4),)])])
def _place_all(xp, tensors, shape, indices):
    """Zeros of `shape` with each of `tensors` at its index; what `_cut_up` took apart, put together."""
    whole = sum([part.size for part in tensors]) == math.prod(shape)
    out = (xp.empty if whole else xp.zeros)(shape, tensors[0].dtype)
    for index, part in zip(indices, tensors, strict=True):
        out[index] = part
    return out


_place_all.backward(lambda g, indices: _cut_up(g, indices))

named_by(_place_all.op, lambda tensors, shape, indices: "StackBackward0" if indices[0][-1] is ... else "CatBackward0")


_UNBIND, _SPLIT, _SPLIT_WITH_SIZES = [renamed(_cut_up.op, name) for name in ("Unbind", "Split", "SplitWithSizes")]


def unbind(input, dim=0):
    """A tuple of the slices along `dim`.

    Example:
        >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]))
        (tensor([1, 2]), tensor([3, 4]))
    """
    array = input._array
    if array.ndim == 0:
        raise DimensionError("Dimension specified as 0 but tensor has no dimensions")
    before = (_WHOLE,) * wrap_dim(dim, array.ndim)
    numbers = range(array.shape[len(before)])
    alone = [(input, len(before), i) for i in numbers]
    return _pieces(_UNBIND, select.op, alone, input, [(*before, i, ...) for i in numbers])


def _pieces(kind, single, alone, tensor, indices):
    """Views that one call made together: they share a node of `kind`, and one must not write into them.

    `single` of each of the arguments `alone` makes the same view.
    """
    array, views = tensor._array, []
    arrays = [array[i] for i in indices]
    node = record(kind, (tensor, indices), (), arrays) if tensor._node is not None and modes.grad and arrays else None
    for number, (args, part) in enumerate(zip(alone, arrays, strict=True)):
        piece = view_fast(single, args, part, node if node is None or not number else (node, number))
        link = piece._node
        if link is not None and link.kind is None:
            link.kind = MULTIPLE
        if node is not None:
            piece._index = number
        views.append(piece)
    return tuple(views)


def split(tensor, split_size_or_sections=None, dim=0, *, split_size=None):
    """Parts along `dim`: of one size (the last may be smaller), or of the sizes in a list.

    Example:
        >>> torch.split(torch.arange(5), 2)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    if split_size is not None:
        split_size_or_sections = split_size
    if tensor.ndim == 0:
        raise ShapeError("split expects at least a 1-dimensional tensor")
    dim = wrap_dim(dim, tensor.ndim)
    n = tensor._array.shape[dim]
    if isinstance(split_size_or_sections, int):
        size = split_size_or_sections
        if size < 0 or (size == 0 and n):
            raise ShapeError(f"split expects split_size be non-negative, but got split_size={size}")
        return _split(_SPLIT, tensor, dim, [min(size, n - s) for s in range(0, max(n, 1), size or 1)])
    if sum(split_size_or_sections) != n:
        raise ShapeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), "
            f"but got split_sizes={list(split_size_or_sections)}"
        )
    return _split(_SPLIT_WITH_SIZES, tensor, dim, split_size_or_sections)


def _split(kind, tensor, dim, lengths):
    before, alone, indices, start = (_WHOLE,) * dim, [], [], 0
    for length in lengths:
        if length < 0:
            return narrow(tensor, dim, start, length)  # the error for it
        alone.append((tensor, dim, start, length))
        indices.append((*before, slice(start, start + length)))
        start += length
    return _pieces(kind, narrow.op, alone, tensor, indices)


def _parts(tensor, lengths, dim):
    parts, start = [], 0
    for length in lengths:
        parts.append(_cut(tensor, dim, start, length))
        start += length
    return parts


def _cut(tensor, dim, start, length):
    """As `narrow`, for numbers known to be right."""
    if length < 0:
        return narrow(tensor, dim, start, length)  # the error for it
    return view_fast(narrow.op, (tensor, dim, start, length), tensor._array[(_WHOLE,) * dim + (slice(start, start + length),)])


def chunk(input, chunks, dim=0):
    """At most `chunks` parts of equal size along `dim`; the last may be smaller.

    Example:
        >>> torch.chunk(torch.arange(5), 2)
        (tensor([0, 1, 2]), tensor([3, 4]))
    """
    if chunks <= 0:
        raise ShapeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    n = input._array.shape[wrap_dim(dim, input.ndim)]
    size = -(-n // chunks)
    return split(input, [0] * chunks, dim) if size == 0 else split(input, size, dim)


def tensor_split(input, indices_or_sections, dim=0):
    """Parts along `dim`: so many nearly equal ones, or cut before the given indices.

    Example:
        >>> torch.tensor_split(torch.arange(5), 2)
        (tensor([0, 1, 2]), tensor([3, 4]))
    """
    if not input.ndim:
        raise ShapeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    dim = wrap_dim(dim, input.ndim)
    n = input._array.shape[dim]
    if isinstance(indices_or_sections, Tensor):
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int):
        if indices_or_sections <= 0:
            raise ShapeError(f"number of sections must be larger than 0, got {indices_or_sections}")
        small, more = divmod(n, indices_or_sections)
        return tuple(_parts(input, [small + (i < more) for i in range(indices_or_sections)], dim))
    edges = [0, *[min(i + n if i < 0 else i, n) for i in indices_or_sections], n]
    return tuple([narrow(input, dim, a, max(b - a, 0)) for a, b in zip(edges, edges[1:], strict=False)])


def adjoint(input):
    """The conjugate transpose of the last two dimensions.

    Example:
        >>> torch.adjoint(torch.tensor([[1j, 0], [0, 1]])).shape
        torch.Size([2, 2])
    """
    return input.transpose(-2, -1).conj()


def detach(input):
    """`Tensor.detach` as a function."""
    return input.detach()


for _function in (flatten, unflatten, ravel, movedim, unbind, split, chunk, tensor_split, adjoint):
    method(_function)


def _transposed(self):
    """All dimensions in reverse order."""
    array = self._array
    if array.ndim > 2:
        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an "
            "error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
            stacklevel=2,
        )
    return view_fast(permute_to.op, (self, tuple(range(array.ndim - 1, -1, -1))), array.T)


def _matrix_transposed(self):
    """The last two dimensions exchanged."""
    if self.ndim < 2:
        raise ShapeError(f"tensor.mT is only supported on matrices or batches of matrices. Got {self.ndim}-D tensor.")
    return transpose(self, -2, -1)


def _in_place_view(function, *names):
    def call(self, *args, **kwargs):
        check_writable(self)
        state = self._node
        out = function(self, *args, **kwargs)
        self._array = out._array
        counter_of(self)[0] += 1
        if isinstance(state, View):
            out._node.args = (None, *out._node.args[1:])  # it would name this tensor itself
            out._node.kind = state.kind
            self._node, self._index = out._node, 0
        elif isinstance(state, Node) and modes.grad:
            self._node, self._index = out._node.node, 0
            self._node.op = renamed(self._node.op, names[bool(args or kwargs)])
        return self

    call.__name__ = function.__name__ + "_"
    call.__doc__ = f"`{function.__name__}`, of this tensor itself."
    setattr(Tensor, call.__name__, call)


unsafe_chunk, unsafe_split = chunk, split
Tensor.unsafe_chunk, Tensor.unsafe_split = chunk, split
Tensor.moveaxis = movedim
Tensor.T, Tensor.mT = property(_transposed), property(_matrix_transposed)
Tensor.H = property(lambda self: self.t().conj())
Tensor.mH = property(adjoint)
_in_place_view(as_strided, "AsStridedBackward1", "AsStridedBackward1")
_in_place_view(squeeze, "SqueezeBackward3", "SqueezeBackward4")
_in_place_view(unsqueeze, "UnsqueezeBackward1", "UnsqueezeBackward1")
_in_place_view(t, "TBackward1", "TBackward1")
_in_place_view(transpose, "TransposeBackward1", "TransposeBackward1")

"""Operations whose result shares memory with their input."""

import operator

import numpy as np
from numpy import ndarray

from th.errors import ArgumentTypeError, DimensionError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.dispatch import view_fast
from th.tensor.naming import named_by
from th.tensor.size import Size
from th.tensor.tensor import Tensor

__all__ = [
    "broadcast_to", "expand", "inferred_shape", "permute", "permute_to", "reshape", "reshape_to",
    "sizes", "squeeze", "swapaxes", "swapdims", "t", "transpose", "unsqueeze", "view", "wrap_dim", "wrap_dims",
]  # fmt: skip


_WHOLE = slice(None)


def wrap_dim(dim, ndim, extra=0):
    """`dim` counted from the front.

    Raises:
        DimensionError: when the tensor has no such dimension
    """
    if dim.__class__ is int and 0 <= dim < ndim:
        return dim
    if dim.__class__ is not int:
        try:
            dim = operator.index(dim)
        except TypeError:
            raise ArgumentTypeError(f"`dim` (={dim!r}) must be an int") from None
    size = max(ndim, 1) + extra if not extra else ndim + extra
    if not -size <= dim < size:
        raise DimensionError(f"Dimension out of range (expected to be in range of [{-size}, {size - 1}], but got {dim})")
    return dim + size if dim < 0 else dim


def wrap_dims(dim, ndim):
    """The dims meant by None (all), an int or a sequence, counted from the front, no two the same."""
    if dim is None:
        return tuple(range(ndim))
    if not isinstance(dim, tuple | list):
        return (wrap_dim(dim, ndim),) if ndim else (wrap_dim(dim, ndim),)[:0]
    found = tuple([wrap_dim(d, ndim) for d in dim])
    if len(set(found)) != len(found):
        twice = next(d for d in found if found.count(d) > 1)
        raise ShapeError(f"dim {twice} appears multiple times in the list of dims")
    return found if ndim else ()


def sizes(args):
    """A shape given as ``f(2, 3)``, ``f((2, 3))`` or ``f([2, 3])``."""
    if len(args) == 1 and isinstance(args[0], tuple | list):
        args = args[0]
    for a in args:
        if a.__class__ is not int:
            return tuple([operator.index(a) for a in args])
    return tuple(args)


def inferred_shape(shape, total):
    """`shape` with its -1 filled in."""
    holes = [i for i, n in enumerate(shape) if n == -1]
    if len(holes) > 1:
        raise ShapeError("only one dimension can be inferred")
    known = 1
    for n in shape:
        if n < -1:
            raise ShapeError(f"invalid shape dimension {n}")
        known *= n if n != -1 else 1
    if not holes:
        if known != total:
            raise ShapeError(f"shape '{list(shape)}' is invalid for input of size {total}")
        return shape
    if known == 0:
        if total:
            raise ShapeError(f"shape '{list(shape)}' is invalid for input of size {total}")
        raise ShapeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    if total % known:
        raise ShapeError(f"shape '{list(shape)}' is invalid for input of size {total}")
    return tuple([total // known if n == -1 else n for n in shape])


def _reshaped(input, shape):
    """numpy's reshape, with PyTorch's errors: the shape is looked at only when numpy refuses it or fills in a -1."""
    try:
        out = input.reshape(shape)
    except (ValueError, TypeError):
        return input.reshape(inferred_shape(shape, input.size))
    if shape and min(shape) < -1:
        inferred_shape(shape, input.size)  # numpy takes any negative size for a -1
    return out


@op(view=True, method=False, samples=lambda t: [(t(2, 6), (3, 4))])
def _view(xp, input, shape):
    if input.flags.c_contiguous:
        return _reshaped(input, shape)
    shape = inferred_shape(shape, input.size)
    try:
        array = input.view()
        array.shape = shape
    except (AttributeError, ValueError):
        raise ShapeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        ) from None
    return array


_view.backward(input=lambda g, shape: g.reshape(shape))

_view.op.node = "View"
_VIEW = _view.op


def _quickly_reshaped(array, shape):
    """A view of a contiguous array in a shape of plain sizes; None in any other case, or when numpy refuses it."""
    if array.__class__ is not ndarray or not array.flags.c_contiguous:
        return None
    try:
        return array.reshape(shape) if min(shape) > -2 else None
    except (ValueError, TypeError):
        return None


@op(view=True, method=False, may_copy=True, samples=lambda t: [(t(2, 6), (3, 4)), (t(2, 6), (-1,))])
def reshape_to(xp, input, shape):
    return _reshaped(input, shape)


reshape_to.op.node = "View"
reshape_to.backward(input=lambda g, shape: g.reshape(shape))


def view(input, *shape, size=None):
    """The same elements in another shape, or their bytes as another dtype; shares memory.

    Args:
        shape (ints or dtype): the sizes, one of which may be -1; or a dtype
    Raises:
        ShapeError: when the number of elements differs, or the memory layout does not allow it
    Example:
        >>> torch.arange(4).view(2, 2)
        tensor([[0, 1],
                [2, 3]])
    """
    out = _quickly_reshaped(input._array, shape) if size is None else None
    if out is not None:
        return view_fast(_VIEW, (input, shape), out)
    if len(shape) == 1 and shape[0].__class__ is dtypes.dtype:
        return _view_dtype(input, shape[0])
    return _view(input, sizes(shape if size is None else (size,)))


Tensor.view = view


@op(view=True, method=False)
def _view_dtype(xp, input, dtype):
    size, own = dtype.itemsize, input.itemsize
    if size != own and not input.ndim:
        raise ShapeError(f"self.dim() cannot be 0 to view as {dtype} (different element sizes)")
    if size > own and input.shape[-1] * own % size:
        raise ShapeError(
            f"self.size(-1) must be divisible by {size // own} to view as {dtype} (different element sizes), but got "
            f"{input.shape[-1]}"
        )
    if size != own and input.strides[-1] != own:
        raise ShapeError(f"self.stride(-1) must be 1 to view as {dtype} (different element sizes); use contiguous()")
    return input.view(dtype.numpy)


def reshape(input, *sizes_, shape=None):
    """The same elements in another shape: a view where that is possible, else a copy.

    Args:
        shape (ints): the sizes; one may be -1
    Example:
        >>> torch.reshape(torch.arange(4), (2, -1))
        tensor([[0, 1],
                [2, 3]])
    """
    out = _quickly_reshaped(input._array, sizes_) if shape is None else None
    if out is not None:
        return view_fast(_VIEW, (input, sizes_), out)
    return reshape_to(input, sizes(sizes_ if shape is None else (shape,)))


Tensor.reshape = reshape

Tensor.view_as = lambda self, other: view(self, other.shape)

Tensor.reshape_as = lambda self, other: reshape(self, other.shape)


@op(view=True, samples=lambda t: [(t(2, 3, 4), 0, 2), (t(2, 3), -1, 0)])
def transpose(xp, input, dim0, dim1):
    """Two dimensions exchanged.

    Example:
        >>> torch.tensor([[1, 2], [3, 4]]).transpose(0, 1)
        tensor([[1, 3],
                [2, 4]])
    """
    try:
        return input.swapaxes(dim0, dim1)
    except (ValueError, TypeError):  # not a dim: PyTorch's error for it; or a number, which has the dims 0 and -1
        wrap_dim(dim0, input.ndim), wrap_dim(dim1, input.ndim)
        return input[...]


transpose.backward(input=lambda g, dim0, dim1: g.transpose(dim0, dim1))

swapaxes = swapdims = Tensor.swapaxes = Tensor.swapdims = transpose


@op(view=True, node="T", samples=lambda t: [(t(2, 3),), (t(3),)])
def t(xp, input):
    """The transpose of a matrix; a vector or a number is left as it is.

    Example:
        >>> torch.tensor([[1, 2], [3, 4]]).t()
        tensor([[1, 3],
                [2, 4]])
    """
    if input.ndim > 2:
        raise ShapeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return input.T


t.backward(input=lambda g: g.t())


@op(view=True, method=False, samples=lambda t: [(t(2, 3, 4), (2, 0, 1))])
def permute_to(xp, input, dims):
    if len(dims) != input.ndim:
        raise ShapeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    try:
        return input.transpose(dims)
    except (ValueError, TypeError):
        return input.transpose(wrap_dims(dims, input.ndim))


def _permute_back(g, dims):
    n = len(dims)
    back = [0] * n
    for place, dim in enumerate(dims):
        back[dim % n] = place
    return permute_to(g, tuple(back))


permute_to.backward(input=_permute_back)
permute_to.op.node = "Permute"


def permute(input, *order, dims=None):
    """The dimensions in another order.

    Example:
        >>> torch.zeros(2, 3, 4).permute(2, 0, 1).shape
        torch.Size([4, 2, 3])
    """
    array = input._array
    if array.__class__ is ndarray and len(order) == array.ndim > 1:
        try:
            return view_fast(permute_to.op, (input, order), array.transpose(order))
        except (ValueError, TypeError):
            pass  # told below
    if dims is not None or (order and order[0].__class__ is not int):
        order = sizes(order if dims is None else (dims,))
    return permute_to(input, order)


Tensor.permute = permute


@op(view=True, method=False, samples=lambda t: [(t(2, 1), (2, 3)), (t(3), (2, 3))])
def _expand(xp, input, shape):
    extra = len(shape) - input.ndim
    if extra < 0:
        raise ShapeError(
            f"expand: the number of sizes provided ({len(shape)}) must be greater or equal to the number of dimensions "
            f"in the tensor ({input.ndim})"
        )
    if extra and -1 in shape[:extra]:
        raise ShapeError(
            f"expand: -1 is not allowed in a leading, non-existing dimension {shape.index(-1)}: sizes {list(shape)}"
        )
    target, strides, place = list(shape), [0] * extra, extra
    for own, stride in zip(input.shape, input.strides):
        n = target[place]
        if n == own or n == -1:
            target[place] = own
            strides.append(stride)
        elif own == 1:
            strides.append(0)
        else:
            raise ShapeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({own}) at non-singleton "
                f"dimension {place}.  Target sizes: {list(shape)}.  Tensor sizes: {list(input.shape)}"
            )
        place += 1
    flags = input.flags
    if xp is np and flags.carray and input.size:
        return ndarray(target, input.dtype, input, 0, strides)  # 2 us less than broadcast_to
    out = xp.broadcast_to(input, tuple(target))
    if xp is np and out is not input:
        out.flags.writeable = flags.writeable
    return out


_expand.backward(input=lambda g, shape: g.sum_to_size(shape))

_expand.op.node = "Expand"


def expand(input, *sizes_, size=None, implicit=False):
    """A view of a larger shape, dimensions of size 1 repeated without copying.

    Args:
        sizes (ints): the sizes; -1 keeps one
    Example:
        >>> torch.tensor([[1], [2]]).expand(2, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])
    """
    return _expand(input, sizes(sizes_ if size is None else (size,)))


Tensor.expand = expand

Tensor.expand_as = lambda self, other: expand(self, other.shape)


@method
def broadcast_to(input, size):
    """`input` broadcast to `size`; a view.

    Example:
        >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])
    """
    return _expand(input, sizes((size,)))


@op(view=True, samples=lambda t: [(t(2, 3), 0), (t(2, 3), -1)])
def unsqueeze(xp, input, dim):
    """A dimension of size 1 put in at `dim`.

    Example:
        >>> torch.tensor([1, 2]).unsqueeze(0)
        tensor([[1, 2]])
    """
    if dim.__class__ is int and -2 < dim < 1:
        return input[..., None] if dim else input[None]
    return input[(_WHOLE,) * wrap_dim(dim, input.ndim, 1) + (None,)]  # a quarter of the time of expand_dims


unsqueeze.backward(input=lambda g, dim: g.squeeze(dim))


@op(view=True, samples=lambda t: [(t(2, 1, 3),), (t(2, 1, 3), 1), (t(2, 1, 3), 0), (t(1, 2, 1), (0, 2))])
def squeeze(xp, input, dim=None):
    """Dimensions of size 1 taken out: all, or those of `dim`.

    Example:
        >>> torch.zeros(2, 1).squeeze().shape
        torch.Size([2])
    """
    if dim is None:
        return input.squeeze()
    if dim.__class__ is not int or not input.ndim:
        return xp.squeeze(input, tuple([d for d in wrap_dims(dim, input.ndim) if input.shape[d] == 1]))
    dim = wrap_dim(dim, input.ndim)
    return input.squeeze(dim) if input.shape[dim] == 1 else input


squeeze.backward(input=lambda g, shape, dim: g.reshape(shape))

named_by(squeeze.op, lambda input, dim: f"SqueezeBackward{0 if dim is None else 1 + isinstance(dim, tuple | list)}")


Tensor.size = lambda self, dim=None: (
    tuple.__new__(Size, self._array.shape) if dim is None else self._array.shape[wrap_dim(dim, self._array.ndim)]
)

"""Operations whose result shares memory with their input."""

import operator

from th.errors import ArgumentError, ArgumentTypeError, DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.tensor import Size, Tensor
from th.tensor.writing import set_scatter

__all__ = [
    "adjoint", "as_strided", "broadcast_to", "chunk", "conj", "detach", "diagonal", "expand", "flatten", "imag", "movedim",
    "moveaxis", "narrow", "permute", "ravel", "real", "reshape", "select", "split", "squeeze", "swapaxes", "swapdims",
    "t", "tensor_split", "transpose", "unbind", "unflatten", "unfold", "unsqueeze", "view", "view_as_complex",
    "view_as_real", "view_scatter", "wrap_dim", "wrap_dims",
]


def wrap_dim(dim, ndim, extra=0):
    """`dim` counted from the front.

    Raises:
        DimensionError: when the tensor has no such dimension
    """
    if dim.__class__ is not int:
        try:
            dim = operator.index(dim)
        except TypeError:
            raise ArgumentTypeError(f"`dim` (={dim!r}) must be an int") from None
    size = max(ndim, 1) + extra if not extra else ndim + extra
    if not -size <= dim < size:
        raise DimensionError(
            f"Dimension out of range (expected to be in range of [{-size}, {size - 1}], but got {dim})"
        )
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


def _inferred(shape, total):
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
        return input.reshape(_inferred(shape, input.size))
    if out.shape != shape:
        _inferred(shape, input.size)
    return out


@op(view=True, method=False, samples=lambda t: [(t(2, 6), (3, 4))])
def _view(xp, input, shape):
    if input.flags.c_contiguous:
        return _reshaped(input, shape)
    shape = _inferred(shape, input.size)
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


@op(view=True, method=False, may_copy=True, samples=lambda t: [(t(2, 6), (3, 4)), (t(2, 6), (-1,))])
def _reshape(xp, input, shape):
    return _reshaped(input, shape)


_reshape.op.node = "View"
_reshape.backward(input=lambda g, shape: g.reshape(shape))


def view(input, *shape):
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
    if len(shape) == 1 and isinstance(shape[0], dtypes.dtype):
        return _view_dtype(input, shape[0])
    return _view(input, sizes(shape))


Tensor.view = view


@op(view=True, method=False)
def _view_dtype(xp, input, dtype):
    return input.view(dtype.numpy)


def reshape(input, *shape):
    """The same elements in another shape: a view where that is possible, else a copy.

    Args:
        shape (ints): the sizes; one may be -1
    Example:
        >>> torch.reshape(torch.arange(4), (2, -1))
        tensor([[0, 1],
                [2, 3]])
    """
    return _reshape(input, sizes(shape))


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
    dim0, dim1 = wrap_dim(dim0, input.ndim), wrap_dim(dim1, input.ndim)
    return input.swapaxes(dim0, dim1) if input.ndim else input[...]


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
def _permute(xp, input, dims):
    if len(dims) != input.ndim:
        raise ShapeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    return input.transpose(wrap_dims(dims, input.ndim))


def _permute_back(g, dims):
    n = len(dims)
    back = [0] * n
    for place, dim in enumerate(dims):
        back[dim % n] = place
    return _permute(g, tuple(back))


_permute.backward(input=_permute_back)
_permute.op.node = "Permute"


def permute(input, *dims):
    """The dimensions in another order.

    Example:
        >>> torch.zeros(2, 3, 4).permute(2, 0, 1).shape
        torch.Size([4, 2, 3])
    """
    return _permute(input, sizes(dims))


Tensor.permute = permute


@op(view=True, method=False, samples=lambda t: [(t(2, 1), (2, 3)), (t(3), (2, 3))])
def _expand(xp, input, shape):
    extra = len(shape) - input.ndim
    if extra < 0:
        raise ShapeError(
            f"expand: the number of sizes provided ({len(shape)}) must be greater or equal to the number of dimensions "
            f"in the tensor ({input.ndim})"
        )
    target = []
    for place, n in enumerate(shape):
        own = input.shape[place - extra] if place >= extra else 1
        if n == -1:
            if place < extra:
                raise ShapeError(
                    f"expand: -1 is not allowed in a leading, non-existing dimension {place}: sizes {list(shape)}"
                )
            n = own
        elif own not in (1, n):
            raise ShapeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({own}) at non-singleton "
                f"dimension {place}.  Target sizes: {list(shape)}.  Tensor sizes: {list(input.shape)}"
            )
        target.append(n)
    out = xp.broadcast_to(input, tuple(target))
    if out is not input and xp.__name__ == "numpy":
        out.flags.writeable = input.flags.writeable
    return out


_expand.backward(input=lambda g, shape: g.sum_to_size(shape))
_expand.op.node = "Expand"


def expand(input, *sizes_):
    """A view of a larger shape, dimensions of size 1 repeated without copying.

    Args:
        sizes (ints): the sizes; -1 keeps one
    Example:
        >>> torch.tensor([[1], [2]]).expand(2, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])
    """
    return _expand(input, sizes(sizes_))


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
    return xp.expand_dims(input, wrap_dim(dim, input.ndim, 1))


unsqueeze.backward(input=lambda g, dim: g.squeeze(dim))


@op(view=True, samples=lambda t: [(t(2, 1, 3),), (t(2, 1, 3), 1), (t(2, 1, 3), 0), (t(1, 2, 1), (0, 2))])
def squeeze(xp, input, dim=None):
    """Dimensions of size 1 taken out: all, or those of `dim`.

    Example:
        >>> torch.zeros(2, 1).squeeze().shape
        torch.Size([2])
    """
    dims = wrap_dims(dim, input.ndim)
    return input.reshape([n for i, n in enumerate(input.shape) if i not in dims or n != 1]) \
        if input.flags.c_contiguous else xp.squeeze(input, tuple([d for d in dims if input.shape[d] == 1]))


squeeze.backward(input=lambda g, shape: g.reshape(shape))


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
        raise DimensionError("narrow() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, input.ndim)
    n = input.shape[dim]
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
    return found if hasattr(found, "base") or not isinstance(input, xp.ndarray) else input[(*index, ...)]


get_part.backward(input=lambda g, shape, index: place(g, shape, index))
get_part.op.node = "Slice"


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


diagonal.backward(input=lambda g, shape, offset, dim1, dim2: _place_diagonal(g, shape, offset, dim1, dim2))


@op(method=False)
def _place_diagonal(xp, input, shape, offset, dim1, dim2):
    out = xp.zeros(shape, input.dtype)
    view_ = xp.diagonal(out, offset, dim1, dim2)
    if xp.__name__ == "numpy":
        view_.flags.writeable = True
    view_[...] = input
    return out


_place_diagonal.backward(input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2))


def _strides_in_bytes(input, stride):
    return tuple([s * input.itemsize for s in stride])


@op(view=True, method=False)
def _as_strided(xp, input, size, stride, storage_offset=0):
    flat = input
    while getattr(flat, "base", None) is not None and isinstance(flat.base, xp.ndarray):
        flat = flat.base
    if not (flat.flags.c_contiguous or flat.flags.f_contiguous):
        raise ShapeError("as_strided: the tensor's memory is not one block; use contiguous() first")
    flat = flat.ravel(order="K")
    last = storage_offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if 0 not in size and not 0 <= last < flat.size:
        raise ShapeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {storage_offset} requiring a "
            f"storage size of {last + 1} are out of bounds for storage of size {flat.size}"
        )
    return xp.lib.stride_tricks.as_strided(flat[storage_offset:], size, _strides_in_bytes(input, stride))


def _as_strided_back(g, shape, size, stride, storage_offset):
    import numpy as np

    from th.tensor.ops.create import from_numpy_on

    places = np.arange(_product(shape))
    index = np.lib.stride_tricks.as_strided(places[storage_offset:], size, _strides_in_bytes(places, stride))
    flat = g.new_zeros(_product(shape))
    return flat.index_add(0, from_numpy_on(index.reshape(-1), g), g.reshape(-1)).reshape(shape)


def _product(shape):
    total = 1
    for n in shape:
        total *= n
    return total


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
    return _as_strided(input, tuple(size), tuple(stride), storage_offset or 0)


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
    windows = xp.lib.stride_tricks.sliding_window_view(input, size, axis=dim)
    return windows[(slice(None),) * dim + (slice(None, None, step),)]


@op(method=False)
def _fold_windows(xp, input, shape, dimension, size, step):
    dim = wrap_dim(dimension, len(shape))
    out = xp.zeros(shape, input.dtype)
    for k in range(size):
        count = input.shape[dim]
        part = out[(slice(None),) * dim + (slice(k, k + (count - 1) * step + 1, step),)]
        part += input[..., k]
    return out


unfold.backward(input=lambda g, shape, dimension, size, step: _fold_windows(g, shape, dimension, size, step))
_fold_windows.backward(input=lambda g, dimension, size, step: g.unfold(dimension, size, step))


@op(view=True, method=False)
def _real(xp, input):
    return input.real


@op(view=True, method=False)
def _imag(xp, input):
    return input.imag


_real.backward(input=lambda g: g + 0j)
_imag.backward(input=lambda g: g * 1j)


def real(input):
    """The real part; a real tensor itself.

    Example:
        >>> torch.real(torch.tensor([1 + 2j]))
        tensor([1.])
    """
    return _real(input) if input.is_complex() else input


def imag(input):
    """The imaginary part of a complex tensor.

    Example:
        >>> torch.imag(torch.tensor([1 + 2j]))
        tensor([2.])
    """
    if not input.is_complex():
        raise DtypeError("imag is not implemented for tensors with non-complex dtypes.")
    return _imag(input)


Tensor.real, Tensor.imag = property(real), property(imag)


@op(method=False, samples=lambda t: [(t(2, 2),)])
def _conjugate(xp, input):
    return xp.conjugate(input)


_conjugate.backward(input=lambda g: g.conj())


@method
def conj(input):
    """The complex conjugate; a real tensor itself.

    Example:
        >>> torch.conj(torch.tensor([1 + 2j]))
        tensor([1.-2.j])
    """
    return _conjugate(input) if input._array.dtype.kind == "c" else input


@op(view=True, method=False)
def view_as_real(xp, input):
    """A complex tensor as real pairs in a new last dimension; a view.

    Example:
        >>> torch.view_as_real(torch.tensor([1 + 2j]))
        tensor([[1., 2.]])
    """
    if input.dtype.kind != "c":
        raise DtypeError("view_as_real is only supported for complex tensors")
    part = xp.dtype("float32" if input.dtype.itemsize == 8 else "float64")
    return input[..., None].view(part)


@op(view=True, method=False)
def view_as_complex(xp, input):
    """Real pairs in the last dimension as complex numbers; a view.

    Example:
        >>> torch.view_as_complex(torch.tensor([[1.0, 2.0]]))
        tensor([1.+2.j])
    """
    if input.ndim == 0 or input.shape[-1] != 2:
        raise ShapeError("Tensor must have a last dimension of size 2")
    if input.strides[-1] != input.itemsize:
        raise ShapeError("Tensor must have a last dimension with stride 1")
    whole = xp.dtype("complex64" if input.dtype.itemsize == 4 else "complex128")
    return input.view(whole)[..., 0]


view_as_real.backward(input=lambda g: view_as_complex(g.contiguous()))
view_as_complex.backward(input=lambda g: view_as_real(g))


@op(method=False, inputs=("input", "src"))
def view_scatter(xp, input, src, chain):
    """`input` with `src` written into the view that `chain` makes of it."""
    out = input.copy()
    part = out
    for step, args in chain:
        part = step.forward(xp, part, *args)
    part[...] = src
    return out


def replay(tensor, chain):
    """The view that `chain` makes of `tensor`."""
    for step, args in chain:
        tensor = step.function(tensor, *args)
    return tensor


view_scatter.backward(
    input=lambda g, chain: view_scatter(g, replay(g, chain) * 0, chain),
    src=lambda g, chain: replay(g, chain),
)
view_scatter.op.node = "CopySlices"
set_scatter(view_scatter.op)


# ---- composites


def flatten(input, start_dim=0, end_dim=-1):
    """The dimensions from `start_dim` to `end_dim` made one.

    Example:
        >>> torch.zeros(2, 3, 4).flatten(1).shape
        torch.Size([2, 12])
    """
    shape = input._array.shape
    start, end = wrap_dim(start_dim, len(shape)), wrap_dim(end_dim, len(shape))
    if start > end:
        raise ShapeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end and shape:
        return input
    return _reshape(input, (*shape[:start], _product(shape[start: end + 1]), *shape[end + 1:]))


def unflatten(input, dim, sizes):  # noqa: A002
    """One dimension made several.

    Example:
        >>> torch.zeros(2, 6).unflatten(1, (2, 3)).shape
        torch.Size([2, 2, 3])
    """
    dim = wrap_dim(dim, input.ndim)
    shape = input._array.shape
    if not sizes:
        raise ArgumentError("unflatten: `sizes` must be non-empty")
    parts = _inferred(tuple(sizes), shape[dim])
    return view(input, (*shape[:dim], *parts, *shape[dim + 1:]))


def ravel(input):
    """All elements in one dimension.

    Example:
        >>> torch.ravel(torch.tensor([[1, 2], [3, 4]]))
        tensor([1, 2, 3, 4])
    """
    return _reshape(input, (-1,))


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
    return _permute(input, tuple(order))


moveaxis = movedim


def unbind(input, dim=0):
    """A tuple of the slices along `dim`.

    Example:
        >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]))
        (tensor([1, 2]), tensor([3, 4]))
    """
    if input._array.ndim == 0:
        raise DimensionError("Dimension specified as 0 but tensor has no dimensions")
    dim = wrap_dim(dim, input.ndim)
    return tuple([select(input, dim, i) for i in range(input._array.shape[dim])])


def split(tensor, split_size_or_sections, dim=0):
    """Parts along `dim`: of one size (the last may be smaller), or of the sizes in a list.

    Example:
        >>> torch.split(torch.arange(5), 2)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    if tensor.ndim == 0:
        raise ShapeError("split expects at least a 1-dimensional tensor")
    dim = wrap_dim(dim, tensor.ndim)
    n = tensor._array.shape[dim]
    if isinstance(split_size_or_sections, int):
        size = split_size_or_sections
        if size < 0 or (size == 0 and n):
            raise ShapeError(f"split expects split_size be non-negative, but got split_size={size}")
        starts = range(0, max(n, 1), size or 1)
        return tuple([narrow(tensor, dim, s, min(size, n - s)) for s in starts])
    if sum(split_size_or_sections) != n:
        raise ShapeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), "
            f"but got split_sizes={list(split_size_or_sections)}"
        )
    parts, start = [], 0
    for length in split_size_or_sections:
        parts.append(narrow(tensor, dim, start, length))
        start += length
    return tuple(parts)


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
    dim = wrap_dim(dim, input.ndim)
    n = input._array.shape[dim]
    if isinstance(indices_or_sections, Tensor):
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int):
        if indices_or_sections <= 0:
            raise ShapeError(f"number of sections must be larger than 0, got {indices_or_sections}")
        small, more = divmod(n, indices_or_sections)
        return split(input, [small + (i < more) for i in range(indices_or_sections)], dim)
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
Tensor.moveaxis = movedim


def _transposed(self):
    """All dimensions in reverse order."""
    return _permute(self, tuple(range(self.ndim - 1, -1, -1))) if self.ndim != 2 else t(self)


def _matrix_transposed(self):
    """The last two dimensions exchanged."""
    if self.ndim < 2:
        raise ShapeError(f"tensor.mT is only supported on matrices or batches of matrices. Got {self.ndim}-D tensor.")
    return transpose(self, -2, -1)


Tensor.T, Tensor.mT = property(_transposed), property(_matrix_transposed)
Tensor.H = property(lambda self: self.t().conj())
Tensor.mH = property(adjoint)


def _in_place_view(function):
    def call(self, *args, **kwargs):
        self._array = function(self.detach(), *args, **kwargs)._array
        return self

    call.__name__ = function.__name__ + "_"
    call.__doc__ = f"`{function.__name__}`, of this tensor itself."
    setattr(Tensor, call.__name__, call)


for _function in (squeeze, unsqueeze, t, transpose):
    _in_place_view(_function)

Tensor.size = lambda self, dim=None: Size(self._array.shape) if dim is None else self._array.shape[
    wrap_dim(dim, self._array.ndim)]

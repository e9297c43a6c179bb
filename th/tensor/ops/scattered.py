"""A tensor with one of its views replaced, and small layouts: atleast, splits, combinations."""

import itertools

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.tensor.declare import method, op, written_back
from th.tensor.dtypes import FLOAT, bool_
from th.tensor.named import named_tuple
from th.tensor.ops.create import from_numpy_on
from th.tensor.ops.gathering import scatter_reduce
from th.tensor.ops.joining import stack
from th.tensor.ops.parts import as_strided
from th.tensor.ops.splitting import tensor_split
from th.tensor.ops.viewing import wrap_dim
from th.tensor.outs import takes_out
from th.tensor.spellings import takes_spellings
from th.tensor.tensor import Tensor

__all__ = [
    "as_strided_scatter", "atleast_1d", "atleast_2d", "atleast_3d", "combinations", "diagonal_scatter", "dsplit", "frexp",
    "hsplit", "index_reduce", "narrow_copy", "select_scatter", "slice_scatter", "split_with_sizes", "unravel_index", "vsplit",
]  # fmt: skip


def _replaced(input, part, src):
    out = input.clone()
    view = part(out)
    if view._array.shape != src._array.shape:
        raise ShapeError(
            f"expected src to have a size equal to the slice of self. src size = {list(src.shape)}, slice size = "
            f"{list(view.shape)}"
        )
    view.copy_(src)
    return out


@takes_out
@method
def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    """`input` with `src` in the slice ``start:end:step`` of `dim`.

    Example:
        >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), start=1)
        tensor([0., 1., 1.])
    """
    place = (slice(None),) * wrap_dim(dim, input.ndim) + (slice(start, end, step),)
    return _replaced(input, lambda x: x[place], src)


@method
def select_scatter(input, src, dim, index):
    """`input` with `src` at `index` of `dim`.

    Example:
        >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
        tensor([[0., 0.],
                [1., 1.]])
    """
    return _replaced(input, lambda x: x.select(dim, index), src)


@method
def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """`input` with `src` on the diagonal.

    Example:
        >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
        tensor([[1., 0.],
                [0., 1.]])
    """
    return _replaced(input, lambda x: x.diagonal(offset, dim1, dim2), src)


@method
def as_strided_scatter(input, src, size, stride, storage_offset=None):
    """`input` with `src` in the view that `as_strided` gives.

    Example:
        >>> torch.as_strided_scatter(torch.zeros(3), torch.ones(2), (2,), (2,))
        tensor([1., 0., 1.])
    """
    return _replaced(input, lambda x: as_strided(x, size, stride, storage_offset), src)


@takes_out
@method
def index_reduce(input, dim, index, source, reduce, *, include_self=True):
    """`input` combined with the slices of `source` at `index` along `dim`: "prod", "mean", "amax" or "amin".

    Example:
        >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([2.0, 3.0]), "prod")
        tensor([6., 1.])
    """
    dim = wrap_dim(dim, input.ndim)
    full = index.reshape([-1 if d == dim else 1 for d in range(source.ndim)]).expand(source.shape)
    return scatter_reduce(input, dim, full, source, reduce, include_self=include_self)


written_back(index_reduce)


@takes_out
@method
def narrow_copy(input, dim, start, length):
    """As `narrow`, a copy.

    Example:
        >>> torch.narrow_copy(torch.arange(4), 0, 1, 2)
        tensor([1, 2])
    """
    return input.narrow(dim, start, length).clone()


@method
def split_with_sizes(input, split_sizes, dim=0):
    """Parts of the given sizes along `dim`.

    Example:
        >>> torch.split_with_sizes(torch.arange(3), [1, 2])
        (tensor([0]), tensor([1, 2]))
    """
    return input.split(list(split_sizes), dim)


def _split_along(name, dim_of, least):
    def call(input, indices_or_sections):
        if input.ndim < least:
            raise ShapeError(
                f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with "
                f"{input.ndim} dimensions!"
            )
        dim = dim_of(input.ndim)
        if isinstance(indices_or_sections, int) and (not indices_or_sections or input.shape[dim] % indices_or_sections):
            raise ShapeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension "
                f"{input.shape[dim]} is not divisible by the split_size {indices_or_sections}!"
            )
        return tensor_split(input, indices_or_sections, dim)

    call.__name__ = call.__qualname__ = name
    call.__module__ = "th"
    call.__doc__ = (
        f"Equal parts, or parts cut before the given indices, as numpy's `{name}`.\n\n    Example:\n"
        f"        >>> len(torch.{name}(torch.zeros(2, 2, 2), 2))\n        2\n    "
    )
    return method(takes_spellings(call))


hsplit = _split_along("hsplit", lambda ndim: 0 if ndim == 1 else 1, 1)
vsplit = _split_along("vsplit", lambda ndim: 0, 2)
dsplit = _split_along("dsplit", lambda ndim: 2, 3)


def _atleast(name, grow):
    def call(*tensors):
        if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
            tensors = tensors[0]
        grown = tuple([grow(t) for t in tensors])
        return grown[0] if len(grown) == 1 and isinstance(tensors[0], Tensor) else grown

    call.__name__ = call.__qualname__ = name
    call.__module__ = "th"
    n = int(name[8])
    call.__doc__ = (
        f"The tensors with at least {n} dims.\n\n    Example:\n"
        f"        >>> torch.{name}(torch.tensor(1)).ndim\n        {n}\n    "
    )
    return call


atleast_1d = _atleast("atleast_1d", lambda t: t.reshape(1) if t.ndim == 0 else t)
atleast_2d = _atleast("atleast_2d", lambda t: t.reshape(1, -1) if t.ndim < 2 else t)
atleast_3d = _atleast(
    "atleast_3d", lambda t: t.reshape(1, -1, 1) if t.ndim < 2 else (t.unsqueeze(-1) if t.ndim == 2 else t)
)


def combinations(input, r=2, with_replacement=False):
    """All combinations of `r` elements of a vector, one a row.

    Example:
        >>> torch.combinations(torch.tensor([1, 2, 3]))
        tensor([[1, 2],
                [1, 3],
                [2, 3]])
    """
    if input.ndim != 1:
        raise ShapeError("Expect a 1D vector, but got shape " + str(list(input.shape)))
    pick = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = np.array(list(pick(range(input.shape[0]), r)), dtype=np.int64).reshape(-1, r)
    return stack([input[from_numpy_on(rows[:, j].copy(), input)] for j in range(r)], 1)


_Frexp = named_tuple("frexp", "mantissa", "exponent")


@op(method=False, accepts=(FLOAT,), samples=lambda t: [(t(2, 3),)])
def _frexp(xp, input):
    mantissa, exponent = xp.frexp(input if input.dtype.kind == "f" else input.astype("float32"))
    return mantissa.astype(input.dtype), exponent.astype("int32")


_frexp.backward(input=lambda g, out: g[0] * 2.0 ** -out[1].to(g[0].dtype))
_frexp.op.node = "Frexp"


@takes_out
@method
def frexp(input):
    """Mantissa (of magnitude from 0.5 to 1) and exponent, ``input = mantissa * 2**exponent``.

    Example:
        >>> torch.frexp(torch.tensor([8.0])).exponent
        tensor([4], dtype=torch.int32)
    """
    if not input.is_floating_point():
        raise ArgumentError("torch.frexp() only supports floating-point dtypes")
    mantissa, exponent = _frexp(input)
    return _Frexp(mantissa, exponent)


def unravel_index(indices, shape):
    """The coordinates in `shape` of places in the flattened tensor.

    Example:
        >>> torch.unravel_index(torch.tensor([3]), (2, 2))
        (tensor([1]), tensor([1]))
    """
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if indices.is_floating_point() or indices.is_complex() or indices.dtype is bool_:
        raise ArgumentTypeError(f"unravel_index(): expected 'indices' to be integer dtype, but got {indices.dtype}")
    if any(not isinstance(n, int) for n in shape):
        raise ArgumentTypeError(f"unravel_index(): expected 'shape' to be int or sequence of ints, but got {shape}")
    if any(n < 0 for n in shape):
        raise ArgumentError(f"unravel_index(): 'shape' cannot have negative values, but got {shape}")
    indices = indices.long()
    found = []
    for n in reversed(shape):
        found.append(indices % n)
        indices = indices // n
    return tuple(reversed(found))

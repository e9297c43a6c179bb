"""Slices, elements and places picked by index tensors and masks."""

import numpy as np

from th.errors import DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op, written_back
from th.tensor.naming import named
from th.tensor.ops.choosing import where
from th.tensor.ops.gathering import check_bounds, check_index_dtype
from th.tensor.ops.index import add_at, put_index
from th.tensor.ops.indexing import split_index
from th.tensor.ops.joining import cat
from th.tensor.ops.viewing import wrap_dim
from th.tensor.picks import add_along
from th.tensor.outs import takes_out

__all__ = [
    "argwhere",
    "index_add",
    "index_copy",
    "index_fill",
    "index_put",
    "index_put_",
    "index_select",
    "masked_scatter",
    "masked_select",
    "nonzero",
    "nonzero_static",
    "put",
    "take",
    "take_along_dim",
]


@op(
    inputs=("input",),
    settings_only=False,
    samples=lambda t: [(t(4, 3), 0, t.index((5,), 4)), (t(4, 3), 1, t.index((2,), 3))],
)
def index_select(xp, input, dim, index):
    """The slices at `index` along `dim`.

    Example:
        >>> torch.index_select(torch.tensor([[1, 2], [3, 4]]), 0, torch.tensor([1]))
        tensor([[3, 4]])
    """
    check_index_dtype(index, "index_select")
    if index.ndim > 1:
        raise DimensionError("index_select(): Index is supposed to be a vector")
    dim = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return input.copy()
    check_bounds(index, input.shape[dim], dim)
    return input.take(index.reshape(-1), dim, None, "wrap") if xp is np else input.take(index.reshape(-1), dim)


index_select.backward(input=lambda g, shape, dim, index: g.new_zeros(shape).index_add(dim, index, g))


@op(inputs=("input", "source"), samples=lambda t: [(t(4, 3), 0, t.index((5,), 4), t(5, 3))])
def index_add(xp, input, dim, index, source, *, alpha=1):
    """`input` with the slices of `source` added at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_add(0, torch.tensor([0, 0]), torch.tensor([1.0, 2.0]))
        tensor([3., 0., 0.])
    """
    check_index_dtype(index, "index_add")
    dim = wrap_dim(dim, input.ndim)
    out = input.copy() if xp is not np else np.array(input, order="C")
    alpha = np.asarray(alpha).astype(input.dtype)[()]
    if input.ndim == 0:
        return (out + source.sum() * alpha).astype(input.dtype)
    check_bounds(index, input.shape[dim], dim)
    if input.shape[:dim] + input.shape[dim + 1 :] != source.shape[:dim] + source.shape[dim + 1 :] and source.ndim:
        raise ShapeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(input.shape)} source.shape = {list(source.shape)}"
        )
    if alpha != 1:
        source = source * alpha
    if xp is np and dim and source.ndim == input.ndim:
        add_along(out, np.broadcast_to(index.reshape((-1,) + (1,) * (input.ndim - 1 - dim)), source.shape), dim, source)
        return out
    front, values = (out, source) if not dim else (xp.moveaxis(out, dim, 0), xp.moveaxis(source, dim, 0))
    add_at(xp, front, (index.reshape(-1),), values)
    return out


index_add.backward(
    input=lambda g: g,
    source=lambda g, dim, index, alpha: g.index_select(dim, index) * alpha,
)


@op(inputs=("input", "source"), samples=lambda t: [(t(4, 3), 0, t.permutation((2,), 4), t(2, 3))])
def index_copy(xp, input, dim, index, source):
    """`input` with the slices of `source` put in at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_copy(0, torch.tensor([2, 0]), torch.tensor([1.0, 2.0]))
        tensor([2., 0., 1.])
    """
    check_index_dtype(index, "index_copy")
    dim = wrap_dim(dim, input.ndim)
    check_bounds(index, input.shape[dim] if input.ndim else 1, dim)
    out = input.copy()
    if input.ndim == 0:
        return source.reshape(()).astype(out.dtype)
    out[(slice(None),) * dim + (index.reshape(-1),)] = source
    return out


index_copy.backward(
    input=lambda g, dim, index: g.index_fill(dim, index, 0),
    source=lambda g, dim, index: g.index_select(dim, index),
)


@op(inputs=("input", "value"), samples=lambda t: [(t(4, 3), 0, t.index((2,), 4), 1.5)])
def index_fill(xp, input, dim, index, value):
    """`input` with `value` in the slices at `index` along `dim`.

    Example:
        >>> torch.zeros(3).index_fill(0, torch.tensor([1]), 5)
        tensor([0., 5., 0.])
    """
    check_index_dtype(index, "index_fill")
    dim = wrap_dim(dim, input.ndim)
    check_bounds(index, input.shape[dim] if input.ndim else 1, dim)
    out = input.copy().reshape(input.shape or (1,))
    out[(slice(None),) * dim + (index.reshape(-1),)] = value
    return out.reshape(input.shape)


index_fill.backward(
    input=lambda g, dim, index: g.index_fill(dim, index, 0),
    value=lambda g, dim, index: g.index_select(dim, index.unique()).sum(),
)


@method
def index_put(input, indices, values, accumulate=False):
    """`input` with `values` at `indices`, a tuple of index tensors; added when `accumulate`.

    Example:
        >>> torch.zeros(3).index_put((torch.tensor([1]),), torch.tensor(2.0))
        tensor([0., 2., 0.])
    """
    return index_put_(input.clone(), indices, values, accumulate)


@method
def index_put_(self, indices, values, accumulate=False):
    """Writes `values` at `indices`, a tuple of index tensors; adds when `accumulate`."""
    indices = tuple([slice(None) if i is None else i for i in indices])
    if accumulate:
        _, parts = split_index(indices, self)
        parts = (slice(None),) if parts is None else parts
        shape = self[indices].shape
        if values.dtype is not self.dtype:
            raise DtypeError(
                f"Index put requires the source and destination dtypes match, got {self.dtype.alias} for the "
                f"destination and {values.dtype.alias} for the source."
            )
        return self.add_(put_index(values.expand(shape), self._array.shape, parts))
    self[indices] = values
    return self


@op(method=False)
def _nonzero(xp, input):
    if input.ndim == 0:
        return xp.zeros((int(bool(input)), 0), "int64")
    found = input.nonzero()
    return found[0][:, None].copy() if input.ndim == 1 else xp.stack(found, axis=1).astype("int64", copy=False)


@takes_out
@method
def nonzero(input, *, as_tuple=False):
    """The indices of what is not 0: one a row, or with `as_tuple` a tuple of one vector for each dim.

    Example:
        >>> torch.nonzero(torch.tensor([0, 3, 4]))
        tensor([[1],
                [2]])
    """
    if as_tuple and input.ndim == 0:
        return _nonzero(input.unsqueeze(0)).unbind(1)
    found = _nonzero(input)
    return found.unbind(1) if as_tuple else found


@takes_out
@method
def nonzero_static(input, *, size, fill_value=-1):
    """The indices of what is not 0, cut or filled up to `size` rows.

    Example:
        >>> torch.nonzero_static(torch.tensor([0, 3]), size=2)
        tensor([[ 1],
                [-1]])
    """
    found = _nonzero(input)[:size]
    return cat([found, found.new_full((size - found.shape[0], input.ndim), fill_value)])


@method
def argwhere(input):
    """The indices of what is not 0, one a row.

    Example:
        >>> torch.argwhere(torch.tensor([0, 3]))
        tensor([[1]])
    """
    return _nonzero(input)


@takes_out
@method
@named("MaskedSelect")
def masked_select(input, mask):
    """The elements where `mask` is True, as a vector.

    Example:
        >>> torch.masked_select(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]))
        tensor([1, 3])
    """
    if mask.dtype is not dtypes.bool_:
        raise DtypeError("masked_select: expected BoolTensor for mask")
    from th.tensor.pointwise import broadcast_shape

    shape = broadcast_shape(input._array.shape, mask._array.shape)
    return input.expand(shape)[mask.expand(shape)]


@method
@named("MaskedScatter")
def masked_scatter(input, mask, source):
    """`input` with the elements of `source`, in order, where `mask` is True.

    Example:
        >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([1.0, 2.0]))
        tensor([1., 0., 2.])
    """
    from th.tensor.pointwise import broadcast_shape

    if mask._array.dtype.kind != "b":
        raise DtypeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype.alias}")
    if input.dtype is not source.dtype:
        raise DtypeError(f"masked_scatter: expected self and source to have same dtypes but got {input.dtype.alias} and {source.dtype.alias}")
    shape = broadcast_shape(input._array.shape, mask._array.shape)
    mask = mask.expand(shape)
    count = int(mask.sum())
    if source.numel() < count:
        raise ShapeError(
            f"masked_scatter: expected self and source to have same dtypes and enough elements: {count} are needed, "
            f"`source` has {source.numel()}"
        )
    out = input.expand(shape).clone()
    out[mask] = source.reshape(-1)[:count]
    return out


@takes_out
@method
@named("Take")
def take(input, index):
    """Elements of the flattened tensor.

    Example:
        >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
        tensor([1, 4])
    """
    check_index_dtype(index._array, "take", ("int64",))
    found = input.reshape(-1)[index]
    return found if index.ndim else found.clone()  # a single place gives a view


@method
def put(input, index, source, accumulate=False):
    """The flattened tensor with `source` at `index`.

    Example:
        >>> torch.put(torch.zeros(3), torch.tensor([1]), torch.tensor([2.0]))
        tensor([0., 2., 0.])
    """
    flat = index_put(input.reshape(-1), (index.reshape(-1),), source.reshape(-1), accumulate)
    return flat.reshape(input.shape)


@takes_out
@method
def take_along_dim(input, indices, dim=None):
    """As `gather`, with broadcasting; of the flattened tensor without `dim`.

    Example:
        >>> torch.take_along_dim(torch.tensor([[3, 1]]), torch.tensor([[1, 0]]), 1)
        tensor([[1, 3]])
    """
    if dim is None:
        return input.reshape(-1).gather(0, indices.reshape(-1))
    from th.tensor.pointwise import broadcast_shape

    dim = wrap_dim(dim, input.ndim)
    shape = list(input._array.shape)
    shape[dim] = 1
    picks = list(indices._array.shape)
    n, picks[dim] = picks[dim], 1
    common = list(broadcast_shape(tuple(shape), tuple(picks)))
    own, index_shape = list(common), list(common)
    own[dim], index_shape[dim] = input._array.shape[dim], n
    indices = where(indices < 0, indices + own[dim], indices)
    return input.expand(own).gather(dim, indices.expand(index_shape))


for _function in (index_add, index_copy, index_fill, masked_scatter, put):
    written_back(_function)

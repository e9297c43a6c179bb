"""Rows of a table, looked up by number."""

import numpy as np

from th.errors import DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.ops.index import add_at
from th.tensor.tensor import new_tensor

__all__ = ["check_indices", "embedding", "segment_sum"]


def _indices(t, *shape):
    return new_tensor(np.random.default_rng(0).integers(0, 4, shape))


@op(method=False, inputs=("weight", "indices"), node="Embedding", samples=lambda t: [(t(4, 3), _indices(t, 2, 5), 1, False)])
def _embedding(xp, weight, indices, padding_idx, by_frequency):
    """The rows of `weight` with the numbers `indices`."""
    return weight[indices]


@op(method=False, inputs=("grad", "indices"), node="EmbeddingBackward",
    samples=lambda t: [(t(2, 5, 3), _indices(t, 2, 5), 4, 1, True)])
def _embedding_back(xp, grad, indices, rows, padding_idx, by_frequency):
    """The gradient of the table: each row's gradients added up."""
    flat, grad = indices.reshape(-1), grad.reshape(-1, grad.shape[-1])
    scale = _scale(xp, flat, rows, padding_idx, by_frequency, grad.dtype)
    if scale is not None:
        grad = grad * scale[:, None]
    found = xp.zeros((rows, grad.shape[-1]), grad.dtype)
    add_at(xp, found, (flat,), grad)
    return found


def _scale(xp, flat, rows, padding_idx, by_frequency, dtype):
    """What the gradient of each looked-up row is multiplied with; None for 1."""
    scale = None
    if by_frequency:
        scale = 1 / xp.maximum(xp.bincount(flat, minlength=rows), 1)[flat].astype(dtype)
    if padding_idx >= 0:
        keep = (flat != padding_idx).astype(dtype)
        scale = keep if scale is None else scale * keep
    return scale


@op(method=False, inputs=("table", "indices"), node="EmbeddingScaled")
def _embedding_scaled(xp, table, indices, padding_idx, by_frequency):
    """The adjoint of `_embedding_back`."""
    found = table[indices]
    scale = _scale(xp, indices.reshape(-1), table.shape[0], padding_idx, by_frequency, table.dtype)
    return found if scale is None else found * scale.reshape(*indices.shape, 1)


_embedding.backward(weight=lambda g, shapes, indices, padding_idx, by_frequency: _embedding_back(
    g, indices, shapes[0][0], padding_idx, by_frequency))
_embedding_back.backward(grad=lambda g, shapes, indices, padding_idx, by_frequency: _embedding_scaled(
    g, indices, padding_idx, by_frequency).reshape(shapes[0]))
_embedding_scaled.backward(table=lambda g, shapes, indices, padding_idx, by_frequency: _embedding_back(
    g, indices, shapes[0][0], padding_idx, by_frequency))


def check_indices(name, indices, rows):
    """Raises when `indices` are no row numbers of a table of `rows` rows."""
    if indices.dtype not in (dtypes.int64, dtypes.int32):
        raise DtypeError(
            f"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{indices.dtype.alias} instead (while checking arguments for {name}); convert them, with indices.long()"
        )
    values = indices._array
    if values.size and (values.min() < 0 or values.max() >= rows):
        bad = int(values.max()) if values.max() >= rows else int(values.min())
        raise DimensionError(f"index out of range in self: {name} of {rows} rows was asked for row {bad}")


def embedding(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False):
    """The rows of a table with the given numbers.

    Args:
        weight (Tensor): (rows, features)
        indices (Tensor): (*); int64 or int32
        padding_idx (int): a row whose gradient stays 0; -1 for none
        scale_grad_by_freq (bool): divide gradients by how often a row is looked up
    Returns:
        (*, features)
    Raises:
        DimensionError: when a number is out of range
    Example:
        >>> torch.embedding(torch.eye(3), torch.tensor([2, 0]))
        tensor([[0., 0., 1.],
                [1., 0., 0.]])
    """
    if weight.ndim != 2:
        raise ShapeError(f"'weight' must be 2-D, got shape {list(weight.shape)}")
    check_indices("embedding", indices, weight.shape[0])
    return _embedding(weight, indices, padding_idx, bool(scale_grad_by_freq))


# ---- bags


@op(method=False, inputs=("rows",), node="SegmentSum", samples=lambda t: [(t(5, 2), (0, 2, 3))])
def segment_sum(xp, rows, starts):
    """The sums of runs of rows: of rows `starts[i]` up to `starts[i + 1]`; `starts` is a tuple."""
    starts, ends = xp.asarray(starts, np.int64), xp.asarray((*starts[1:], rows.shape[0]), np.int64)
    total = xp.zeros((rows.shape[0] + 1, *rows.shape[1:]), np.float64 if rows.dtype.kind == "f" else rows.dtype)
    xp.cumsum(rows, axis=0, dtype=total.dtype, out=total[1:])
    return (total[ends] - total[starts]).astype(rows.dtype)


def _owner(starts, count):
    """For each row the number of its run."""
    return new_tensor(np.repeat(np.arange(len(starts)), np.diff(np.append(starts, count))))


segment_sum.backward(rows=lambda g, shape, starts: g.index_select(0, _owner(starts, shape[0]).to(device=g.device)))

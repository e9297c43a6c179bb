"""Tables of learnt rows, and one-hot vectors."""

import numpy as np

from th.errors import ArgumentError, AssertedError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.modes import no_grad
from th.tensor.naming import named
from th.tensor.ops import embed
from th.tensor.ops.choosing import where
from th.tensor.ops.sequences import arange
from th.tensor.ops.joining import stack
from th.tensor.ops.filled import zeros
from th.tensor.tensor import new_tensor

__all__ = ["embedding", "embedding_bag", "one_hot"]


def _renormalise(weight, indices, max_norm, norm_type):
    """Shortens the looked-up rows that are longer than `max_norm`, in place."""
    with no_grad():
        rows = new_tensor(np.unique(indices.cpu().numpy()))
        picked = weight.detach()[rows]
        length = picked.norm(norm_type, 1, keepdim=True)
        scale = where(length > max_norm, max_norm / (length + 1e-7), 1.0)
        weight[rows] = picked * scale


def _padding_row(padding_idx, rows):
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise AssertedError("Padding_idx must be within num_embeddings")
    return padding_idx % rows


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """The rows of a table with the given numbers.

    Args:
        input (Tensor): (*); int64 or int32
        weight (Tensor): (rows, features)
        padding_idx (int): a row whose gradient stays 0
        max_norm (float): shorten longer rows, in place
        norm_type (float): of the norm
        scale_grad_by_freq (bool): divide gradients by how often a row is looked up
        sparse (bool): taken for compatibility; gradients are dense
    Returns:
        (*, features)
    Raises:
        DimensionError: when a number is out of range
    Example:
        >>> F.embedding(torch.tensor([2, 0]), torch.eye(3))
        tensor([[0., 0., 1.],
                [1., 0., 0.]])
    """
    if weight.ndim != 2:
        raise ShapeError(f"'weight' must be 2-D, got {weight.ndim}-D: shape {list(weight.shape)}")
    if max_norm is not None:
        embed.check_indices("embedding", input, weight.shape[0])
        _renormalise(weight, input, max_norm, norm_type)
    return embed.embedding(weight, input, _padding_row(padding_idx, weight.shape[0]), scale_grad_by_freq)


def _check_bag(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq):
    if per_sample_weights is not None and input.shape != per_sample_weights.shape:
        raise ArgumentError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same shape as "
            f"the input ({input.shape})"
        )
    if weight.ndim != 2:
        raise ArgumentError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim}")
    if input.ndim not in (1, 2):
        raise ArgumentError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}")
    if input.ndim == 2 and offsets is not None:
        raise ArgumentError(
            "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, "
            f"found offsets of type {type(offsets)}"
        )
    if input.ndim == 1 and (offsets is None or offsets.ndim != 1):
        raise ArgumentError("offsets has to be a 1D Tensor" + (" but got None" if offsets is None else ""))
    if mode not in ("sum", "mean", "max"):
        raise ArgumentError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ArgumentError("max mode does not support scaling the gradient by the frequency")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}')."
        )


@named("EmbeddingBag")
def embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode="mean",
                  sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None):
    """Sums, means or maxima of rows of a table, for each bag of numbers.

    Args:
        input (Tensor): (bags, numbers), or (numbers,) with `offsets`
        weight (Tensor): (rows, features)
        offsets (Tensor): (bags,); where each bag begins
        mode (str): "sum", "mean" or "max"
        per_sample_weights (Tensor): of the shape of `input`; multiplies the rows, with "sum"
        include_last_offset (bool): `offsets` has one more element, the end
        padding_idx (int): a row that does not count
    Returns:
        (bags, features)
    """
    _check_bag(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq)
    if input.ndim == 2:
        offsets = arange(0, max(input.numel(), 1), max(input.shape[1], 1))[: input.shape[0]]
        include_last_offset = False
        input = input.reshape(-1)
        per_sample_weights = None if per_sample_weights is None else per_sample_weights.reshape(-1)
    elif include_last_offset:
        offsets = offsets[:-1]
    if offsets.numel() and int(offsets[0]) != 0:
        raise ArgumentError(f"offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got {int(offsets[0])}")
    rows = embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)
    if padding_idx is not None:
        kept = input != _padding_row(padding_idx, weight.shape[0])
        before = np.concatenate(([0], np.cumsum(kept.cpu().numpy())))
        offsets = new_tensor(before[offsets.cpu().numpy()])
        rows = rows[kept]
        per_sample_weights = None if per_sample_weights is None else per_sample_weights[kept]
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.unsqueeze(1)
    starts = offsets.long().cpu().numpy()
    sizes = np.diff(np.append(starts, rows.shape[0]))
    if mode == "max":
        return _maxima(rows, starts.tolist(), sizes.tolist())
    total = embed.segment_sum(rows, tuple(starts.tolist()))
    if mode == "sum":
        return total
    counts = new_tensor(np.maximum(sizes, 1)).to(dtype=total.dtype, device=total.device)
    return total / counts.unsqueeze(1)


def _maxima(rows, starts, sizes):
    found = []
    for start, size in zip(starts, sizes, strict=True):
        empty = zeros(rows.shape[1], dtype=rows.dtype, device=rows.device)
        found.append(rows[start: start + size].max(0)[0] if size else empty)
    return stack(found) if found else rows[:0]


def one_hot(tensor, num_classes=-1):
    """Vectors that are 1 at one place and 0 elsewhere.

    Args:
        tensor (Tensor): (*); class numbers, int64
        num_classes (int): one more than the largest number by default
    Returns:
        (*, num_classes), int64
    Example:
        >>> F.one_hot(torch.tensor([0, 2]))
        tensor([[1, 0, 0],
                [0, 0, 1]])
    """
    if tensor.dtype != dtypes.int64:
        raise DtypeError(f"one_hot is only applicable to index tensor of type LongTensor, got {tensor.dtype}; convert it, with x.long()")
    if not tensor.numel():
        if num_classes <= 0:
            raise ShapeError("Can not infer total number of classes from empty tensor.")
        return tensor.new_zeros((*tensor.shape, num_classes))
    low, high = int(tensor.min()), int(tensor.max())
    if low < 0:
        raise ShapeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = high + 1
    elif num_classes < 1:
        raise ShapeError("num_classes should be positive")
    elif high >= num_classes:
        raise ShapeError(f"Class values must be smaller than num_classes: got {high} for num_classes={num_classes}")
    found = tensor.new_zeros((*tensor.shape, num_classes))
    return found.scatter_(-1, tensor.unsqueeze(-1), 1)

"""Distances and similarities of vectors."""

import numpy as np

from th.errors import ShapeError
from th.tensor.casting import follows_autocast
from th.tensor.ops.choosing import where
from th.tensor.ops.joining import broadcast_tensors
from th.tensor.tensor import new_tensor

__all__ = ["cosine_similarity", "pairwise_distance", "pdist"]


@follows_autocast
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """The cosine of the angle between vectors.

    Args:
        x1, x2 (Tensor): broadcast
        dim (int): where the vectors are
        eps (float): the least length to divide by
    Example:
        >>> F.cosine_similarity(torch.tensor([1.0, 0.0]), torch.tensor([1.0, 1.0]), dim=0)
        tensor(0.7071)
    """
    x1, x2 = broadcast_tensors(x1, x2)
    first = (x1 * x1).sum(dim, keepdim=True).sqrt().clamp(min=eps)
    second = (x2 * x2).sum(dim, keepdim=True).sqrt().clamp(min=eps)
    return ((x1 / first) * (x2 / second)).sum(dim)


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    """The length of ``x1 - x2 + eps`` along the last dim.

    Args:
        x1, x2 (Tensor): (*, features); broadcast
        p (float): which norm
        eps (float): keeps the gradient finite
        keepdim (bool): keep the last dim as size 1
    """
    return (x1 - x2 + eps).norm(p, -1, keepdim=keepdim)


def pdist(input, p=2.0):
    """The distance between every two rows.

    Args:
        input (Tensor): (n, features)
        p (float): which norm
    Returns:
        (n * (n - 1) / 2,)
    Example:
        >>> F.pdist(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
        tensor([5.])
    """
    if input.ndim != 2:
        raise ShapeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    first, second = np.triu_indices(input.shape[0], 1)
    difference = input[new_tensor(first)] - input[new_tensor(second)]
    same = (difference == 0).all(-1)
    safe = where(same.unsqueeze(-1), 1.0, difference)  # the gradient of a length at 0 is 0
    return where(same, 0.0, safe.norm(p, -1))

"""Distances and similarities of vectors."""

from th.tensor.casting import follows_autocast
from th.tensor.ops.joining import broadcast_tensors

__all__ = ["cosine_similarity", "pairwise_distance"]


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

"""Losses with a margin."""

from th.errors import ArgumentError, DimensionError, DtypeError, ShapeError
from th.nn.functional.distance import pairwise_distance
from th.nn.functional.loss import reduced
from th.tensor.casting import follows_autocast
from th.tensor.dtypes import int64
from th.tensor.ops.activations import logsigmoid
from th.tensor.ops.choosing import where
from th.tensor.ops.loss import legacy_reduction
from th.tensor.ops.pairs import minimum

__all__ = [
    "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss", "multi_margin_loss", "multilabel_margin_loss",
    "multilabel_soft_margin_loss", "triplet_margin_loss", "triplet_margin_with_distance_loss",
]


@follows_autocast
def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    """The input where the target is 1, ``max(0, margin - input)`` where it is -1.

    Args:
        input (*): distances
        target (*): 1 or -1
        margin (float): how far apart is far enough
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    apart = where(target == 1, 0.0, (margin - input).clamp(min=0))
    near = where(target == -1, 0.0, input)
    return reduced(apart + near, reduction)


@follows_autocast
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """``max(0, -target * (input1 - input2) + margin)``.

    Args:
        input1, input2 (*): scores
        target (*): 1 when the first should be higher, else -1
        margin (float): by how much
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise ShapeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return reduced((-target * (input1 - input2) + margin).clamp(min=0), reduction)


@follows_autocast
def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """``1 - cosine`` where the target is 1, ``max(0, cosine - margin)`` where it is -1.

    Args:
        input1, input2 (n, features) or (features,): vectors
        target (n,) or (): 1 or -1
        margin (float): how different is different enough
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if target.ndim not in (0, 1):
        raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise ShapeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with sizes "
            f"{list(input1.shape)} and {list(input2.shape)}."
        )
    epsilon = 1e-12
    product = (input1 * input2).sum(-1)
    first, second = (input1 * input1).sum(-1) + epsilon, (input2 * input2).sum(-1) + epsilon
    cosine = product / (first * second).sqrt()
    loss = where(target == 1, 1 - cosine, 0.0) + where(target == -1, (cosine - margin).clamp(min=0), 0.0)
    return reduced(loss, reduction)


def _swapped(distance, anchor, positive, negative, swap):
    d_positive, d_negative = distance(anchor, positive), distance(anchor, negative)
    return d_positive, minimum(d_negative, distance(positive, negative)) if swap else d_negative


@follows_autocast
def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None, reduce=None,
                        reduction="mean"):
    """``max(0, |anchor - positive| - |anchor - negative| + margin)``.

    Args:
        anchor, positive, negative (n, features) or (features,): vectors
        margin (float): how much farther the negative should be, > 0
        p (float): which norm
        eps (float): keeps the gradient finite
        swap (bool): take the negative's distance from the positive when it is less
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if margin <= 0:
        raise ArgumentError(f"margin must be greater than 0, got {margin}")

    def distance(a, b):
        return pairwise_distance(a, b, p, eps)

    near, far = _swapped(distance, anchor, positive, negative, swap)
    return reduced((margin + near - far).clamp(min=0), reduction)


def triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False,
                                      reduction="mean"):
    """As `triplet_margin_loss`, with any distance.

    Args:
        anchor, positive, negative (Tensor): what the distance takes
        distance_function (callable): `pairwise_distance` by default
        margin (float): how much farther the negative should be, > 0
        swap (bool): take the negative's distance from the positive when it is less
        reduction (str): "mean", "sum" or "none"
    """
    if reduction not in ("mean", "sum", "none"):
        raise ArgumentError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ArgumentError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise ShapeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
            f"{anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = _swapped(distance, anchor, positive, negative, swap)
    return reduced((margin + near - far).clamp(min=0), reduction)


def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """The mean over the classes of the binary cross entropy of ``sigmoid(input)``.

    Args:
        input (*, classes): scores
        target (*, classes): 0 or 1
        weight (classes,): how much each class counts
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    return reduced(loss.mean(-1), reduction)


@follows_autocast
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    """The mean over the other classes of ``max(0, margin - input[target] + input[other]) ** p``.

    Args:
        input (n, classes) or (classes,): scores
        target (n,) or (): class numbers
        p (int): 1 or 2
        margin (float): by how much the target's score should be higher
        weight (classes,): how much each class counts
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ArgumentError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ArgumentError("weight must be one-dimensional")
    single = input.ndim < 2
    x = input.reshape(1, -1) if single else input
    if x.ndim != 2 or not x.shape[1]:
        raise ShapeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(input.shape)}")
    if weight is not None and weight.numel() != x.shape[1]:
        raise ShapeError(f"inconsistent weight size, expected {x.shape[1]} but got {list(weight.shape)}")
    if target.dtype is not int64:
        raise DtypeError(f"expected scalar type Long but found {target.dtype.alias}: the target holds class numbers")
    labels = target.reshape(-1)
    if labels.shape[0] != x.shape[0]:
        raise ShapeError(f"inconsistent target size, expected {x.shape[0]} but got {list(target.shape)}")
    values = labels._array
    if values.size and (values.min() < 0 or values.max() >= x.shape[1]):
        raise DimensionError(f"target out of range: class numbers must be from 0 to {x.shape[1] - 1}")
    places = labels.unsqueeze(1)
    loss = (margin - x.gather(1, places) + x).clamp(min=0)
    loss = loss if p == 1 else loss * loss
    if weight is not None:
        loss = loss * weight[labels].unsqueeze(1)
    own = x.detach().new_zeros(x.shape).scatter_(1, places, 1.0)
    loss = (loss * (1 - own)).sum(1) / x.shape[1]
    return reduced(loss.squeeze(0) if single and target.ndim == 0 else loss, reduction)


@follows_autocast
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """The mean over pairs of a target and another class of ``max(0, 1 - input[target] + input[other])``.

    Args:
        input (n, classes) or (classes,): scores
        target (n, classes) or (classes,): class numbers, ended by -1
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if target.shape != input.shape:
        raise ShapeError(f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}")
    if input.ndim > 2 or 0 in input.shape[-1:]:
        raise ShapeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(input.shape)}")
    if target.dtype is not int64:
        raise DtypeError(f"expected scalar type Long but found {target.dtype.alias}; convert `target`, with target.long()")
    single = input.ndim < 2
    x, labels = (input.reshape(1, -1), target.reshape(1, -1)) if single else (input, target)
    classes = x.shape[1]
    if labels._array.size and (labels._array.max() >= classes or labels._array.min() < -1):
        raise DimensionError(f"target out of range: class numbers must be from -1 to {classes - 1}")
    counted = (labels < 0).long().cumsum(1) == 0
    safe = labels.clamp(min=0)
    own = x.detach().new_zeros(x.shape).scatter_add_(1, safe, counted.to(x.dtype)) > 0
    margins = (1 - x.gather(1, safe).unsqueeze(2) + x.unsqueeze(1)).clamp(min=0)
    wanted = (counted.unsqueeze(2) & ~own.unsqueeze(1)).to(x.dtype)
    loss = (margins * wanted).sum((1, 2)) / classes
    return reduced(loss.squeeze(0) if single else loss, reduction)

"""Losses that compare two tensors element by element, and those of classes."""

import math
import warnings

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor.casting import follows_autocast
from th.tensor.naming import named
from th.tensor.ops.choosing import where
from th.tensor.ops.loss import check_reduction, cross_entropy_loss, legacy_reduction
from th.tensor.ops.loss import nll_loss as _nll_loss
from th.tensor.ops.activations import logsigmoid
from th.tensor.ops.joining import broadcast_tensors
from th.tensor.ops.pairs import xlogy
from th.tensor.ops.squares import squared_difference

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "gaussian_nll_loss", "huber_loss", "kl_div",
    "l1_loss", "mse_loss", "nll_loss", "poisson_nll_loss", "reduced", "smooth_l1_loss", "soft_margin_loss",
]


def reduced(loss, reduction):
    """`loss` itself, its mean or its sum."""
    check_reduction(reduction)
    if reduction == "none":
        return loss
    return loss.mean() if reduction == "mean" else loss.sum()


def _pair(input, target, frames=5):
    """Both broadcast to one shape, with PyTorch's warning when that is not the shape of both."""
    if target._array.shape == input._array.shape:
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will likely lead to "
        "incorrect results due to broadcasting. Please ensure they have the same size.",
        stacklevel=frames,
    )
    return broadcast_tensors(input, target)


def _weighted(loss, weight, reduction):
    if weight is None:
        return reduced(loss, reduction)
    if weight.shape != loss.shape:
        raise ArgumentError("Weights and input must have the same size.")
    loss = loss * weight
    check_reduction(reduction)
    if reduction == "none":
        return loss
    return loss.sum() / weight.sum() if reduction == "mean" else loss.sum()


@follows_autocast
@named("MseLoss")
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """The squared difference.

    Args:
        input, target (*): one shape
        reduction (str): "mean", "sum" or "none"
        weight (*): how much each element counts
    Example:
        >>> F.mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
        tensor(2.)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    input, target = _pair(input, target)
    if input.dtype is target.dtype and input.is_floating_point() and input.numel():
        if weight is None:
            return squared_difference(input, target, reduction)
        return _weighted(squared_difference(input, target, "none"), weight, reduction)
    difference = input - target
    return _weighted(difference * difference, weight, reduction)


@follows_autocast
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """The absolute difference.

    Args:
        input, target (*): one shape
        reduction (str): "mean", "sum" or "none"
        weight (*): how much each element counts
    Example:
        >>> F.l1_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
        tensor(1.)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    input, target = _pair(input, target, 4)
    return _weighted((input - target).abs(), weight, reduction)


@follows_autocast
@named("SmoothL1Loss")
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """The squared difference over ``2 * beta`` where it is below `beta`, else the absolute difference minus ``beta / 2``.

    Args:
        input, target (*): one shape
        reduction (str): "mean", "sum" or "none"
        beta (float): where one becomes the other, >= 0
    Example:
        >>> F.smooth_l1_loss(torch.tensor([0.0, 0.0]), torch.tensor([0.5, 3.0]), reduction="none")
        tensor([0.1250, 2.5000])
    Source:
        Girshick, 2015
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if beta < 0:
        raise ArgumentError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    input, target = _pair(input, target)
    distance = (input - target).abs()
    return reduced(where(distance < beta, distance * distance * (0.5 / beta), distance - 0.5 * beta), reduction)


@follows_autocast
@named("HuberLoss")
def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    """Half the squared difference where it is below `delta`, else ``delta * (|difference| - delta / 2)``.

    Args:
        input, target (*): one shape
        reduction (str): "mean", "sum" or "none"
        delta (float): where one becomes the other, > 0
        weight (*): how much each element counts
    Source:
        Huber, 1964
    """
    if delta <= 0:
        raise ArgumentError("huber_loss does not support non-positive values for delta.")
    input, target = _pair(input, target)
    distance = (input - target).abs()
    loss = where(distance <= delta, distance * distance * 0.5, (distance - 0.5 * delta) * delta)
    return _weighted(loss, weight, reduction)


@follows_autocast
def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """``log(1 + exp(-target * input))``.

    Args:
        input (*): scores
        target (*): 1 or -1
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    return reduced((-target * input).exp().log1p(), reduction)


@follows_autocast
def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    """The Kullback-Leibler divergence, element by element: ``target * (log(target) - input)``.

    Args:
        input (*): log probabilities
        target (*): probabilities, or their logarithms
        reduction (str): "batchmean" is the divergence itself; "mean", "sum" or "none"
        log_target (bool): `target` are logarithms
    Example:
        >>> F.kl_div(torch.tensor([[0.5, 0.5]]).log(), torch.tensor([[0.5, 0.5]]), reduction="batchmean")
        tensor(0.)
    """
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by "
            "the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as "
            "'batchmean' in the next major release.",
            stacklevel=3,
        )
    batch = reduction == "batchmean"
    reduction = legacy_reduction(size_average, reduce, "sum" if batch else reduction)
    if log_target:
        loss = target.exp() * (target - input)
    else:
        loss = xlogy(target, target) - target * input
    total = reduced(loss, reduction)
    return total / input.shape[0] if batch and input.ndim else total


@follows_autocast
def poisson_nll_loss(input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None,
                     reduction="mean"):
    """The negative log likelihood of counts under a Poisson distribution.

    Args:
        input (*): the expected count, or its logarithm
        target (*): the counts
        log_input (bool): `input` is the logarithm
        full (bool): add Stirling's approximation of the constant
        eps (float): added before a logarithm
        reduction (str): "mean", "sum" or "none"
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        some = where(target > 1, target, 1.0)
        stirling = some * some.log() - some + 0.5 * (2 * math.pi * some).log()
        loss = loss + where(target > 1, stirling, 0.0)
    return reduced(loss, reduction)


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    """The negative log likelihood under a normal distribution of mean `input` and variance `var`.

    Args:
        input, target (*): one shape
        var (*, or * without the last dim, or * with 1 as last dim, or a number): >= 0
        full (bool): add the constant
        eps (float): the least variance
        reduction (str): "mean", "sum" or "none"
    """
    if isinstance(var, int | float):
        if var < 0:
            raise ArgumentError("var has negative entry/entries")
        var = input.new_full(input.shape, var)
    elif bool((var < 0).any()):
        raise ArgumentError("var has negative entry/entries")
    if var.shape != input.shape:
        if tuple(input.shape[:-1]) == tuple(var.shape):
            var = var.unsqueeze(-1)
        elif var.ndim != input.ndim or any(v not in (1, n) for v, n in zip(var.shape, input.shape, strict=True)):
            raise ArgumentError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ArgumentError(reduction + " is not valid")
    var = var + (var.detach().clamp(min=eps) - var.detach())
    difference = input - target
    loss = 0.5 * (var.log() + difference * difference / var)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(loss, reduction)


def _check_same(name, input, target):
    if target.shape != input.shape:
        raise ShapeError(
            f"{name}: Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if not target.is_floating_point():
        raise DtypeError(f"{name}: `target` must be floating, got {target.dtype}; convert it, with target.float()")


@follows_autocast
@named("BinaryCrossEntropy")
def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """``-(target * log(input) + (1 - target) * log(1 - input))``, logarithms no lower than -100.

    Args:
        input (*): probabilities in [0, 1]
        target (*): in [0, 1]
        weight: how much each element counts; broadcasts
        reduction (str): "mean", "sum" or "none"
    Raises:
        ShapeError: when a probability is outside [0, 1]
    Example:
        >>> F.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1.0]))
        tensor(0.6931)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if target.shape != input.shape:
        raise ArgumentError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    _check_same("binary_cross_entropy", input, target)
    for name, values in (("input", input._array), ("target", target._array)):
        if values.size and not (values.min() >= 0 and values.max() <= 1):
            remedy = "apply torch.sigmoid first, or use binary_cross_entropy_with_logits" if name == "input" else "it is a probability"
            raise ShapeError(f"all elements of {name} should be between 0 and 1: {remedy}")
    loss = -(target * input.log().clamp(min=-100) + (1 - target) * (1 - input).log().clamp(min=-100))
    return reduced(loss if weight is None else loss * weight, reduction)


@follows_autocast
@named("BinaryCrossEntropyWithLogits")
def binary_cross_entropy_with_logits(input, target, weight=None, size_average=None, reduce=None, reduction="mean",
                                     pos_weight=None):
    """The binary cross entropy of ``sigmoid(input)``, without its overflow.

    Args:
        input (*): scores
        target (*): in [0, 1]
        weight: how much each element counts; broadcasts
        reduction (str): "mean", "sum" or "none"
        pos_weight: how much the positive part counts; broadcasts
    Example:
        >>> F.binary_cross_entropy_with_logits(torch.tensor([0.0]), torch.tensor([1.0]))
        tensor(0.6931)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if target.shape != input.shape:
        raise ArgumentError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if not target.is_floating_point():
        raise DtypeError(
            f"result type {input.dtype.alias} can't be cast to the desired output type {target.dtype.alias}: `target` must be floating; "
            "convert it, with target.float()"
        )
    if pos_weight is None:
        loss = (1 - target) * input - logsigmoid(input)
    else:
        loss = (1 - target) * input - ((pos_weight - 1) * target + 1) * logsigmoid(input)
    return reduced(loss if weight is None else loss * weight, reduction)


@follows_autocast
def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """Minus the log probability of each target's class.

    Args:
        input (n, classes, *) or (classes,): log probabilities
        target (n, *) or (): class numbers, int64
        weight (classes,): how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
    Raises:
        DimensionError: when a class number is out of range
    Example:
        >>> F.nll_loss(torch.tensor([[-1.0, -2.0]]), torch.tensor([1]))
        tensor(2.)
    """
    return _nll_loss(input, target, weight, size_average, ignore_index, reduce, reduction)


@follows_autocast
def cross_entropy(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean",
                  label_smoothing=0.0):
    """The cross entropy between unnormalised scores and class numbers or probabilities.

    Args:
        input (n, classes, *) or (classes,): scores
        target (n, *): class numbers, int64; or probabilities of the shape of `input`
        weight (classes,): how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
        label_smoothing (float): the share of each target that is spread over all classes
    Raises:
        DimensionError: when a class number is out of range
    Example:
        >>> F.cross_entropy(torch.zeros(1, 4), torch.tensor([2]))
        tensor(1.3863)
    """
    return cross_entropy_loss(input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing)

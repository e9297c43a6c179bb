"""The negative log likelihood of class numbers."""

import warnings

import numpy as np

from th.errors import ArgumentError, DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.ops.softmax import log_softmax

__all__ = ["REDUCTIONS", "check_reduction", "cross_entropy_loss", "legacy_reduction", "nll_loss"]

REDUCTIONS = ("none", "mean", "sum")


def _class_weights(xp, target, weight, ignored, dtype):
    """(class numbers with the ignored ones made 0, the weight of each element)."""
    keep = target != ignored
    safe = xp.where(keep, target, 0)
    if weight is None:
        return safe, keep.astype(dtype)
    return safe, weight[safe] * keep


def _factor(xp, weights, reduction):
    """What each element's loss is multiplied with."""
    return weights / weights.sum() if reduction == "mean" else weights


def _case(t, *shape, classes=3):
    target = np.random.default_rng(0).integers(0, classes, shape)
    from th.tensor.tensor import new_tensor

    return new_tensor(target)


def _samples(t):
    found = []
    for reduction in REDUCTIONS:
        found.append((t(4, 3), _case(t, 4), None, reduction, -100))
        found.append((t(2, 3, 5), _case(t, 2, 5), t(3, low=0.5), reduction, 1))
    return found


@op(method=False, inputs=("input", "target", "weight"), node="NllLoss", samples=_samples)
def _nll(xp, input, target, weight, reduction, ignored):
    """Minus the element of each target's class; classes along dim 1."""
    safe, weights = _class_weights(xp, target, weight, ignored, input.dtype)
    picked = _picked(xp, input, safe)
    if reduction == "none":
        return -picked * weights
    if input.dtype.itemsize == 2:
        picked, weights = picked.astype("float32"), weights.astype("float32")
    total = -(picked * weights).sum()
    return (total / weights.sum() if reduction == "mean" else total).astype(input.dtype)


def _picked(xp, input, safe):
    if input.ndim == 2:
        return input[xp.arange(input.shape[0]), safe]
    return xp.take_along_axis(input, xp.expand_dims(safe, 1), 1).squeeze(1)


@op(method=False, inputs=("grad", "target", "weight"), node="NllLossBackward")
def _nll_back(xp, grad, target, weight, reduction, ignored, shape):
    """The gradient of the log probabilities."""
    safe, weights = _class_weights(xp, target, weight, ignored, grad.dtype)
    if grad.dtype.itemsize == 2:
        weights = weights.astype("float32")
    each = -grad * _factor(xp, weights, reduction)
    found = xp.zeros(shape, grad.dtype)
    if len(shape) == 2:
        found[xp.arange(shape[0]), safe] = each
    else:
        xp.put_along_axis(found, xp.expand_dims(safe, 1), xp.expand_dims(each, 1), 1)
    return found


_nll.backward(input=lambda g, target, weight, reduction, ignored, shape: _nll_back(
    g, target, weight, reduction, ignored, shape))
_nll_back.backward(grad=lambda g, target, weight, reduction, ignored: _nll(g, target, weight, reduction, ignored))
_nll_back.op.samples = lambda t: [(t(4), _case(t, 4), None, "none", -100, (4, 3)), (t(), _case(t, 4), None, "mean", -100, (4, 3))]


def check_reduction(reduction):
    """Raises when `reduction` is none of PyTorch's words."""
    if reduction not in REDUCTIONS:
        raise ArgumentError(f"{reduction} is not a valid value for reduction: write one of {', '.join(map(repr, REDUCTIONS))}")


def _check(name, input, target, weight, ignored):
    classes = input.shape[1]
    if tuple(target.shape) != (input.shape[0], *input.shape[2:]):
        if target.ndim and input.shape[0] != target.shape[0]:
            raise ArgumentError(
                f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
            )
        known = "0D or 1D target tensor expected, multi-target not supported; " if input.ndim == 2 else ""
        raise ShapeError(
            f"{known}{name}: `target` of size {list(target.shape)} must be {[input.shape[0], *input.shape[2:]]} for an input of size "
            f"{list(input.shape)}: one class number for each element"
        )
    if target.dtype not in (dtypes.int64, dtypes.uint8):
        raise DtypeError(
            f"expected scalar type Long but found {target.dtype.alias}: `target` must hold class numbers; convert it, with "
            "target.long()"
        )
    if weight is not None and tuple(weight.shape) != (classes,):
        raise ShapeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: "
            f"{list(weight.shape)}"
        )
    labels = target._array
    bad = ((labels < 0) | (labels >= classes)) & (labels != ignored)
    if bool(bad.any()):
        value = int(labels[bad].flat[0]) if isinstance(labels, np.ndarray) else int(labels[bad][0])
        raise DimensionError(
            f"Target {value} is out of bounds: the input has {classes} classes, so `target` must hold numbers from 0 to {classes - 1}"
        )


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """Minus the log probability of each target's class.

    Args:
        input (Tensor): (n, classes, *) or (classes,); log probabilities
        target (Tensor): (n, *) or (); class numbers, int64
        weight (Tensor): (classes,); how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
    Raises:
        DimensionError: when a class number is out of range
    Example:
        >>> F.nll_loss(torch.tensor([[-1.0, -2.0]]), torch.tensor([1]))
        tensor(2.)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if input.ndim == 1:
        if target.ndim != 0:
            raise ShapeError(f"For 1D input, 0D target is expected, but {target.ndim}D target found")
        found = nll_loss(input.unsqueeze(0), target.unsqueeze(0), weight, None, ignore_index, None, reduction)
        return found.squeeze(0) if reduction == "none" else found
    if input.ndim == 0:
        raise ShapeError("Expected 1 or more dimensions (got 0)")
    _check("nll_loss", input, target, weight, ignore_index)
    return _nll(input, target, weight, reduction, ignore_index)


def legacy_reduction(size_average, reduce, reduction):
    """The word for what PyTorch 0.4 said with two flags."""
    check_reduction(reduction)
    if size_average is None and reduce is None:
        return reduction
    word = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(f"size_average and reduce args will be deprecated, please use reduction='{word}' instead.", stacklevel=3)
    return word


def _smoothed(input, target, weight, ignored, reduction, smoothing):
    """The loss against targets that are spread a little over all classes."""
    logp = log_softmax(input, 1)
    classes = input.shape[1]
    plain = _nll(logp, target, weight, reduction, ignored)
    view = [1, classes] + [1] * (input.ndim - 2)
    spread = -(logp if weight is None else logp * weight.reshape(view)).sum(1)
    ignored_ones = target == ignored
    spread = spread.masked_fill(ignored_ones, 0.0)
    if reduction == "mean":
        if weight is None:
            count = (~ignored_ones).sum()
        else:
            count = weight[target.masked_fill(ignored_ones, 0)].masked_fill(ignored_ones, 0.0).sum()
        spread = spread.sum() / count
    elif reduction == "sum":
        spread = spread.sum()
    return (1 - smoothing) * plain + spread * (smoothing / classes)


def _against_probabilities(input, target, weight, reduction, smoothing):
    if not target.is_floating_point():
        raise DtypeError(
            f"Expected floating point type for target with class probabilities, got {target.dtype.alias}: for class numbers, "
            f"`target` must have the shape of the input without dim 1"
        )
    classes = input.shape[1]
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    logp = log_softmax(input, 1)
    if weight is not None:
        logp = logp * weight.reshape([1, classes] + [1] * (input.ndim - 2))
    if reduction == "none":
        return -(logp * target).sum(1)
    total = -(logp * target).sum()
    return total / (input.numel() // classes) if reduction == "mean" else total


def cross_entropy_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None,
                       reduction="mean", label_smoothing=0.0):
    """The cross entropy between unnormalised scores and class numbers or probabilities; see `F.cross_entropy`.

    Args:
        input (Tensor): (n, classes, *) or (classes,); scores
        target (Tensor): (n, *) class numbers, or probabilities of the shape of `input`
        weight (Tensor): (classes,); how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
        label_smoothing (float): the share of each target that is spread over all classes
    Raises:
        DimensionError: when a class number is out of range
    Example:
        >>> F.cross_entropy(torch.zeros(1, 4), torch.tensor([2]))
        tensor(1.3863)
    """
    reduction = legacy_reduction(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise ArgumentError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    if input.ndim == 0:
        raise ShapeError("cross_entropy: `input` must have at least one dim, of classes")
    if input.ndim == 1:
        found = cross_entropy_loss(input.unsqueeze(0), target.unsqueeze(0), weight, None, ignore_index, None, reduction,
                                   label_smoothing)
        return found.squeeze(0) if reduction == "none" else found
    if tuple(input.shape) == tuple(target.shape):
        return _against_probabilities(input, target, weight, reduction, label_smoothing)
    _check("cross_entropy", input, target, weight, ignore_index)
    if label_smoothing:
        return _smoothed(input, target, weight, ignore_index, reduction, label_smoothing)
    return _nll(log_softmax(input, 1), target, weight, reduction, ignore_index)

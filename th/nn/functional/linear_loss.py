"""A linear map and the cross entropy of what it gives, in one."""

import dataclasses
import math
import warnings

from th.errors import ArgumentError, ShapeError
from th.nn.functional.loss import reduced
from th.tensor import dtypes
from th.tensor.gradients import Function
from th.tensor.modes import enable_grad, no_grad
from th.tensor.ops.joining import cat
from th.tensor.ops.loss import cross_entropy_loss
from th.tensor.ops.matrix import linear
from th.tensor.tensor import backward

__all__ = ["LinearCrossEntropyOptions", "linear_cross_entropy"]

_METHODS = "None, 'auto', 'aspect_ratio' or 'aspect_ratio:N'"


@dataclasses.dataclass(slots=True, frozen=True)
class LinearCrossEntropyOptions:
    """How `linear_cross_entropy` takes the batch in parts, so that the scores of all classes are never there at once.

    Args:
        allow_retain_graph (bool): accepted; a second backward pass is always possible here
        batch_chunk_size (int): rows of one part
        chunking_method (str): None, or "aspect_ratio:N" for parts with an N-th as many scores as the input has elements;
            "auto" is "aspect_ratio:2"
        acc_policy (str): "accurate", "balanced", "compact" or "auto"; accepted: sums are as exact as the dtype allows
        acc_dtype (dtype): accepted likewise
    Example:
        >>> nn.LinearCrossEntropyOptions(batch_chunk_size=64).batch_chunk_size
        64
    """

    allow_retain_graph: bool = False
    batch_chunk_size: int | None = None
    chunking_method: str | None = "auto"
    acc_policy: str = "auto"
    acc_dtype: object = None

    def __post_init__(self):
        if self.acc_policy not in ("auto", "accurate", "balanced", "compact"):
            raise ArgumentError(f"invalid acc_policy: {self.acc_policy!r}")
        if self.chunking_method not in (None, "auto"):
            name, _, parts = self.chunking_method.partition(":")
            if name != "aspect_ratio" or not (parts or "1").isdigit() or int(parts or "1") < 1:
                raise ArgumentError(f"invalid chunking_method: {self.chunking_method!r}; it must be {_METHODS}")
        size = self.batch_chunk_size
        if not (size is None or isinstance(size, int) and size > 0):
            raise ArgumentError(f"batch_chunk_size must be positive int or None, got {size!r}")
        if self.acc_dtype not in (None, dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64):
            raise ArgumentError(
                "acc_dtype must be one of {None, torch.float16, torch.bfloat16, torch.float32, torch.float64}, got "
                f"{self.acc_dtype!r}. Pass acc_dtype=None to let the op pick automatically."
            )

    def _rows(self, batch, features, classes):
        """The rows of one part."""
        if self.chunking_method is None or self.chunking_method == "auto" and self.batch_chunk_size is not None:
            return min(self.batch_chunk_size or batch, batch)
        parts = 2 if self.chunking_method == "auto" else int(self.chunking_method.partition(":")[2] or 1)
        most = -(-batch // -(-classes // features))
        rows = max(1, min((1 << (most - 1).bit_length()) // parts, batch))
        if self.batch_chunk_size not in (None, rows):
            raise ArgumentError(
                f"batch_chunk_size (={self.batch_chunk_size}) and chunking_method ('{self.chunking_method}') give different chunk "
                f"sizes ({self.batch_chunk_size} vs {rows}); pass only one."
            )
        return rows


class _InParts(Function):
    """The losses of the rows; each part's scores are computed once forward and once more on the way back."""

    @staticmethod
    def forward(ctx, input, linear_weight, bias, target, weight, ignored, rows):
        ctx.save_for_backward(input, linear_weight, bias, target, weight)
        ctx.ignored, ctx.rows = ignored, rows
        with no_grad():
            return cat([
                _losses(input[at: at + rows], linear_weight, bias, target[at: at + rows], weight, ignored)
                for at in range(0, input.shape[0], rows)
            ])

    @staticmethod
    def backward(ctx, grad):
        input, *shared, target, weight = ctx.saved_tensors
        shared = [None if p is None else p.detach().requires_grad_() for p in shared]
        found = []
        for at in range(0, input.shape[0], ctx.rows):
            part = slice(at, at + ctx.rows)
            x = input[part].detach().requires_grad_()
            with enable_grad():
                loss = _losses(x, *shared, target[part], weight, ctx.ignored)
            backward([loss], [grad[part]])
            found.append(x.grad)
        return cat(found), *[None if p is None else p.grad for p in shared], None, None, None, None


def _losses(input, linear_weight, bias, target, weight, ignored):
    return cross_entropy_loss(linear(input, linear_weight, bias), target, weight, None, ignored, None, "none", 0.0)


def _check(input, linear_weight, bias):
    if input.ndim not in (1, 2):
        raise ShapeError(f"expected input with dimensionality 1 or 2, got {input.ndim}")
    if linear_weight.ndim < 2:
        raise ShapeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.ndim}")
    if input.shape[-1] != linear_weight.shape[-1]:
        raise ShapeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{input.shape[-1]} and {linear_weight.shape[-1]}, respectively"
        )
    wanted = tuple(linear_weight.shape[:-1])
    if bias is not None and tuple(bias.shape) != wanted:
        raise ShapeError(f"expected linear_bias shape {wanted}, got {tuple(bias.shape)}")
    if len(wanted) > 1 and input.ndim == 1:
        raise ShapeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, "
            f"(N, {input.shape[-1]}), got unbatched input with shape {tuple(input.shape)}"
        )


def linear_cross_entropy(input, linear_weight, target, *, linear_bias=None, weight=None, reduction="mean",
                         ignore_index=None, label_smoothing=0.0, options=None):
    """``cross_entropy(linear(input, linear_weight, linear_bias), target)``.

    Args:
        input (Tensor): (n, features) or (features,)
        linear_weight (Tensor): (classes, features) or (classes, *, features)
        target (Tensor): (n, *) class numbers, or (n, classes, *) probabilities
        linear_bias (Tensor): (classes, *)
        weight (Tensor): (classes,); how much each class counts
        reduction (str): "mean", "sum" or "none"
        ignore_index (int): a class number that does not count; -100 by default
        label_smoothing (float): the share of each target that is spread over all classes
        options (LinearCrossEntropyOptions): take the batch in parts, so that the scores of many classes need no memory
    Example:
        >>> F.linear_cross_entropy(torch.zeros(1, 2), torch.ones(4, 2), torch.tensor([3]))
        tensor(1.3863)
    """
    _check(input, linear_weight, linear_bias)
    classes, *more = linear_weight.shape[:-1]
    shape = (*input.shape[:-1], classes, *more)
    if tuple(target.shape) == shape and ignore_index is not None:
        raise ArgumentError("ignore_index cannot be specified when target contains probabilities")
    ignored = -100 if ignore_index is None else ignore_index
    in_parts = not more and reduction in ("mean", "sum", "none") and label_smoothing == 0 and target.dtype is dtypes.int64
    if options is not None and in_parts and input.numel():
        return _chunked(input, linear_weight, linear_bias, target, weight, reduction, ignored, options)
    if options is not None and not in_parts:
        warnings.warn(
            "linear_cross_entropy: ``options`` ignored; chunked path needs reduction in {'mean','sum','none'}, label_smoothing == 0, "
            f"target.dtype == int64, out_features == (). Got reduction={reduction!r}, label_smoothing={label_smoothing}, "
            f"target.dtype={target.dtype}, out_features={tuple(more)}.", stacklevel=2,
        )
    if more:
        linear_weight = linear_weight.reshape(math.prod(more, start=classes), -1)
        linear_bias = None if linear_bias is None else linear_bias.reshape(-1)
    scores = linear(input, linear_weight, linear_bias).reshape(shape)
    return cross_entropy_loss(scores, target, weight, None, ignored, None, reduction, label_smoothing)


def _chunked(input, linear_weight, bias, target, weight, reduction, ignored, options):
    x, labels = (input, target) if input.ndim == 2 else (input.unsqueeze(0), target.unsqueeze(0))
    rows = options._rows(*x.shape, linear_weight.shape[0])
    losses = _InParts.apply(x, linear_weight, bias, labels, weight, ignored, rows)
    if reduction == "mean":
        counted = labels != ignored
        whole = counted.sum() if weight is None else (weight[labels * counted] * counted).sum()
        return losses.sum() / whole
    return reduced(losses if input.ndim == 2 else losses.squeeze(0), reduction)

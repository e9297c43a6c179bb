"""A linear map and its loss as one layer."""

import math

from th.errors import ArgumentError, ShapeError
from th.nn.functional.linear_loss import linear_cross_entropy
from th.nn.linear import Linear
from th.nn.losses import WeightedLoss

__all__ = ["LinearCrossEntropyLoss"]


class LinearCrossEntropyLoss(WeightedLoss):
    """The cross entropy between a linear map of the input and the targets.

    Args:
        in_features (int): size of the input
        num_classes (int): classes
        out_features (tuple of int): one more loss for each of these places
        bias (bool): learn a shift
        reduction (str): "mean", "sum" or "none"
        weight (Tensor): (classes,); how much each class counts
        ignore_index (int): a class number that does not count
        label_smoothing (float): the share of each target that is spread over all classes
        options (LinearCrossEntropyOptions): take the batch in parts
    Shape:
        (n, in_features), (n, *out_features) to (), or (n, *out_features) with "none"
    Example:
        >>> nn.LinearCrossEntropyLoss(3, 5)
        LinearCrossEntropyLoss(
          in_features=3, num_classes=5, out_features=(), bias=False, reduction=mean, ignore_index=None, label_smoothing=0.0, options=None
          (linear): Linear(in_features=3, out_features=5, bias=False)
        )
    """

    def __init__(self, in_features, num_classes, *, out_features=(), bias=False, device=None, dtype=None, reduction="mean",
                 weight=None, ignore_index=None, label_smoothing=0.0, options=None):
        if weight is not None and tuple(weight.shape) != (num_classes,):
            raise ShapeError(f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}")
        if not 0 <= label_smoothing <= 1:
            raise ArgumentError(f"expected label_smoothing to be in range [0, 1], got {label_smoothing}")
        super().__init__(weight, reduction=reduction)
        self.num_classes, self.out_features = num_classes, out_features
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        self.linear = Linear(in_features, math.prod(out_features, start=num_classes), bias, device, dtype)
        self.options = options

    def forward(self, input, target):
        """(n, in_features), (n, *out_features) to ()."""
        shape = (self.num_classes, *self.out_features)
        bias = self.linear.bias
        return linear_cross_entropy(
            input, self.linear.weight.reshape(*shape, -1), target, linear_bias=None if bias is None else bias.reshape(shape),
            weight=self.weight, reduction=self.reduction, ignore_index=self.ignore_index, label_smoothing=self.label_smoothing,
            options=self.options,
        )

    def extra_repr(self):
        """The settings."""
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes}, out_features={self.out_features}, "
            f"bias={self.linear.bias is not None}, reduction={self.reduction}, ignore_index={self.ignore_index}, "
            f"label_smoothing={self.label_smoothing}, options={self.options}"
        )

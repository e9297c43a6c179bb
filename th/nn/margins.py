"""Losses with a margin, as layers, and distances."""

from th.errors import ArgumentError
from th.nn.functional import distance
from th.nn.functional import margin as F
from th.nn.functional.ctc import ctc_loss
from th.nn.losses import Loss, WeightedLoss
from th.nn.module import Module

__all__ = [
    "CTCLoss", "CosineEmbeddingLoss", "CosineSimilarity", "HingeEmbeddingLoss", "MarginRankingLoss", "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss", "MultiMarginLoss", "PairwiseDistance", "TripletMarginLoss", "TripletMarginWithDistanceLoss",
]


class HingeEmbeddingLoss(Loss):
    """The input where the target is 1, ``max(0, margin - input)`` where it is -1.

    Args:
        margin (float): how far apart is far enough
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*) of 1 and -1 to ()
    """

    def __init__(self, margin=1.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class MarginRankingLoss(Loss):
    """``max(0, -target * (input1 - input2) + margin)``.

    Args:
        margin (float): by how much
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n,), (n,), (n,) of 1 and -1 to ()
    """

    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        """(n,), (n,), (n,) to ()."""
        return F.margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class CosineEmbeddingLoss(Loss):
    """``1 - cosine`` where the target is 1, ``max(0, cosine - margin)`` where it is -1.

    Args:
        margin (float): how different is different enough
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n, features), (n, features), (n,) of 1 and -1 to ()
    """

    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        """(n, features), (n, features), (n,) to ()."""
        return F.cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MultiLabelMarginLoss(Loss):
    """The mean over pairs of a target and another class of ``max(0, 1 - input[target] + input[other])``.

    Args:
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n, classes), (n, classes) of class numbers ended by -1 to ()
    """

    def forward(self, input, target):
        """(n, classes), (n, classes) to ()."""
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(WeightedLoss):
    """The mean over the classes of the binary cross entropy of ``sigmoid(input)``.

    Args:
        weight (Tensor): (classes,)
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n, classes), (n, classes) of 0 and 1 to ()
    """

    def forward(self, input, target):
        """(n, classes), (n, classes) to ()."""
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)


class MultiMarginLoss(WeightedLoss):
    """The mean over the other classes of ``max(0, margin - input[target] + input[other]) ** p``.

    Args:
        p (int): 1 or 2
        margin (float): by how much the target's score should be higher
        weight (Tensor): (classes,)
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n, classes), (n,) to ()
    """

    def __init__(self, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ArgumentError("only p == 1 and p == 2 supported")
        if weight is not None and weight.ndim != 1:
            raise ArgumentError(f"weight must be None or 1-dimensional, got {weight.ndim} dims")
        self.p, self.margin = p, margin

    def forward(self, input, target):
        """(n, classes), (n,) to ()."""
        return F.multi_margin_loss(
            input, target, p=self.p, margin=self.margin, weight=self.weight, reduction=self.reduction
        )


class TripletMarginLoss(Loss):
    """``max(0, |anchor - positive| - |anchor - negative| + margin)``.

    Args:
        margin (float): how much farther the negative should be, > 0
        p (float): which norm
        eps (float): keeps the gradient finite
        swap (bool): take the negative's distance from the positive when it is less
        reduction (str): "mean", "sum" or "none"
    Shape:
        three of (n, features) to ()
    """

    def __init__(self, margin=1.0, p=2.0, eps=1e-6, swap=False, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        if margin <= 0:
            raise ArgumentError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead")
        self.margin, self.p, self.eps, self.swap = margin, p, eps, swap

    def forward(self, anchor, positive, negative):
        """Three of (n, features) to ()."""
        return F.triplet_margin_loss(
            anchor, positive, negative, margin=self.margin, p=self.p, eps=self.eps, swap=self.swap, reduction=self.reduction
        )


class TripletMarginWithDistanceLoss(Loss):
    """As `TripletMarginLoss`, with any distance.

    Args:
        distance_function (callable): `PairwiseDistance` by default
        margin (float): how much farther the negative should be, > 0
        swap (bool): take the negative's distance from the positive when it is less
        reduction (str): "mean", "sum" or "none"
    Shape:
        three of what the distance takes to ()
    """

    def __init__(self, *, distance_function=None, margin=1.0, swap=False, reduction="mean"):
        super().__init__(reduction=reduction)
        if margin <= 0:
            raise ArgumentError(f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead")
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin, self.swap = margin, swap

    def forward(self, anchor, positive, negative):
        """Three of what the distance takes to ()."""
        return F.triplet_margin_with_distance_loss(
            anchor, positive, negative, distance_function=self.distance_function, margin=self.margin, swap=self.swap,
            reduction=self.reduction,
        )


class PairwiseDistance(Module):
    """The length of the difference of vectors.

    Args:
        p (float): which norm
        eps (float): keeps the gradient finite
        keepdim (bool): keep the last dim as size 1
    Shape:
        (n, features), (n, features) to (n,)
    """

    def __init__(self, p=2.0, eps=1e-6, keepdim=False):
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1, x2):
        """(n, features), (n, features) to (n,)."""
        return distance.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """The cosine of the angle between vectors.

    Args:
        dim (int): where the vectors are
        eps (float): the least length to divide by
    Shape:
        (*, features, *), (*, features, *) to (*, *)
    """

    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        """(*, features, *), (*, features, *) to (*, *)."""
        return distance.cosine_similarity(x1, x2, self.dim, self.eps)


class CTCLoss(Loss):
    """Minus the log likelihood of label sequences, summed over all their alignments to the input.

    Args:
        blank (int): the class that means nothing
        reduction (str): "mean" divides each loss by its target's length first; "sum" or "none"
        zero_infinity (bool): 0 for targets that are too long for their input
    Shape:
        (time, batch, classes), (batch, longest), (batch,), (batch,) to ()
    Source:
        Graves and others, 2006
    """

    def __init__(self, blank=0, reduction="mean", zero_infinity=False):
        super().__init__(reduction=reduction)
        self.blank, self.zero_infinity = blank, zero_infinity

    def forward(self, log_probs, targets, input_lengths, target_lengths):
        """(time, batch, classes), (batch, longest), (batch,), (batch,) to ()."""
        return ctc_loss(log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity)

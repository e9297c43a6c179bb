"""Losses as layers."""

from th.nn.functional import loss as F
from th.nn.module import Module
from th.tensor.ops.loss import legacy_reduction

__all__ = [
    "BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "GaussianNLLLoss", "HuberLoss", "KLDivLoss", "L1Loss", "Loss", "MSELoss",
    "NLLLoss", "PoissonNLLLoss", "SmoothL1Loss", "SoftMarginLoss", "WeightedLoss",
]


class Loss(Module):
    """What losses have in common: the word that says how the losses of the elements become one number.

    Args:
        reduction (str): "mean", "sum" or "none"
    """

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__()
        older = size_average is not None or reduce is not None
        self.reduction = legacy_reduction(size_average, reduce, "mean") if older else reduction


class WeightedLoss(Loss):
    """A loss with a weight for each class.

    Args:
        weight (Tensor): (classes,)
        reduction (str): "mean", "sum" or "none"
    """

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class L1Loss(Loss):
    """The absolute difference.

    Args:
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*) to (), or (*) with "none"
    Example:
        >>> nn.L1Loss()(th.tensor([1.0, 2.0]), th.tensor([1.0, 4.0]))
        tensor(1.)
    """

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.l1_loss(input, target, reduction=self.reduction)


class MSELoss(Loss):
    """The squared difference.

    Args:
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*) to (), or (*) with "none"
    Example:
        >>> nn.MSELoss()(th.tensor([1.0, 2.0]), th.tensor([1.0, 4.0]))
        tensor(2.)
    """

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.mse_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(Loss):
    """Squared below `beta`, absolute above.

    Args:
        reduction (str): "mean", "sum" or "none"
        beta (float): where one becomes the other
    Shape:
        (*), (*) to (), or (*) with "none"
    """

    def __init__(self, size_average=None, reduce=None, reduction="mean", beta=1.0):
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(Loss):
    """Half the square below `delta`, `delta` times the absolute difference above.

    Args:
        reduction (str): "mean", "sum" or "none"
        delta (float): where one becomes the other
    Shape:
        (*), (*) to (), or (*) with "none"
    """

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class SoftMarginLoss(Loss):
    """``log(1 + exp(-target * input))``.

    Args:
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*) of 1 and -1 to (), or (*) with "none"
    """

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class KLDivLoss(Loss):
    """The Kullback-Leibler divergence of log probabilities from probabilities.

    Args:
        reduction (str): "batchmean", "mean", "sum" or "none"
        log_target (bool): the targets are logarithms too
    Shape:
        (*), (*) to (), or (*) with "none"
    """

    def __init__(self, size_average=None, reduce=None, reduction="mean", log_target=False):
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class PoissonNLLLoss(Loss):
    """The negative log likelihood of counts under a Poisson distribution.

    Args:
        log_input (bool): the input is the logarithm of the expected count
        full (bool): add Stirling's approximation of the constant
        eps (float): added before a logarithm
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*) to (), or (*) with "none"
    """

    def __init__(self, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.log_input, self.full, self.eps = log_input, full, eps

    def forward(self, log_input, target):
        """(*), (*) to ()."""
        return F.poisson_nll_loss(log_input, target, self.log_input, self.full, eps=self.eps, reduction=self.reduction)


class GaussianNLLLoss(Loss):
    """The negative log likelihood under a normal distribution with given variances.

    Args:
        full (bool): add the constant
        eps (float): the least variance
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*), (*), (*) or one variance for the last dim, to (), or (*) with "none"
    """

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__(reduction=reduction)
        self.full, self.eps = full, eps

    def forward(self, input, target, var):
        """(*), (*), variances to ()."""
        return F.gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


class BCELoss(WeightedLoss):
    """The binary cross entropy of probabilities.

    Args:
        weight (Tensor): how much each element counts
        reduction (str): "mean", "sum" or "none"
    Shape:
        (*) in [0, 1], (*) in [0, 1] to (), or (*) with "none"
    """

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(Loss):
    """The binary cross entropy of ``sigmoid(input)``.

    Args:
        weight (Tensor): how much each element counts
        reduction (str): "mean", "sum" or "none"
        pos_weight (Tensor): how much the positive part counts
    Shape:
        (*), (*) in [0, 1] to (), or (*) with "none"
    """

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input, target):
        """(*), (*) to ()."""
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class NLLLoss(WeightedLoss):
    """Minus the log probability of each target's class.

    Args:
        weight (Tensor): (classes,); how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
    Shape:
        (n, classes, *), (n, *) to (), or (n, *) with "none"
    """

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input, target):
        """(n, classes, *), (n, *) to ()."""
        return F.nll_loss(input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(WeightedLoss):
    """The cross entropy between scores and class numbers or probabilities: log-softmax and `NLLLoss` in one.

    Args:
        weight (Tensor): (classes,); how much each class counts
        ignore_index (int): a class number that does not count
        reduction (str): "mean", "sum" or "none"
        label_smoothing (float): the share of each target that is spread over all classes
    Shape:
        (n, classes, *), (n, *) to (), or (n, *) with "none"
    Example:
        >>> nn.CrossEntropyLoss()(th.zeros(1, 4), th.tensor([2]))
        tensor(1.3863)
    """

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, input, target):
        """(n, classes, *), (n, *) to ()."""
        return F.cross_entropy(
            input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )

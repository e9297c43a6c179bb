"""Dropout layers."""

from th.errors import ArgumentError
from th.nn.functional import dropping as F  # noqa: N812
from th.nn.module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout", "_DropoutNd"]


class _DropoutNd(Module):
    _function = staticmethod(F.dropout)

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if not 0 <= p <= 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input):  # noqa: A002
        """The input with random zeros in training; the input itself in evaluation."""
        return self._function(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        """The share of zeros."""
        return f"p={self.p}, inplace={self.inplace}"

    def _torch7_(self):
        return f"nn.{type(self).__name__}({self.p:f})"


class Dropout(_DropoutNd):
    """In training zeroes each element with probability `p` and scales the others by 1 / (1 - p).

    Args:
        p (float): the share of zeros
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    Example:
        >>> nn.Dropout(0.2).eval()(th.ones(3))
        tensor([1., 1., 1.])
    Source:
        Hinton and others, 2012
    """


class Dropout1d(_DropoutNd):
    """In training zeroes whole channels with probability `p`.

    Args:
        p (float): the share of zeroed channels
        inplace (bool): write the result into the input
    Shape:
        (n, channels, length) or (channels, length) to the same
    """

    _function = staticmethod(F.dropout1d)


class Dropout2d(_DropoutNd):
    """In training zeroes whole channels with probability `p`.

    Args:
        p (float): the share of zeroed channels
        inplace (bool): write the result into the input
    Shape:
        (n, channels, height, width) to the same
    """

    _function = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    """In training zeroes whole channels with probability `p`.

    Args:
        p (float): the share of zeroed channels
        inplace (bool): write the result into the input
    Shape:
        (n, channels, depth, height, width) or without n, to the same
    """

    _function = staticmethod(F.dropout3d)


class AlphaDropout(_DropoutNd):
    """Dropout for networks of `SELU`: keeps the mean and the variance.

    Args:
        p (float): the share of dropped elements
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.alpha_dropout)


class FeatureAlphaDropout(_DropoutNd):
    """As `AlphaDropout`, with whole channels.

    Args:
        p (float): the share of dropped channels
        inplace (bool): write the result into the input
    Shape:
        (n, channels, *) to the same
    """

    _function = staticmethod(F.feature_alpha_dropout)

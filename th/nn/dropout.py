"""Dropout layers."""

from th.errors import ArgumentError
from th.nn.functional import dropping as F
from th.nn.module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout", "_DropoutNd"]


class _DropoutNd(Module):
    _function = staticmethod(F.dropout)

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if not 0 <= p <= 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input):
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


def _channels(dims, function, shape):
    text = f"""In training zeroes whole channels with probability `p`.

    Args:
        p (float): the share of zeroed channels
        inplace (bool): write the result into the input
    Shape:
        {shape}
    """
    return type(f"Dropout{dims}d", (_DropoutNd,), {"_function": staticmethod(function), "__doc__": text, "__module__": __name__})


Dropout1d = _channels(1, F.dropout1d, "(n, channels, length) or (channels, length) to the same")
Dropout2d = _channels(2, F.dropout2d, "(n, channels, height, width) to the same")
Dropout3d = _channels(3, F.dropout3d, "(n, channels, depth, height, width) or without n, to the same")


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

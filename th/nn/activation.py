"""Activation layers without settings, or with `inplace` alone."""

from th.nn.functional import activation as F  # noqa: N812
from th.nn.module import Module

__all__ = [
    "Elementwise", "Hardsigmoid", "Hardswish", "LogSigmoid", "Mish", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid",
    "Softsign", "Tanh", "Tanhshrink",
]


class Elementwise(Module):
    """An activation whose settings are its attributes `names`, handed to a function in that order."""

    names = ()
    _shown = ()
    _function = None

    def forward(self, input):  # noqa: A002
        """Element by element, the same shape."""
        return self._function(input, *[getattr(self, n) for n in self.names])

    def extra_repr(self):
        """The settings."""
        shown = [f"{n}={getattr(self, n)}" for n in self._shown]
        return ", ".join([*shown, *(["inplace=True"] if getattr(self, "inplace", False) else [])])


class _Plain(Elementwise):
    """Without settings."""


class _InPlace(Elementwise):
    """With `inplace` alone."""

    names = ("inplace",)

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace


class Tanh(_Plain):
    """The hyperbolic tangent.

    Shape: (*) to (*)

    Example:
        >>> nn.Tanh()(th.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])
    """

    _function = staticmethod(F.tanh)


class Sigmoid(_Plain):
    """``1 / (1 + exp(-x))``.

    Shape: (*) to (*), in (0, 1)

    Example:
        >>> nn.Sigmoid()(th.tensor([0.0, 2.0]))
        tensor([0.5000, 0.8808])
    """

    _function = staticmethod(F.sigmoid)


class LogSigmoid(_Plain):
    """The logarithm of the sigmoid.

    Shape: (*) to (*)
    """

    _function = staticmethod(F.logsigmoid)


class Softsign(_Plain):
    """``x / (1 + |x|)``.

    Shape: (*) to (*), in (-1, 1)
    """

    _function = staticmethod(F.softsign)


class Tanhshrink(_Plain):
    """``x - tanh(x)``.

    Shape: (*) to (*)
    """

    _function = staticmethod(F.tanhshrink)


class ReLU(_InPlace):
    """``max(x, 0)``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    Example:
        >>> nn.ReLU()(th.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """

    _function = staticmethod(F.relu)


class ReLU6(_InPlace):
    """``min(max(x, 0), 6)``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*), in [0, 6]
    """

    _function = staticmethod(F.relu6)


class SELU(_InPlace):
    """The self-normalising exponential unit.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    Source:
        Klambauer and others, 2017
    """

    _function = staticmethod(F.selu)


class SiLU(_InPlace):
    """``x * sigmoid(x)``, also called swish.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.silu)


class Mish(_InPlace):
    """``x * tanh(softplus(x))``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.mish)


class Hardsigmoid(_InPlace):
    """``min(max(x + 3, 0), 6) / 6``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*), in [0, 1]
    """

    _function = staticmethod(F.hardsigmoid)


class Hardswish(_InPlace):
    """``x * hardsigmoid(x)``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.hardswish)

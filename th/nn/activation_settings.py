"""Activation layers with settings of their own."""

import warnings

from th.errors import ArgumentError
from th.nn import init
from th.nn.function_layer import FunctionLayer
from th.nn.functional import activation as F
from th.nn.module import Module
from th.tensor.ops.filled import empty
from th.tensor.parameter import Parameter

__all__ = [
    "CELU", "ELU", "GELU", "GLU", "Hardshrink", "Hardtanh", "LeakyReLU", "LogSoftmax", "PReLU", "RReLU", "ReLU6",
    "Softmax", "Softmax2d", "Softmin", "Softplus", "Softshrink", "Threshold",
]


_ARGUMENTS = """Args:
        {0}
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)"""


class _Exponential(FunctionLayer):
    names, _shown = ("alpha", "inplace"), ("alpha",)

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha, self.inplace = alpha, inplace


class ELU(_Exponential):
    __doc__ = f"""``x`` above zero, ``alpha * (exp(x) - 1)`` below.

    {_ARGUMENTS.format("alpha (float): minus the limit far below zero")}
    """
    _function = staticmethod(F.elu)

    def _torch7_(self):
        return f"nn.ELU (alpha:{self.alpha:f})"


class CELU(_Exponential):
    __doc__ = f"""``x`` above zero, ``alpha * (exp(x / alpha) - 1)`` below.

    {_ARGUMENTS.format("alpha (float): minus the limit far below zero")}
    """
    _function = staticmethod(F.celu)


class LeakyReLU(FunctionLayer):
    __doc__ = f"""``x`` above zero, ``negative_slope * x`` below.

    {_ARGUMENTS.format("negative_slope (float): the slope below zero")}
    """

    names, _shown = ("negative_slope", "inplace"), ("negative_slope",)
    _function = staticmethod(F.leaky_relu)

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        self.negative_slope, self.inplace = negative_slope, inplace


class GELU(FunctionLayer):
    """``x`` times the normal distribution function of ``x``.

    Args:
        approximate (str): "none", or "tanh" for the approximation of GPT-2
    Shape:
        (*) to (*)
    """

    names = ("approximate",)
    _function = staticmethod(F.gelu)

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        """Element by element, the same shape."""
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        """The approximation."""
        return f"approximate={self.approximate!r}"


class _AlongDim(FunctionLayer):
    names = _shown = ("dim",)

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim


class GLU(_AlongDim):
    """The first half times the sigmoid of the second half.

    Args:
        dim (int): along which to halve
    Shape:
        (*, 2n, *) to (*, n, *)
    """

    _function = staticmethod(F.glu)

    def __init__(self, dim=-1):
        super().__init__(dim)


class Hardtanh(FunctionLayer):
    __doc__ = f"""``x`` limited to ``[min_val, max_val]``.

    {_ARGUMENTS.format("min_val, max_val (float): the limits")}
    """

    names, _shown = ("min_val", "max_val", "inplace"), ("min_val", "max_val")
    _function = staticmethod(F.hardtanh)

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None):
        super().__init__()
        for old, new in (("min_value", min_value), ("max_value", max_value)):
            if new is not None:
                warnings.warn(f"keyword argument `{old}` is deprecated and renamed to `{old[:7]}`", FutureWarning, stacklevel=2)
        min_val = min_val if min_value is None else min_value
        max_val = max_val if max_value is None else max_value
        if max_val <= min_val:
            raise ArgumentError(f"max_val (={max_val}) must be larger than min_val (={min_val})")
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace


class ReLU6(Hardtanh):
    """``min(max(x, 0), 6)``.

    Args:
        inplace (bool): write the result into the input
    Shape:
        (*) to (*), in [0, 6]
    """

    _shown = ()

    def __init__(self, inplace=False):
        super().__init__(0.0, 6.0, inplace)


class _Shrink(FunctionLayer):
    names = ("lambd",)

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def extra_repr(self):
        """The limit."""
        return f"{self.lambd}"


class Hardshrink(_Shrink):
    """``x``, but zero within ``[-lambd, lambd]``.

    Args:
        lambd (float): the limit
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.hardshrink)


class Softshrink(_Shrink):
    """``x`` moved towards zero by `lambd`.

    Args:
        lambd (float): how far
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.softshrink)


class Softplus(FunctionLayer):
    """``log(1 + exp(beta * x)) / beta``: a smooth ReLU.

    Args:
        beta (float): how sharp the bend is
        threshold (float): ``x`` itself where ``beta * x`` is above this
    Shape:
        (*) to (*)
    """

    names = _shown = ("beta", "threshold")
    _function = staticmethod(F.softplus)

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold


class Threshold(FunctionLayer):
    """``x`` where it is above `threshold`, else `value`.

    Args:
        threshold (float): the limit
        value (float): what is put in the place of smaller elements
        inplace (bool): write the result into the input
    Shape:
        (*) to (*)
    """

    names, _shown = ("threshold", "value", "inplace"), ("threshold", "value")
    _function = staticmethod(F.threshold)

    def __init__(self, threshold, value, inplace=False):
        super().__init__()
        self.threshold, self.value, self.inplace = threshold, value, inplace


class RReLU(FunctionLayer):
    __doc__ = f"""A `LeakyReLU` with a slope drawn for each element in training, and the middle one in evaluation.

    {_ARGUMENTS.format("lower, upper (float): the range of the slope")}
    """

    names, _shown = ("lower", "upper", "training", "inplace"), ("lower", "upper")
    _function = staticmethod(F.rrelu)

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace


class PReLU(Module):
    """``x`` above zero, ``weight * x`` below; the slope is learnt.

    Args:
        num_parameters (int): 1, or one slope for each channel
        init (float): the first value of the slopes
    Shape:
        (n, channels, *) to the same; weight (num_parameters,)
    """

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self):
        """Sets the slopes to their first value."""
        init.constant_(self.weight, self.init)

    def forward(self, input):
        """(n, channels, *) to the same."""
        return F.prelu(input, self.weight)

    def extra_repr(self):
        """The number of slopes."""
        return f"num_parameters={self.num_parameters}"


class Softmax(_AlongDim):
    """``exp(x) / sum(exp(x))`` along a dim.

    Args:
        dim (int): along which
    Shape:
        (*) to (*), adds up to 1 along `dim`
    Example:
        >>> nn.Softmax(dim=0)(th.tensor([0.0, 1.0]))
        tensor([0.2689, 0.7311])
    """

    _function = staticmethod(F.softmax)


class LogSoftmax(_AlongDim):
    """The logarithm of `Softmax`.

    Args:
        dim (int): along which
    Shape:
        (*) to (*)
    """

    _function = staticmethod(F.log_softmax)


class Softmin(_AlongDim):
    """The `Softmax` of ``-x``.

    Args:
        dim (int): along which
    Shape:
        (*) to (*), adds up to 1 along `dim`
    """

    _function = staticmethod(F.softmin)


class Softmax2d(Module):
    """The softmax over the channels at each place of a picture.

    Shape: (n, channels, height, width) or (channels, height, width) to the same
    """

    def forward(self, input):
        """(n, channels, height, width) to the same."""
        if input.ndim not in (3, 4):
            raise ArgumentError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return F.softmax(input, -3)

"""Activation functions, with PyTorch's `inplace` and `dim` arguments."""

import functools
import warnings

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor.dtypes import float64
from th.tensor.ops import activations, piecewise, special_functions, trigonometry
from th.tensor.ops import softmax as soft

__all__ = [
    "celu", "celu_", "elu", "elu_", "gelu", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid", "hardswish", "hardtanh",
    "hardtanh_", "leaky_relu", "leaky_relu_", "log_softmax", "logsigmoid", "mish", "prelu", "relu", "relu6", "relu_",
    "rrelu", "rrelu_", "selu", "selu_", "sigmoid", "silu", "softmax", "softmin", "softplus", "softshrink", "softsign", "tanh",
    "tanhshrink", "threshold", "threshold_",
]

gelu, hardshrink, logsigmoid, prelu = activations.gelu, piecewise.hardshrink, activations.logsigmoid, piecewise.prelu
softplus, softshrink, softsign = activations.softplus, piecewise.softshrink, activations.softsign
tanhshrink, sigmoid, tanh = activations.tanhshrink, special_functions.sigmoid, trigonometry.tanh


def _written(function, input, *args):
    """`function`, its result written into `input` itself."""
    return input.copy_(function(input.clone(), *args))


def _maybe_in_place(function, defaults, name=None):
    """`function` with PyTorch's `inplace` argument, and its twin that always writes into its input."""
    names = list(defaults)

    @functools.wraps(function)
    def either(input, *args, inplace=False, **kwargs):
        if len(args) > len(names):
            *args, inplace = args
        values = [kwargs.get(n, a) for n, a in zip(names, (*args, *list(defaults.values())[len(args):]), strict=True)]
        return _written(function, input, *values) if inplace else function(input, *values)

    def always(input, *args, **kwargs):
        return either(input, *args, inplace=True, **kwargs)

    short = name or function.__name__
    always.__name__ = always.__qualname__ = short + "_"
    always.__doc__ = f"`{short}`, written into `input` itself."
    return either, always


celu, celu_ = _maybe_in_place(activations.celu, {"alpha": 1.0})
elu, elu_ = _maybe_in_place(activations.elu, {"alpha": 1.0})
hardsigmoid, _ = _maybe_in_place(piecewise.hardsigmoid, {})
hardswish, _ = _maybe_in_place(piecewise.hardswish, {})
hardtanh, hardtanh_ = _maybe_in_place(piecewise.hardtanh, {"min_val": -1.0, "max_val": 1.0})
leaky_relu, leaky_relu_ = _maybe_in_place(piecewise.leaky_relu, {"negative_slope": 0.01})
mish, _ = _maybe_in_place(activations.mish, {})
relu6, _ = _maybe_in_place(piecewise.relu6, {})
selu, selu_ = _maybe_in_place(activations.selu, {})
silu, _ = _maybe_in_place(activations.silu, {})
threshold, threshold_ = _maybe_in_place(piecewise.threshold, {"threshold": None, "value": None})


def relu(input, inplace=False):
    """``max(input, 0)``.

    Args:
        input (*): any number of dims
        inplace (bool): write the result into `input`
    Example:
        >>> F.relu(torch.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """
    return input.relu_() if inplace else piecewise.relu(input)


def relu_(input):
    """`relu`, written into `input` itself."""
    return input.relu_()


def _implied(name, ndim, stacklevel):
    """The dim that older PyTorch took when none was given."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if ndim in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    """``exp(input) / sum(exp(input))`` along a dim: positive numbers that add up to 1.

    Args:
        input (*): floating
        dim (int): along which
        dtype (dtype): convert to this first
    Example:
        >>> F.softmax(torch.tensor([0.0, 1.0]), dim=0)
        tensor([0.2689, 0.7311])
    """
    dim = _implied("softmax", input.ndim, _stacklevel) if dim is None else dim
    return soft.softmax(input, dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    """The logarithm of `softmax`, without its overflow and its loss of small numbers.

    Args:
        input (*): floating
        dim (int): along which
        dtype (dtype): convert to this first
    Example:
        >>> F.log_softmax(torch.tensor([0.0, 1.0]), dim=0)
        tensor([-1.3133, -0.3133])
    """
    dim = _implied("log_softmax", input.ndim, _stacklevel) if dim is None else dim
    return soft.log_softmax(input, dim, dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    """The `softmax` of ``-input``.

    Args:
        input (*): floating
        dim (int): along which
        dtype (dtype): convert to this first
    """
    dim = _implied("softmin", input.ndim, _stacklevel) if dim is None else dim
    return soft.softmin(input, dim, dtype)


def glu(input, dim=-1):
    """The first half times the sigmoid of the second half.

    Args:
        input (*): with an even size along `dim`
        dim (int): along which to halve
    Returns:
        half the size along `dim`
    Example:
        >>> F.glu(torch.tensor([2.0, 0.0]))
        tensor([1.])
    """
    if input.ndim == 0:
        raise ShapeError("glu does not support 0-dimensional tensors")
    if input.shape[dim] % 2:
        raise ShapeError(f"Halving dimension must be even, but dimension {dim % input.ndim} is size {input.shape[dim]}")
    first, second = input.chunk(2, dim)
    return first * second.sigmoid()


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    """`leaky_relu` with a slope drawn for each element in training, and the middle one otherwise.

    Args:
        input (*): floating
        lower, upper (float): the range of the slope
        training (bool): draw the slopes
        inplace (bool): write the result into `input`
    Example:
        >>> F.rrelu(torch.tensor([-24.0, 2.0]))
        tensor([-5.5000,  2.0000])
    """
    if lower > upper:
        raise ArgumentError(f"Lower bound should be less than or equal to the upper bound: `lower` (={lower}), `upper` (={upper})")
    x = input.clone() if inplace else input
    if training:
        below = x.detach() <= 0
        drawn = x.detach().new_empty(int(below.sum()), dtype=float64).uniform_(lower, upper)  # as PyTorch: for those alone
        slopes = x.detach().new_ones(x.shape).masked_scatter(below, drawn.to(x.dtype))
        found = x * slopes
    else:
        found = piecewise.leaky_relu(x, (lower + upper) / 2)
    return input.copy_(found) if inplace else found


def rrelu_(input, lower=1.0 / 8, upper=1.0 / 3, training=False):
    """`rrelu`, written into `input` itself."""
    return rrelu(input, lower, upper, training, True)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """A draw from the Gumbel-softmax distribution: a soft choice of one class.

    Args:
        logits (*): unnormalised log probabilities
        tau (float): the temperature, > 0
        hard (bool): one-hot forward, soft backward
        dim (int): along which the classes are
    Returns:
        (*), adds up to 1 along `dim`
    Source:
        Jang, Gu and Poole, 2017
    """
    if not logits.is_floating_point():
        raise DtypeError(f"gumbel_softmax: `logits` must be floating, got {logits.dtype}")
    gumbels = -logits.detach().new_empty(logits.shape).exponential_().log()
    soft_choice = soft.softmax((logits + gumbels) / tau, dim)
    if not hard:
        return soft_choice
    index = soft_choice.detach().max(dim, keepdim=True)[1]
    one_hot = logits.detach().new_zeros(logits.shape).scatter_(dim, index, 1.0)
    return one_hot - soft_choice.detach() + soft_choice

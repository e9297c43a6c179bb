"""First values for parameters, drawn from the same stream of random numbers as PyTorch's."""

import math
import warnings

from th.errors import ArgumentError, ShapeError
from th.tensor import linalg
from th.tensor.modes import no_grad
from th.tensor.ops.choosing import where
from th.tensor.ops.filled import empty_like
from th.tensor.ops.sampling import randperm

__all__ = [
    "calculate_gain", "constant", "constant_", "dirac", "dirac_", "eye", "eye_", "kaiming_normal",
    "kaiming_normal_", "kaiming_uniform", "kaiming_uniform_", "normal", "normal_", "ones_", "orthogonal", "orthogonal_",
    "sparse", "sparse_", "trunc_normal_", "uniform", "uniform_", "xavier_normal", "xavier_normal_", "xavier_uniform",
    "xavier_uniform_", "zeros_",
]

_PLAIN = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid")


def calculate_gain(nonlinearity, param=None):
    """The factor by which a nonlinearity wants its weights scaled.

    Args:
        nonlinearity (str): such as "relu", "tanh", "leaky_relu", "selu", "linear"
        param (float): the negative slope of "leaky_relu"; 0.01 by default
    Returns:
        a number
    Example:
        >>> nn.init.calculate_gain("tanh")
        1.6666666666666667
    """
    if nonlinearity in _PLAIN:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "selu":
        return 3.0 / 4
    if nonlinearity == "leaky_relu":
        if param is None:
            slope = 0.01
        elif isinstance(param, int | float) and not isinstance(param, bool):
            slope = param
        else:
            raise ArgumentError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    raise ArgumentError(f"Unsupported nonlinearity {nonlinearity}")


def _fans(tensor):
    """(inputs, outputs) of each unit that `tensor` is the weight of."""
    if tensor.ndim < 2:
        raise ShapeError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Fills with numbers between `a` and `b`.

    Args:
        tensor (Tensor): any shape, changed in place
        generator (Generator): where the numbers come from; the global one by default
    Example:
        >>> nn.init.uniform_(th.empty(2))
        tensor([0.4963, 0.7682])
    """
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fills with normally distributed numbers.

    Args:
        tensor (Tensor): any shape, changed in place
        generator (Generator): where the numbers come from; the global one by default
    """
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Fills with normally distributed numbers, none outside of ``[a, b]``.

    Args:
        tensor (Tensor): any shape, changed in place
        generator (Generator): where the numbers come from; the global one by default
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
            stacklevel=2,
        )

    def below(x):
        return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0

    share = below((b - mean) / std) - below((a - mean) / std)
    with no_grad():
        if share > _OFTEN:
            drawn = _redrawn(tensor, mean, std, a, b, generator)
        else:
            drawn = _accepted(tensor, mean, std, a, b, generator)
        return tensor.copy_(drawn)


_OFTEN = 0.3  # of the draws are inside: drawing again until all are is quick


def _redrawn(tensor, mean, std, a, b, generator):
    """Normal draws, those outside drawn again; the whole tensor each time, as PyTorch does, for the same stream."""
    low, high = tensor.new_tensor(a).item(), tensor.new_tensor(b).item()
    drawn = empty_like(tensor).normal_(mean, std, generator=generator)
    outside = (drawn < low) | (drawn > high)
    while bool(outside.any()):
        drawn = where(outside, empty_like(drawn).normal_(mean, std, generator=generator), drawn)
        outside = (drawn < low) | (drawn > high)
    return drawn


def _accepted(tensor, mean, std, a, b, generator):
    """Uniform draws, kept with the probability that the density gives them."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    drawn, pending = None, None
    while pending is None or bool(pending.any()):
        candidates = empty_like(tensor).uniform_(a, b, generator=generator)
        drawn = candidates if drawn is None else where(pending, candidates, drawn)
        height = ((candidates - mean) / std) ** 2 * -0.5 - peak
        refused = empty_like(tensor).uniform_(generator=generator).log() > height
        pending = refused if pending is None else pending & refused
    return drawn


def constant_(tensor, val):
    """Fills with one number.

    Args:
        tensor (Tensor): any shape, changed in place
        val (float): the number
    Example:
        >>> nn.init.constant_(th.empty(2), 0.5)
        tensor([0.5000, 0.5000])
    """
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor):
    """Fills with ones; any shape."""
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """Fills with zeros; any shape."""
    return constant_(tensor, 0.0)


def eye_(tensor):
    """Makes a matrix the identity; (n, m).

    Example:
        >>> nn.init.eye_(th.empty(2, 2))
        tensor([[1., 0.],
                [0., 1.]])
    """
    if tensor.ndim != 2:
        raise ShapeError(f"Only tensors with 2 dimensions are supported, got shape {list(tensor.shape)}")
    with no_grad():
        tensor.zero_()
        tensor.diagonal().fill_(1.0)
    return tensor


def dirac_(tensor, groups=1):
    """Makes the weight of a convolution pass its input through.

    Args:
        tensor (Tensor): (out, in, *kernel) with one to three kernel dims, changed in place
        groups (int): groups of channels
    """
    if tensor.ndim not in (3, 4, 5):
        raise ShapeError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise ArgumentError(f"`groups` (={groups}) must divide dim 0 (={tensor.shape[0]})")
    per_group = tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    with no_grad():
        tensor.zero_()
        for g in range(groups):
            for d in range(min(per_group, tensor.shape[1])):
                tensor[(g * per_group + d, d, *middle)] = 1
    return tensor


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Uniform numbers whose variance keeps signals as large going forward as backward.

    Args:
        tensor (Tensor): (out, in, *), changed in place
        gain (float): see `calculate_gain`
    Source:
        Glorot and Bengio, 2010
    """
    fan_in, fan_out = _fans(tensor)
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """As `xavier_uniform_`, with normally distributed numbers.

    Args:
        tensor (Tensor): (out, in, *), changed in place
        gain (float): see `calculate_gain`
    """
    fan_in, fan_out = _fans(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _fans(tensor)[mode == "fan_out"]


def _nothing_to_fill(tensor):
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return True
    return False


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Uniform numbers whose variance keeps signals of rectified layers the same size.

    Args:
        tensor (Tensor): (out, in, *), changed in place
        a (float): the negative slope of the rectifier
        mode (str): "fan_in" keeps the forward, "fan_out" the backward
        nonlinearity (str): "relu" or "leaky_relu"
        generator (Generator): where the numbers come from; the global one by default
    Source:
        He, Zhang, Ren and Sun, 2015
    """
    if _nothing_to_fill(tensor):
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """As `kaiming_uniform_`, with normally distributed numbers.

    Args:
        tensor (Tensor): (out, in, *), changed in place
        a (float): the negative slope of the rectifier
        mode (str): "fan_in" keeps the forward, "fan_out" the backward
        nonlinearity (str): "relu" or "leaky_relu"
    """
    if _nothing_to_fill(tensor):
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    return normal_(tensor, 0, std, generator)


def orthogonal_(tensor, gain=1, generator=None):
    """Makes the rows (or columns) of a matrix orthogonal and of length `gain`.

    Args:
        tensor (Tensor): (rows, *), changed in place; the other dims are taken as one
        gain (float): see `calculate_gain`
    Source:
        Saxe, McClelland and Ganguli, 2013
    """
    if tensor.ndim < 2:
        raise ShapeError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    with no_grad():
        flat = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
        q, r = linalg.qr(flat.t() if rows < columns else flat)
        q = q * r.diagonal().sign()
        if rows < columns:
            q = q.t()
        tensor.copy_(q.reshape(tensor.shape))
        tensor.mul_(gain)
    return tensor


def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Normally distributed numbers, a share of each column zero.

    Args:
        tensor (Tensor): (rows, columns), changed in place
        sparsity (float): the share of zeros in each column
        std (float): the standard deviation of the others
    Source:
        Martens, 2010
    """
    if tensor.ndim != 2:
        raise ShapeError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = int(math.ceil(sparsity * rows))
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


def _older(name, new):
    def function(*args, **kwargs):
        warnings.warn(
            f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.", FutureWarning, stacklevel=2
        )
        return new(*args, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"The older name of `{name}_`."
    return function


constant, dirac, eye = _older("constant", constant_), _older("dirac", dirac_), _older("eye", eye_)
kaiming_normal, kaiming_uniform = _older("kaiming_normal", kaiming_normal_), _older("kaiming_uniform", kaiming_uniform_)
normal, orthogonal, sparse = _older("normal", normal_), _older("orthogonal", orthogonal_), _older("sparse", sparse_)
uniform = _older("uniform", uniform_)
xavier_normal, xavier_uniform = _older("xavier_normal", xavier_normal_), _older("xavier_uniform", xavier_uniform_)
# Private in PyTorch, yet in use.
_calculate_fan_in_and_fan_out, _calculate_correct_fan = _fans, _fan

"""Smooth activation functions; those made of straight pieces are in `piecewise`.

PyTorch has most of them in `torch.nn.functional` alone; what it has in `torch` too is exported by `th.tensor`.
"""

import math

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.gelu_kernels import gelu_exact, gelu_slope, gelu_tanh, gelu_tanh_slope
from th.tensor.naming import named
from th.tensor.ops.arithmetic import conjugate
from th.tensor.ops.choosing import where

__all__ = [
    "celu", "elu", "gelu", "logsigmoid", "mish", "selu", "silu", "softplus", "softsign", "tanhshrink",
]

_FLOATS = (dtypes.FLOAT,)
_SELU_ALPHA = 1.6732632423543772848170429916717
_SELU_SCALE = 1.0507009873554804934193349852946
_TWO_OVER_PI = math.sqrt(2 / math.pi)
_CUBIC = 0.044715  # of the tanh approximation of gelu


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _function(name, accepts=_FLOATS, **settings):
    """The settings that these ops have in common; `name` is that of PyTorch's kernel in its error."""
    refusal = f'"{name}" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return {"pointwise": True, "accepts": accepts, "refusal": refusal, "method": False, "inputs": ("input",),
            "operands": ("input",), "samples": _any, **settings}


# ---- with an exponential below zero


@op(**_function("elu_cpu"))
def _elu(xp, input, alpha, scale, rate):
    below = xp.expm1(xp.minimum(0, input) * rate) * (alpha * scale)
    return xp.where(input > 0, input * scale, below)


def _elu_rule(g, input, alpha, scale, rate):
    below = (input.clamp(max=0) * rate).exp() * (alpha * scale * rate)
    return g * where(input > 0, scale, below)


_elu.backward(input=_elu_rule)
_elu.op.samples = lambda t: [(t(2, 3), 1.0, 1.0, 1.0), (t(2, 3), 0.5, 1.2, 2.0)]


def elu(input, alpha=1.0):
    """`input` above 0, ``alpha * (exp(input) - 1)`` below.

    Example:
        >>> F.elu(torch.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """
    return _elu(input, alpha, 1.0, 1.0)


def selu(input):
    """The self-normalising scaled `elu`.

    Example:
        >>> torch.selu(torch.tensor([-1.0, 2.0]))
        tensor([-1.1113,  2.1014])
    """
    return _elu(input, _SELU_ALPHA, _SELU_SCALE, 1.0)


@named("Celu")
def celu(input, alpha=1.0):
    """`input` above 0, ``alpha * (exp(input / alpha) - 1)`` below.

    Example:
        >>> torch.celu(torch.tensor([-1.0, 2.0]), alpha=2.0)
        tensor([-0.7869,  2.0000])
    """
    return _elu(input, alpha, 1.0, 1.0 / alpha)


# ---- smooth ones


@op(**_function("GeluKernelImpl"))
def gelu(xp, input, approximate="none"):
    """``input * ndtr(input)``, the Gaussian error linear unit.

    Args:
        input (Tensor): (*)
        approximate (str): "none", or "tanh" for the approximation by a hyperbolic tangent
    Example:
        >>> F.gelu(torch.tensor([-1.0, 2.0]))
        tensor([-0.1587,  1.9545])
    """
    if approximate == "none":
        return gelu_exact(xp, input)
    if approximate == "tanh":
        return gelu_tanh(xp, input)
    raise ArgumentError(f"approximate argument must be either none or tanh: got `approximate` (={approximate!r})")


@op(method=False, accepts=_FLOATS, inputs=("grad", "input"), node="GeluBackward",
    samples=lambda t: [(t(2, 3), t(2, 3), "none"), (t(2, 3), t(2, 3), "tanh")])
def _gelu_back(xp, grad, input, approximate):
    """`grad` times the slope of the unit."""
    return (gelu_slope if approximate == "none" else gelu_tanh_slope)(xp, grad, input)


def _gelu_bend(g, grad, input, approximate):
    """``g * grad`` times the second derivative."""
    square = input * input
    if approximate == "none":
        return g * grad * (2 - square) * (square * -0.5).exp() * (1 / math.sqrt(2 * math.pi))
    bend = ((square * _CUBIC + 1) * input * _TWO_OVER_PI).tanh()
    inner = (square * (3 * _CUBIC) + 1) * _TWO_OVER_PI
    steep = 1 - bend * bend
    return g * grad * steep * (inner + input * (input * (3 * _CUBIC * _TWO_OVER_PI) - bend * inner * inner))


gelu.backward(input=lambda g, input, approximate: _gelu_back(g, input, approximate))
_gelu_back.backward(grad=lambda g, input, approximate: _gelu_back(g, input, approximate), input=_gelu_bend)
gelu.op.samples = lambda t: [(t(2, 3),), (t(2, 3), "tanh"), (t(),)]


@op(**_function("silu_cpu", (dtypes.FLOAT, dtypes.COMPLEX)))
def silu(xp, input):
    """``input * sigmoid(input)``, also called swish.

    Example:
        >>> F.silu(torch.tensor([-1.0, 2.0]))
        tensor([-0.2689,  1.7616])
    """
    return input / (1 + xp.exp(-input))


def _silu_rule(g, input):
    share = input.sigmoid()
    return g * conjugate(share * ((1 - share) * input + 1))


silu.backward(input=_silu_rule)


@op(**_function("softplus_cpu"))
def softplus(xp, input, beta=1.0, threshold=20.0):
    """``log(1 + exp(beta * input)) / beta``, linear where ``beta * input`` is above `threshold`.

    Example:
        >>> F.softplus(torch.tensor([-1.0, 2.0]))
        tensor([0.3133, 2.1269])
    """
    scaled = input * beta
    return xp.where(scaled > threshold, input, xp.log1p(xp.exp(scaled)) / beta)


softplus.backward(
    input=lambda g, input, beta, threshold: where(input * beta > threshold, g, g * (input * beta).sigmoid())
)
softplus.op.samples = lambda t: [(t(2, 3),), (t(2, 3), 2.0, 1.0), (t(),)]


@op(**_function("mish_cpu"))
def mish(xp, input):
    """``input * tanh(softplus(input))``.

    Example:
        >>> F.mish(torch.tensor([-1.0, 2.0]))
        tensor([-0.3034,  1.9440])
    """
    return input * xp.tanh(xp.log1p(xp.exp(input)))


def _mish_rule(g, input):
    bend = softplus(input).tanh()
    return g * (bend + input * (1 - bend * bend) * input.sigmoid())


mish.backward(input=_mish_rule)


@op(**_function("log_sigmoid_cpu"))
def logsigmoid(xp, input):
    """``log(sigmoid(input))`` without overflow.

    Example:
        >>> F.logsigmoid(torch.tensor([-1.0, 2.0]))
        tensor([-1.3133, -0.1269])
    """
    return xp.minimum(input, 0) - xp.log1p(xp.exp(-xp.abs(input)))


logsigmoid.backward(input=lambda g, input: g * (-input).sigmoid())
logsigmoid.op.node = "LogSigmoid"


def softsign(input):
    """``input / (1 + abs(input))``.

    Example:
        >>> F.softsign(torch.tensor([-1.0, 3.0]))
        tensor([-0.5000,  0.7500])
    """
    return input / (input.abs() + 1)


def tanhshrink(input):
    """``input - tanh(input)``.

    Example:
        >>> F.tanhshrink(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.2384])
    """
    return input - input.tanh()

"""The error function and the normal distribution; `torch.special` names them too."""

import math

from th.tensor import dtypes
from th.tensor import special_kernels as kernels
from th.tensor.declare import op

__all__ = ["erf", "erfc", "erfcx", "erfinv", "log_ndtr", "ndtr", "ndtri"]

_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_SQRT_PI = math.sqrt(math.pi)
_SQRT_TWO_PI = math.sqrt(2 * math.pi)


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _inside(t):
    return [(t(2, 3, low=-0.9, high=0.9),), (t(low=-0.9, high=0.9),), (t(0, 3),)]


def _share(t):
    return [(t(2, 3, low=0.1, high=0.9),), (t(low=0.1, high=0.9),), (t(0, 3),)]


def _function(name=None, **settings):
    """The settings that these ops have in common; `name` is that of PyTorch's kernel in its error."""
    refusal = f'"{name}" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return {"pointwise": True, "dtype": "float", "accepts": _REAL, "refusal": refusal, "samples": _any, **settings}


@op(**_function("erf_vml_cpu", inplace=True))
def erf(xp, input):
    """The error function, the integral of ``2 exp(-t**2) / sqrt(pi)`` from 0 to `input`.

    Example:
        >>> torch.erf(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8427])
    """
    return kernels.erf(xp, input)


erf.backward(input=lambda g, input: g * (-input * input).exp() * (2 / _SQRT_PI))


@op(**_function("erfc_vml_cpu", inplace=True))
def erfc(xp, input):
    """``1 - erf(input)``, exact for large `input`.

    Example:
        >>> torch.erfc(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 0.1573])
    """
    return kernels.erfc(xp, input)


erfc.backward(input=lambda g, input: g * (-input * input).exp() * (-2 / _SQRT_PI))


@op(**_function("erfcx_cpu", method=False))
def erfcx(xp, input):
    """``exp(input**2) * erfc(input)``, which does not underflow.

    Example:
        >>> torch.special.erfcx(torch.tensor([0.0, 10.0]))
        tensor([1.0000, 0.0561])
    """
    return kernels.erfcx(xp, input)


erfcx.backward(input=lambda g, input, out: g * (out * input * 2 - 2 / _SQRT_PI))


@op(**_function("erfinv_vml_cpu", inplace=True, samples=_inside))
def erfinv(xp, input):
    """The inverse of `erf`; infinite at -1 and 1, NaN outside.

    Example:
        >>> torch.erfinv(torch.tensor([0.0, 0.5]))
        tensor([0.0000, 0.4769])
    """
    return kernels.erfinv(xp, input)


erfinv.backward(input=lambda g, out: g * (out * out).exp() * (_SQRT_PI / 2))


@op(**_function("erfc_vml_cpu", method=False))
def ndtr(xp, input):
    """The distribution function of the standard normal distribution.

    Example:
        >>> torch.special.ndtr(torch.tensor([0.0, 1.96]))
        tensor([0.5000, 0.9750])
    """
    return kernels.ndtr(xp, input)


ndtr.backward(input=lambda g, input: g * (input * input * -0.5).exp() / _SQRT_TWO_PI)


@op(**_function("ndtri_cpu", method=False, samples=_share))
def ndtri(xp, input):
    """The quantile of the standard normal distribution: the inverse of `ndtr`.

    Example:
        >>> torch.special.ndtri(torch.tensor([0.5, 0.975]))
        tensor([0.0000, 1.9600])
    """
    return kernels.ndtri(xp, input)


ndtri.backward(input=lambda g, out: g * (out * out * 0.5).exp() * _SQRT_TWO_PI)


@op(**_function("log_ndtr_cpu", method=False))
def log_ndtr(xp, input):
    """``log(ndtr(input))``, exact far out on the left.

    Example:
        >>> torch.special.log_ndtr(torch.tensor([0.0, -20.0]))
        tensor([  -0.6931, -203.9172])
    """
    return kernels.log_ndtr(xp, input)


log_ndtr.backward(input=lambda g, input: g / erfcx(input * -math.sqrt(0.5)) * math.sqrt(2 / math.pi))

ndtr.op.node, ndtri.op.node, log_ndtr.op.node, erfcx.op.node = "Ndtr", "SpecialNdtri", "SpecialLogNdtr", "SpecialErfcx"

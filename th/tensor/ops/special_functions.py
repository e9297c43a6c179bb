"""The sigmoid family, the gamma family and Bessel functions; `torch.special` names them too."""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError
from th.tensor import dtypes
from th.tensor import special_kernels as kernels
from th.tensor.blocks import logistic
from th.tensor.declare import method, op
from th.tensor.naming import named
from th.tensor.ops.arithmetic import conjugate
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "digamma", "entr", "expit", "gammaln", "i0", "i0e", "i1", "i1e", "lgamma", "logit", "multigammaln", "mvlgamma",
    "polygamma", "psi", "sigmoid", "xlog1py", "zeta",
]

_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)


def _any(t):
    return [(t(2, 3),), (t(),), (t(0, 3),)]


def _positive(t):
    return [(t(2, 3, low=0.2),), (t(low=0.2),), (t(0, 3),)]


def _share(t):
    return [(t(2, 3, low=0.1, high=0.9),), (t(low=0.1, high=0.9),), (t(0, 3),)]


def _function(name=None, **settings):
    """The settings that these ops have in common; `name` is that of PyTorch's kernel in its error."""
    refusal = f'"{name}" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return {"pointwise": True, "dtype": "float", "accepts": _REAL, "refusal": refusal, "samples": _any, **settings}


# ---- the sigmoid family


@op(pointwise=True, dtype="float", inplace=True, kernel=logistic, samples=_any)
def sigmoid(xp, input):
    """The logistic function, ``1 / (1 + exp(-input))``.

    Example:
        >>> torch.sigmoid(torch.tensor([0.0, 2.0]))
        tensor([0.5000, 0.8808])
    """
    return logistic(input) if xp is np else 1 / (1 + xp.exp(-input))


@op(pointwise=True, method=False, samples=lambda t: [(t(2, 3), t(2, 3))])
def _sigmoid_slope(xp, grad, value):
    """``grad * value * (1 - value)`` in one node."""
    return grad * (value * (1 - value))


sigmoid.backward(input=lambda g, out: _sigmoid_slope(g, conjugate(out)))
_sigmoid_slope.backward(
    grad=lambda g, value: _sigmoid_slope(g, conjugate(value)),
    value=lambda g, grad, value: g * conjugate(grad * (1 - value * 2)),
)
expit = sigmoid


@op(**_function("logit", inplace=True, samples=_share), inputs=("input",))
def logit(xp, input, eps=None):
    """The inverse of the sigmoid, ``log(input / (1 - input))``.

    Args:
        input (Tensor): (*), within [0, 1]; NaN outside
        eps (float): limits `input` to ``[eps, 1 - eps]`` first
    Example:
        >>> torch.logit(torch.tensor([0.5, 0.75]))
        tensor([0.0000, 1.0986])
    """
    if eps is not None:
        input = xp.minimum(xp.maximum(input, input.dtype.type(eps)), input.dtype.type(1 - eps))
    return xp.log(input / (1 - input))


def _logit_rule(g, input, eps):
    slope = g / (input * (1 - input))
    if eps is None:
        return slope.masked_fill((input < 0) | (input > 1), float("nan"))
    return slope.masked_fill((input < eps) | (input > 1 - eps), 0)


logit.backward(input=_logit_rule)


# ---- the gamma family


@op(**_function("lgamma_vml_cpu", inplace=True, samples=_positive))
def lgamma(xp, input):
    """The logarithm of the magnitude of the gamma function.

    Example:
        >>> torch.lgamma(torch.tensor([1.0, 5.0]))
        tensor([0.0000, 3.1781])
    """
    return kernels.lgamma(xp, input)


lgamma.backward(input=lambda g, input: g * input.digamma())


@op(**_function("digamma_vml_cpu", inplace=True, samples=_positive))
def digamma(xp, input):
    """The derivative of `lgamma`.

    Example:
        >>> torch.digamma(torch.tensor([1.0, 0.5]))
        tensor([-0.5772, -1.9635])
    """
    return kernels.digamma(xp, input)


digamma.backward(input=lambda g, input: g * polygamma(1, input))


@op(**_function("polygamma", method=False), inputs=("input",), operands=("input",))
def _polygamma(xp, input, n):
    return kernels.polygamma(xp, n, input)


_polygamma.backward(input=lambda g, input, n: g * _polygamma(input, n + 1))
_polygamma.op.node = "Polygamma"
_polygamma.op.samples = lambda t: [(t(2, 3, low=0.2), 1), (t(2, 3, low=0.2), 2), (t(), 0)]


@takes_out
def polygamma(n, input):
    """The derivative of order `n` of `digamma`.

    Args:
        n (int): the order, at least 0
        input (Tensor): (*)
    Raises:
        ArgumentError: when `n` is negative
    Example:
        >>> torch.polygamma(1, torch.tensor([1.0, 0.5]))
        tensor([1.6449, 4.9348])
    """
    if n < 0:
        raise ArgumentError(f"polygamma(n, x) does not support negative n: got `n` (={n})")
    return _polygamma(input, n)


def _polygamma_method(self, n):
    return polygamma(n, self)


def _polygamma_in_place(self, n):
    return self.copy_(polygamma(n, self))


_polygamma_method.__doc__ = polygamma.__doc__
_polygamma_in_place.__doc__ = "`polygamma`, written into this tensor itself."
Tensor.polygamma, Tensor.polygamma_ = _polygamma_method, _polygamma_in_place


@takes_out
@method
@named("Mvlgamma")
def mvlgamma(input, p):
    """The logarithm of the multivariate gamma function of dimension `p`.

    ``sum(lgamma(input - i / 2) for i in range(p)) + p (p - 1) / 4 log(pi)``

    Args:
        input (Tensor): (*), above ``(p - 1) / 2``
        p (int): at least 1
    Example:
        >>> torch.mvlgamma(torch.tensor([2.0, 3.0]), 2)
        tensor([0.4516, 1.5502])
    """
    if p < 1:
        raise ArgumentError(f"p has to be greater than or equal to 1: got `p` (={p})")
    if input.dtype is dtypes.bool_ or input.is_complex():
        raise DtypeError(f'"mvlgamma_cpu" not implemented for \'{input.dtype.alias}\'')
    total = math.log(math.pi) * (p * (p - 1) / 4.0)
    for i in range(p):
        total = (input - i / 2).lgamma() + total
    return total


Tensor.mvlgamma_ = lambda self, p: self.copy_(mvlgamma(self, p))
multigammaln, gammaln, psi = mvlgamma, lgamma, digamma


# ---- Bessel functions


@op(**_function("i0_cpu", inplace=True))
def i0(xp, input):
    """The modified Bessel function of the first kind, of order 0.

    Example:
        >>> torch.i0(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 1.2661])
    """
    return kernels.i0(xp, input)


@op(**_function("i0e_cpu", method=False))
def i0e(xp, input):
    """``exp(-abs(input)) * i0(input)``.

    Example:
        >>> torch.special.i0e(torch.tensor([0.0, 1.0]))
        tensor([1.0000, 0.4658])
    """
    return kernels.i0e(xp, input)


@op(**_function("i1_cpu", method=False))
def i1(xp, input):
    """The modified Bessel function of the first kind, of order 1.

    Example:
        >>> torch.special.i1(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.5652])
    """
    return kernels.i1(xp, input)


@op(**_function("i1e_cpu", method=False))
def i1e(xp, input):
    """``exp(-abs(input)) * i1(input)``.

    Example:
        >>> torch.special.i1e(torch.tensor([0.0, 1.0]))
        tensor([0.0000, 0.2079])
    """
    return kernels.i1e(xp, input)


def _over(out, input):
    """``out / input`` where it tends to 0.5 at 0."""
    zero = input == 0
    return (out / input.masked_fill(zero, 1)).masked_fill(zero, 0.5)


i0.backward(input=lambda g, input: g * i1(input))
i0e.backward(input=lambda g, input, out: g * (i1e(input) - input.sgn() * out))
i1.backward(input=lambda g, input, out: g * (i0(input) - _over(out, input)))
i1e.backward(input=lambda g, input, out: g * (i0e(input) - out * input.sgn() - _over(out, input)))


# ---- entropy and zeta


@op(**_function("entr_cpu", method=False, samples=_positive))
def entr(xp, input):
    """The entropy of one element: ``-input * log(input)``, 0 at 0, minus infinity below.

    Example:
        >>> torch.special.entr(torch.tensor([0.0, 0.5]))
        tensor([0.0000, 0.3466])
    """
    inner = -input * xp.log(input)
    return xp.where(input == 0, 0, xp.where(input < 0, -xp.inf, inner)).astype(input.dtype)


entr.backward(input=lambda g, input: g * (-input.log() - 1))


def _pairs(t):
    return [(t(2, 3), t(2, 3, low=0.5)), (t(2, 3), t(3, low=0.5)), (t(2, 3), 1.5)]


@op(**_function("xlog1py_cpu", method=False, samples=_pairs))
def xlog1py(xp, input, other):
    """``input * log1p(other)``, 0 where `input` is 0 and `other` is not NaN.

    Example:
        >>> torch.special.xlog1py(torch.tensor([0.0, 2.0]), torch.tensor([-1.0, 1.0]))
        tensor([0.0000, 1.3863])
    """
    if not hasattr(other, "dtype"):
        other = xp.asarray(other, dtype=input.dtype)
    product = input * xp.log1p(other)
    return xp.where((input == 0) & ~xp.isnan(other), 0, product).astype(product.dtype)


def _xlog1py_input(g, input, other):
    slope = other.log1p() if isinstance(other, Tensor) else math.log1p(other)
    return (g * slope).masked_fill((input == 0) & (other <= -1), 0)


xlog1py.backward(input=_xlog1py_input, other=lambda g, input, other: g * input / (other + 1))


@op(**_function("zeta", method=False, samples=lambda t: [(t(2, 3, low=1.5, high=4), t(3, low=0.5)), (t(2, low=2, high=4), 1.0)]))
def zeta(xp, input, other):
    """The Hurwitz zeta function, the sum of ``(k + other)**-input`` over k from 0 on.

    Example:
        >>> torch.special.zeta(torch.tensor([2.0, 4.0]), 1)
        tensor([1.6449, 1.0823])
    """
    wide = [xp.asarray(v).astype("float64") for v in (input, other)]
    return kernels.hurwitz_zeta(xp, *wide).astype(input.dtype)


_NODES = {sigmoid: "Sigmoid", i0: "I0Backward0", i0e: "SpecialI0E", i1: "SpecialI1Backward0", i1e: "SpecialI1E",
          entr: "SpecialEntr", xlog1py: "SpecialXlog1Py"}
for _op, _node in _NODES.items():
    _op.op.node = _node

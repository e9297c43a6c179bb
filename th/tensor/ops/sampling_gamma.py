"""Gamma and Dirichlet draws that carry the gradient of their parameters; draws whose gradient is zero."""

import numpy as np

from th.errors import ArgumentTypeError
from th.tensor import devices, dtypes, gamma_gradients
from th.tensor.declare import op
from th.tensor.dispatch import wants_grad
from th.tensor.modes import modes
from th.tensor.ops.drawing import sampler_of
from th.tensor.random import engine_of
from th.tensor.tensor import new_tensor

__all__ = ["_dirichlet_grad", "_sample_dirichlet", "_standard_gamma", "_standard_gamma_grad", "without_slope"]

_FLOATING = (dtypes.FLOAT,)


def _engine(array, generator):
    return engine_of(generator, devices.device_of(array))


@op(accepts=_FLOATING, method=False, samples=None)
def _standard_gamma(xp, input, generator=None):
    """Gamma draws of shape parameter `input` and rate 1; their gradient is the implicit one.

    Args:
        input (Tensor): (*), floating, positive
    Example:
        >>> torch._standard_gamma(torch.ones(2, 3)).shape
        torch.Size([2, 3])
    """
    _need_floating("standard_gamma", input)
    engine = _engine(input, generator)
    return sampler_of("gamma", engine)(engine, input.reshape(-1)).reshape(input.shape)


@op(accepts=_FLOATING, inputs=("input", "output"), method=False, samples=None)
def _standard_gamma_grad(xp, input, output):
    """How the draw `output` of `_standard_gamma` moves with its parameter `input`."""
    return _in_double(xp, gamma_gradients.gamma_slope, input, output)


_standard_gamma.backward(input=lambda g, input, out: g * _standard_gamma_grad(input, out))


@op(accepts=_FLOATING, method=False, samples=None)
def _sample_dirichlet(xp, input, generator=None):
    """Dirichlet draws of the concentrations in the last dimension of `input`; their gradient is the implicit one.

    Example:
        >>> torch._sample_dirichlet(torch.ones(2, 3)).sum(-1)
        tensor([1., 1.])
    """
    _need_floating("dirichlet", input)
    engine = _engine(input, generator)
    return sampler_of("dirichlet", engine)(engine, input)


@op(accepts=_FLOATING, inputs=("x", "alpha", "total"), method=False, samples=None)
def _dirichlet_grad(xp, x, alpha, total):
    """The slope of the part `x` of a Dirichlet draw with its concentration `alpha`, `total` being the sum of all."""
    return _in_double(xp, gamma_gradients.dirichlet_slope, x, alpha, total)


def _dirichlet_rule(g, input, out):
    total = input.sum(-1, True).expand_as(input)
    return _dirichlet_grad(out, input, total) * (g - (out * g).sum(-1, True))


_sample_dirichlet.backward(input=_dirichlet_rule)


def _in_double(xp, formula, *arrays):
    dtype = arrays[0].dtype
    wide = [xp.asarray(a, np.float64) for a in xp.broadcast_arrays(*arrays)]
    flat = [a.reshape(-1) for a in wide]
    return formula(xp, *flat).reshape(wide[0].shape).astype(dtype)


def _need_floating(name, array):
    if dtypes.kind_of(array.dtype) != dtypes.FLOAT:
        raise ArgumentTypeError(f"{name} is not implemented for '{array.dtype}'; it needs a floating point dtype")


# ---- draws that do not move with their parameters: PyTorch records them, with gradients of zero


def _still(name):
    def drawn(xp, input, other, made):
        return made

    drawn.__name__ = f"_{name}_drawn"
    made = op(inputs=("input", "other"), method=False, settings_only=False, node=name.capitalize())(drawn)
    made.backward(
        input=lambda g, shapes: g.new_zeros(shapes[0]), other=lambda g, shapes: g.new_zeros(shapes[1])
    )  # fmt: skip
    return made


_STILL = {name: _still(name) for name in ("bernoulli", "normal", "poisson")}


def without_slope(name, array, input, other=None):
    """The tensor of `array`, drawn with the parameters `input` and `other`; recorded when one of them wants a gradient."""
    if modes.grad and (wants_grad((input, other))):
        return _STILL[name](input, other, array)
    return new_tensor(array)

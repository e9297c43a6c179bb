"""Distributions to draw from and to differentiate through; PyTorch's draws from the same seed."""

from th.distributions.base import Distribution, kl_divergence
from th.distributions.continuous import Exponential, Normal, Uniform
from th.distributions.discrete import Bernoulli, Categorical

__all__ = ["Bernoulli", "Categorical", "Distribution", "Exponential", "Normal", "Uniform", "kl_divergence"]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from th.missing import missing_name

    raise missing_name("th.distributions", name, __all__)

"""Kullback-Leibler divergences between distributions of two families."""

import math
from math import inf

from th.distributions.bernoulli import Bernoulli
from th.distributions.beta import Beta
from th.distributions.binomial import Binomial
from th.distributions.exponential import Exponential
from th.distributions.gamma import Gamma
from th.distributions.kl import register_kl
from th.distributions.laplace import Laplace
from th.distributions.normal import Normal
from th.distributions.parameters import euler_constant
from th.distributions.poisson import Poisson
from th.distributions.uniform import Uniform
from th.tensor import digamma, erf, exp, full_like, log, xlogy

__all__ = ["mean_log", "never"]


def never(attribute):
    """Infinite: the second does not reach where the first does."""
    return lambda p, q: full_like(getattr(p, attribute), inf)


for _kind, _attribute, _others in (
    (Exponential, "rate", (Beta, Uniform)),
    (Gamma, "concentration", (Beta, Uniform)),
    (Laplace, "loc", (Beta, Exponential, Gamma, Uniform)),
    (Normal, "loc", (Beta, Exponential, Gamma, Uniform)),
    (Poisson, "rate", (Bernoulli, Binomial)),
):
    for _other in _others:
        register_kl(_kind, _other)(never(_attribute))


@register_kl(Bernoulli, Poisson)
def _bernoulli_poisson(p, q):
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


def _order(q):
    """What the gamma distribution's density has that does not depend on the value."""
    return q.concentration.lgamma() - q.concentration * q.rate.log()


@register_kl(Beta, Exponential)
def _beta_exponential(p, q):
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(Beta, Gamma)
def _beta_gamma(p, q):
    logs = (q.concentration - 1) * (p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma())
    return -p.entropy() + _order(q) - logs + q.rate * p.concentration1 / (p.concentration1 + p.concentration0)


@register_kl(Beta, Normal)
def _beta_normal(p, q):
    variance = q.scale.pow(2)
    squares = (p.mean * (1 - p.mean) / (p.concentration1 + p.concentration0 + 1) + p.mean.pow(2)) * 0.5
    away = squares - q.loc * p.mean + q.loc.pow(2) * 0.5
    return -p.entropy() + 0.5 * (variance * 2 * math.pi).log() + away / variance


@register_kl(Beta, Uniform)
def _beta_uniform(p, q):
    found = -p.entropy() + (q.high - q.low).log()
    return found.masked_fill((q.low > 0) | (q.high < 1), inf)


@register_kl(Exponential, Gamma)
def _exponential_gamma(p, q):
    ratio = q.rate / p.rate
    order = q.concentration.lgamma() + q.concentration * euler_constant
    return -q.concentration * log(ratio) + ratio + order - (1 + euler_constant)


@register_kl(Exponential, Normal)
def _exponential_normal(p, q):
    variance, square = q.scale.pow(2), p.rate.pow(2)
    away = square.reciprocal() - q.loc / p.rate + q.loc.pow(2) * 0.5
    return 0.5 * log(square * variance * 2 * math.pi) - 1 + away / variance


@register_kl(Gamma, Exponential)
def _gamma_exponential(p, q):
    return -p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate


@register_kl(Gamma, Normal)
def _gamma_normal(p, q):
    variance, square = q.scale.pow(2), p.rate.pow(2)
    start = 0.5 * log(square * variance * 2 * math.pi) - p.concentration - p.concentration.lgamma()
    squares = 0.5 * (p.concentration.pow(2) + p.concentration) / square
    away = squares - q.loc * p.concentration / p.rate + 0.5 * q.loc.pow(2)
    return start + (p.concentration - 1) * digamma(p.concentration) + away / variance


@register_kl(Laplace, Normal)
def _laplace_normal(p, q):
    variance = q.scale.pow(2)
    ratio = p.scale.pow(2) / variance
    away = 0.5 * p.loc.pow(2) - p.loc * q.loc + 0.5 * q.loc.pow(2)
    return -0.5 * log(2 * ratio / math.pi) + ratio + away / variance - 1


@register_kl(Normal, Laplace)
def _normal_laplace(p, q):
    diff = p.loc - q.loc
    relative = diff / p.scale
    bell = math.sqrt(2 / math.pi) * p.scale * exp(-0.5 * relative.pow(2))
    mean = (bell + diff * erf(math.sqrt(0.5) * relative)) / q.scale
    return -log(p.scale / q.scale) + mean - (0.5 * (1 + math.log(0.5 * math.pi)))


def mean_log(p):
    """The integral of log over the interval of a uniform distribution, divided by its length."""
    length = p.high - p.low
    return (xlogy(p.high, p.high) - xlogy(p.low, p.low) - length) / length


@register_kl(Uniform, Beta)
def _uniform_beta(p, q):
    length = p.high - p.low
    low, high = 1 - p.high, 1 - p.low
    first = (q.concentration1 - 1) * mean_log(p)
    second = (q.concentration0 - 1) * ((xlogy(low, low) - xlogy(high, high) + length) / length)
    order = q.concentration1.lgamma() + q.concentration0.lgamma() - (q.concentration1 + q.concentration0).lgamma()
    found = second + order - log(length) - first
    return found.masked_fill((p.high > 1) | (p.low < 0), inf)


@register_kl(Uniform, Exponential)
def _uniform_exponential(p, q):
    found = q.rate * (p.high + p.low) / 2 - ((p.high - p.low) * q.rate).log()
    return found.masked_fill(p.low < 0, inf)


@register_kl(Uniform, Gamma)
def _uniform_gamma(p, q):
    logs = (1 - q.concentration) * mean_log(p)
    found = -(p.high - p.low).log() + _order(q) + logs + q.rate * (p.high + p.low) / 2
    return found.masked_fill(p.low < 0, inf)


@register_kl(Uniform, Normal)
def _uniform_normal(p, q):
    length = p.high - p.low
    start = (math.sqrt(math.pi * 2) * q.scale / length).log()
    away = ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return start + 0.5 * (length.pow(2) / 12 + away) / q.scale.pow(2)

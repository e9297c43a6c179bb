"""Kullback-Leibler divergences from and to the Gumbel, Pareto and continuous Bernoulli distributions."""

import math
from math import inf

from th.distributions.beta import Beta
from th.distributions.continuous_bernoulli import ContinuousBernoulli
from th.distributions.crossings import mean_log, never
from th.distributions.exponential import Exponential
from th.distributions.gamma import Gamma
from th.distributions.gumbel import Gumbel
from th.distributions.kl import register_kl
from th.distributions.laplace import Laplace
from th.distributions.normal import Normal
from th.distributions.pareto import Pareto
from th.distributions.uniform import Uniform
from th.tensor import exp, lgamma, log1p

__all__ = []

for _kind, _attribute, _others in (
    (Beta, "concentration1", (Pareto,)),
    (ContinuousBernoulli, "probs", (Pareto,)),
    (Exponential, "rate", (ContinuousBernoulli, Pareto)),
    (Gamma, "concentration", (ContinuousBernoulli, Pareto)),
    (Gumbel, "loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    (Laplace, "loc", (ContinuousBernoulli, Pareto)),
    (Normal, "loc", (ContinuousBernoulli, Pareto)),
    (Pareto, "scale", (Beta, ContinuousBernoulli, Uniform)),
):
    for _other in _others:
        register_kl(_kind, _other)(never(_attribute))


def _to_gumbel(transform):
    """The divergence to a Gumbel distribution, from the mean of ``exp(-x / s)`` that `transform(p, s)` gives."""

    def divergence(p, q):
        away = (p.mean - q.loc) / q.scale
        return q.scale.log() - p.entropy() + away + exp(q.loc / q.scale) * transform(p, q.scale)

    return divergence


register_kl(Exponential, Gumbel)(_to_gumbel(lambda p, s: p.rate * s / (p.rate * s + 1)))
register_kl(Gamma, Gumbel)(_to_gumbel(lambda p, s: (1 + (p.rate * s).reciprocal()).pow(-p.concentration)))
register_kl(Gumbel, Gumbel)(_to_gumbel(lambda p, s: exp(lgamma(1 + p.scale / s) - p.loc / s)))
register_kl(Normal, Gumbel)(_to_gumbel(lambda p, s: exp(0.5 * (p.scale / s).pow(2) - p.loc / s)))
register_kl(Uniform, Gumbel)(_to_gumbel(lambda p, s: s / (p.high - p.low) * (exp(-p.low / s) - exp(-p.high / s))))


def _to_normal(p, q):
    """The divergence to a normal distribution: it depends on mean and variance alone."""
    away = p.variance + (p.mean - q.loc).pow(2)
    return (math.sqrt(2 * math.pi) * q.scale).log() - p.entropy() + away / (2 * q.scale.pow(2))


register_kl(ContinuousBernoulli, Normal)(_to_normal)
register_kl(Gumbel, Normal)(_to_normal)


@register_kl(Pareto, Normal)
def _pareto_normal(p, q):
    return _to_normal(p, q).masked_fill(p.alpha <= 2, inf)


def _pareto_mean_log(p):
    return p.scale.log() + p.alpha.reciprocal()


def _to_pareto(p, q, mean_of_log):
    return (q.alpha + 1) * mean_of_log - p.entropy() - q.alpha.log() - q.alpha * q.scale.log()


@register_kl(Pareto, Pareto)
def _pareto(p, q):
    return _to_pareto(p, q, _pareto_mean_log(p)).masked_fill(p.scale < q.scale, inf)


@register_kl(Uniform, Pareto)
def _uniform_pareto(p, q):
    return _to_pareto(p, q, mean_log(p)).masked_fill(p.low < q.scale, inf)


@register_kl(Pareto, Exponential)
def _pareto_exponential(p, q):
    return q.rate * p.mean - p.entropy() - q.rate.log()  # infinite where the mean is


@register_kl(Pareto, Gamma)
def _pareto_gamma(p, q):
    order = lgamma(q.concentration) - q.concentration * q.rate.log()
    return order - p.entropy() - (q.concentration - 1) * _pareto_mean_log(p) + q.rate * p.mean


def _to_continuous_bernoulli(p, q):
    return -p.entropy() - p.mean * q.logits - log1p(-q.probs) - q._log_norm()


register_kl(Beta, ContinuousBernoulli)(_to_continuous_bernoulli)
register_kl(ContinuousBernoulli, ContinuousBernoulli)(_to_continuous_bernoulli)


@register_kl(ContinuousBernoulli, Exponential)
def _continuous_bernoulli_exponential(p, q):
    return q.rate * p.mean - p.entropy() - q.rate.log()


# As PyTorch has them: infinite where the ends of the two intervals meet, too.
@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p, q):
    found = (q.high - q.low).log() - p.entropy()
    return found.masked_fill((q.low >= 0) | (q.high <= 1), inf)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p, q):
    return _to_continuous_bernoulli(p, q).masked_fill((p.high >= 1) | (p.low <= 0), inf)

"""The continuous Bernoulli distribution."""

import math

from th.distributions import constraints
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import (
    ProbsOrLogits,
    binary_cross_entropy,
    broadcast_all,
    clamp_probs,
    lazy_property,
    logits_to_probs,
)
from th.errors import ArgumentError
from th.tensor import expm1, full_like, log1p, no_grad, ones_like, rand, where, zeros_like

__all__ = ["ContinuousBernoulli"]


class ContinuousBernoulli(ProbsOrLogits, ExponentialFamily):
    """The continuous Bernoulli distribution over [0, 1], whose density is proportional to ``probs^x (1 - probs)^(1 - x)``.

    Args:
        probs (float or Tensor): in (0, 1)
        logits (float or Tensor): its log odds, instead
        lims (pair of float): between them, where the formulas cancel, their series around 0.5 are taken
    Raises:
        ArgumentError: when both or neither of `probs` and `logits` are given
    Example:
        >>> th.distributions.ContinuousBernoulli(th.tensor([0.5])).mean
        tensor([0.5000])

    Source:
        Loaiza-Ganem and Cunningham, The continuous Bernoulli, 2019
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(self, probs=None, logits=None, lims=(0.499, 0.501), validate_args=None):
        self._take(probs, logits)
        if probs is not None:
            if validate_args is not None and not bool(self.arg_constraints["probs"].check(self.probs).all()):
                raise ArgumentError("The parameter probs has invalid values")
            self.probs = self._param = clamp_probs(self.probs)
        self._lims = lims
        super().__init__(self._param.size(), validate_args=validate_args)

    def _fill(self, new, batch_shape):
        super()._fill(new, batch_shape)
        new._lims = self._lims

    @lazy_property
    def probs(self):
        """The parameter; no probability of an event, for there are no events."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def _safe(self):
        """Where the formulas hold, and `probs` with another number where they do not."""
        holds = (self.probs <= self._lims[0]) | (self.probs > self._lims[1])
        return holds, where(holds, self.probs, full_like(self.probs, self._lims[0]))

    def _log_norm(self):
        holds, p = self._safe()
        below = where(p <= 0.5, p, zeros_like(p))
        above = where(p >= 0.5, p, ones_like(p))
        slope = where(p <= 0.5, log1p(-2.0 * below), (2.0 * above - 1.0).log())
        x = (self.probs - 0.5).pow(2)
        return where(holds, (log1p(-p) - p.log()).abs().log() - slope, math.log(2.0) + (4 / 3 + 104 / 45 * x) * x)

    @property
    def mean(self):
        holds, p = self._safe()
        x = self.probs - 0.5
        formula = p / (2.0 * p - 1.0) + 1.0 / (log1p(-p) - p.log())
        return where(holds, formula, 0.5 + (1 / 3 + 16 / 45 * x.pow(2)) * x)

    @property
    def variance(self):
        holds, p = self._safe()
        x = (self.probs - 0.5).pow(2)
        formula = p * (p - 1.0) / (1.0 - 2.0 * p).pow(2) + 1.0 / (log1p(-p) - p.log()).pow(2)
        return where(holds, formula, 1 / 12 - (1 / 15 - 128 / 945 * x) * x)

    def sample(self, sample_shape=()):
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        return self.icdf(rand(self._extended_shape(sample_shape), dtype=self.probs.dtype, device=self.probs.device))

    def log_prob(self, value):
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        return self._log_norm() - binary_cross_entropy(logits, value)

    def cdf(self, value):
        self._check(value)
        holds, p = self._safe()
        formula = (p.pow(value) * (1.0 - p).pow(1.0 - value) + p - 1.0) / (2.0 * p - 1.0)
        inside = where(holds, formula, value)
        return where(value <= 0, zeros_like(value), where(value >= 1, ones_like(value), inside))

    def icdf(self, value):
        holds, p = self._safe()
        rest = log1p(-p)
        return where(holds, (log1p(-p + value * (2.0 * p - 1.0)) - rest) / (p.log() - rest), value)

    def entropy(self):
        rest = log1p(-self.probs)
        return self.mean * (rest - self.probs.log()) - self._log_norm() - rest

    @property
    def _natural_params(self):
        return (self.logits,)

    def _log_normalizer(self, x):
        low, high = self._lims[0] - 0.5, self._lims[1] - 0.5
        holds = (x <= low) | (x > high)
        safe = where(holds, x, full_like(x, low))
        return where(holds, expm1(safe).abs().log() - safe.abs().log(), 0.5 * x + x.pow(2) / 24 - x.pow(4) / 2880)

"""Bernoulli variables relaxed to numbers between 0 and 1, through which gradients flow."""

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import ProbsOrLogits, broadcast_all, clamp_probs
from th.distributions.transformed_distribution import TransformedDistribution, of_base
from th.distributions.transforms import SigmoidTransform
from th.tensor import rand

__all__ = ["LogitRelaxedBernoulli", "RelaxedBernoulli"]


class LogitRelaxedBernoulli(ProbsOrLogits, Distribution):
    """The log odds of a `RelaxedBernoulli` variable.

    Args:
        temperature (Tensor): the lower, the nearer to 0 and 1
        probs (float or Tensor): the probability of 1
        logits (float or Tensor): its log odds, instead
    Source:
        Maddison, Mnih and Teh, 2017; Jang, Gu and Poole, 2017
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.real

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        self._take(probs, logits)
        super().__init__(self._param.size(), validate_args=validate_args)

    def _fill(self, new, batch_shape):
        super()._fill(new, batch_shape)
        new.temperature = self.temperature

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        u = clamp_probs(rand(shape, dtype=probs.dtype, device=probs.device))
        return (u.log() - (-u).log1p() + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value):
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        diff = logits - value.mul(self.temperature)
        return self.temperature.log() + diff - 2 * diff.exp().log1p()


class RelaxedBernoulli(TransformedDistribution):
    """A Bernoulli variable relaxed to (0, 1), through whose draws gradients flow.

    Args:
        temperature (Tensor): the lower, the nearer to 0 and 1
        probs (float or Tensor): the probability of 1
        logits (float or Tensor): its log odds, instead
    Example:
        >>> m = th.distributions.RelaxedBernoulli(th.tensor([2.2]), th.tensor([0.1, 0.9]))
        >>> m.sample().shape
        torch.Size([2])
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    has_rsample = True
    _fill = TransformedDistribution._fill

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)

    temperature = of_base("temperature", "The temperature.")
    logits = of_base("logits", "The log odds of 1.")
    probs = of_base("probs", "The probability of 1.")

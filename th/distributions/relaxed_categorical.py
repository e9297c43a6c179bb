"""One-hot categories relaxed to points of a simplex, through which gradients flow (Gumbel-softmax)."""

from th.distributions import constraints
from th.distributions.categorical import Categorical
from th.distributions.distribution import Distribution
from th.distributions.parameters import broadcast_all, clamp_probs
from th.distributions.transformed_distribution import TransformedDistribution, of_base
from th.distributions.transforms import ExpTransform
from th.tensor import full_like, rand

__all__ = ["ExpRelaxedCategorical", "RelaxedOneHotCategorical"]


class ExpRelaxedCategorical(Distribution):
    """The logarithms of a `RelaxedOneHotCategorical` variable.

    Args:
        temperature (Tensor): the lower, the nearer to one-hot
        probs (Tensor): (*, K), not negative; made to sum to 1
        logits (Tensor): (*, K), unnormalised log probabilities, instead
    Source:
        Maddison, Mnih and Teh, 2017; Jang, Gu and Poole, 2017
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        self.temperature = temperature
        event_shape = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, event_shape, validate_args=validate_args)

    def _fill(self, new, batch_shape):
        new.temperature = self.temperature
        new._categorical = self._categorical.expand(batch_shape)

    @property
    def param_shape(self):
        """The shape of the parameter."""
        return self._categorical.param_shape

    @property
    def logits(self):
        """The logarithms of the probabilities."""
        return self._categorical.logits

    @property
    def probs(self):
        """The probabilities."""
        return self._categorical.probs

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        u = clamp_probs(rand(shape, dtype=self.logits.dtype, device=self.logits.device))
        scores = (self.logits - (-(u.log())).log()) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value):
        self._check(value)
        count = self._categorical._num_events
        logits, value = broadcast_all(self.logits, value)
        scale = full_like(self.temperature, float(count)).lgamma() - self.temperature.log().mul(-(count - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(TransformedDistribution):
    """A one-hot category relaxed to a point of the simplex, through whose draws gradients flow.

    Args:
        temperature (Tensor): the lower, the nearer to one-hot
        probs (Tensor): (*, K), not negative; made to sum to 1
        logits (Tensor): (*, K), unnormalised log probabilities, instead
    Example:
        >>> m = th.distributions.RelaxedOneHotCategorical(th.tensor([2.2]), th.tensor([0.1, 0.2, 0.7]))
        >>> m.sample().shape
        torch.Size([3])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.simplex
    has_rsample = True
    _fill = TransformedDistribution._fill

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    temperature = of_base("temperature", "The temperature.")
    logits = of_base("logits", "The logarithms of the probabilities.")
    probs = of_base("probs", "The probabilities.")

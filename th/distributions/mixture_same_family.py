"""Mixtures of distributions of one family."""

from th.distributions import constraints
from th.distributions.categorical import Categorical
from th.distributions.distribution import Distribution
from th.errors import ArgumentError
from th.tensor import Size, gather, log_softmax, logsumexp, no_grad
from th.tensor import sum as total

__all__ = ["MixtureSameFamily"]


class MixtureSameFamily(Distribution):
    """A mixture: a category is drawn, then the component of that number.

    Args:
        mixture_distribution (Categorical): the weights of K components
        component_distribution (Distribution): its last batch dimension is K
    Raises:
        ArgumentError: when the two do not fit
    Example:
        >>> D = th.distributions
        >>> m = D.MixtureSameFamily(D.Categorical(th.ones(2)), D.Normal(th.tensor([-1.0, 1.0]), th.ones(2)))
        >>> m.mean, m.variance
        (tensor(0.), tensor(2.))
    """

    arg_constraints = {}
    has_rsample = False

    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        if not isinstance(mixture_distribution, Categorical):
            raise ArgumentError(
                " The Mixture distribution needs to be an  instance of torch.distributions.Categorical"
            )
        if not isinstance(component_distribution, Distribution):
            raise ArgumentError(
                "The Component distribution needs to be an instance of torch.distributions.Distribution"
            )
        self._mixture_distribution = mixture_distribution
        self._component_distribution = component_distribution
        outer, inner = mixture_distribution.batch_shape, component_distribution.batch_shape[:-1]
        for n, m in zip(reversed(outer), reversed(inner), strict=False):
            if n != 1 and m != 1 and n != m:
                raise ArgumentError(
                    f"`mixture_distribution.batch_shape` ({outer}) is not compatible with `component_distribution."
                    f"batch_shape`({inner})"
                )
        count, found = mixture_distribution.logits.shape[-1], component_distribution.batch_shape[-1]
        if count != found:
            raise ArgumentError(
                f"`mixture_distribution component` ({count}) does not equal `component_distribution.batch_shape[-1]`"
                f" ({found})"
            )
        self._num_component = count
        self._event_ndims = len(component_distribution.event_shape)
        super().__init__(inner, component_distribution.event_shape, validate_args=validate_args)

    def _fill(self, new, batch_shape):
        new._component_distribution = self._component_distribution.expand((*batch_shape, self._num_component))
        new._mixture_distribution = self._mixture_distribution.expand(batch_shape)
        new._num_component = self._num_component
        new._event_ndims = self._event_ndims

    @constraints.dependent_property
    def support(self):
        return constraints.MixtureSameFamilyConstraint(self._component_distribution.support)

    @property
    def mixture_distribution(self):
        """The weights."""
        return self._mixture_distribution

    @property
    def component_distribution(self):
        """The components."""
        return self._component_distribution

    def _weighted(self, x):
        probs = self._padded_weights(self.mixture_distribution.probs)
        return total(probs * x, dim=-1 - self._event_ndims)

    @property
    def mean(self):
        return self._weighted(self.component_distribution.mean)

    @property
    def variance(self):
        away = self.component_distribution.mean - self._padded(self.mean)
        return self._weighted(self.component_distribution.variance) + self._weighted(away.pow(2.0))

    def cdf(self, x):
        return total(self.component_distribution.cdf(self._padded(x)) * self.mixture_distribution.probs, dim=-1)

    def log_prob(self, x):
        self._check(x)
        each = self.component_distribution.log_prob(self._padded(x))
        return logsumexp(each + log_softmax(self.mixture_distribution.logits, dim=-1), dim=-1)

    def sample(self, sample_shape=()):
        with no_grad():
            at = len(sample_shape) + len(self.batch_shape)
            event = self.event_shape
            chosen = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            place = chosen.reshape((*chosen.shape, *[1] * (len(event) + 1)))
            place = place.repeat(Size([1] * (chosen.dim() + 1)) + event)
            return gather(drawn, at, place).squeeze(at)

    def _padded(self, x):
        return x.unsqueeze(-1 - self._event_ndims)

    def _padded_weights(self, x):
        own, others = len(self.batch_shape), len(self.mixture_distribution.batch_shape)
        missing = 0 if others == 1 else own - others
        shape = x.shape
        return x.reshape((*shape[:-1], *[1] * missing, shape[-1], *[1] * self._event_ndims))

    def __repr__(self):
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"

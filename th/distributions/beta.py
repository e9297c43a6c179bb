"""The beta distribution."""

from th.distributions import constraints
from th.distributions.dirichlet import Dirichlet
from th.distributions.exp_family import ExponentialFamily
from th.distributions.parameters import broadcast_all, is_number
from th.tensor import lgamma, stack, tensor

__all__ = ["Beta"]


class Beta(ExponentialFamily):
    """The beta distribution over (0, 1).

    Args:
        concentration1 (float or Tensor): alpha, positive
        concentration0 (float or Tensor): beta, positive
    Example:
        >>> th.distributions.Beta(th.tensor([1.0]), th.tensor([3.0])).mean
        tensor([0.2500])
    """

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, concentration1, concentration0, validate_args=None):
        if is_number(concentration1) and is_number(concentration0):
            both = tensor([float(concentration1), float(concentration0)])
        else:
            both = stack(broadcast_all(concentration1, concentration0), -1)
        self._dirichlet = Dirichlet(both, validate_args=validate_args)
        super().__init__(self._dirichlet._batch_shape, validate_args=validate_args)

    def _fill(self, new, batch_shape):
        new._dirichlet = self._dirichlet.expand(batch_shape)

    @property
    def concentration1(self):
        """The first concentration, alpha."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self):
        """The second concentration, beta."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self):
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self):
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self):
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape=()):
        return self._dirichlet.rsample(sample_shape).select(-1, 0)

    def log_prob(self, value):
        self._check(value)
        return self._dirichlet.log_prob(stack([value, 1.0 - value], -1))

    def entropy(self):
        return self._dirichlet.entropy()

    @property
    def _natural_params(self):
        return self.concentration1, self.concentration0

    def _log_normalizer(self, x, y):
        return lgamma(x) + lgamma(y) - lgamma(x + y)

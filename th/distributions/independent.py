"""Batch dimensions taken as dimensions of the event."""

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import sum_rightmost
from th.errors import ArgumentError

__all__ = ["Independent"]


class Independent(Distribution):
    """A batch of distributions, its last dimensions taken together as one event.

    Args:
        base_distribution (Distribution): the distribution of the elements
        reinterpreted_batch_ndims (int): how many dimensions become part of the event
    Raises:
        ArgumentError: when the base has fewer batch dimensions
    Example:
        >>> base = th.distributions.Normal(th.zeros(3), th.ones(3))
        >>> m = th.distributions.Independent(base, 1)
        >>> m.batch_shape, m.event_shape
        (torch.Size([]), torch.Size([3]))
        >>> m.log_prob(th.zeros(3))
        tensor(-2.7568)
    """

    arg_constraints = {}

    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        base = base_distribution
        if reinterpreted_batch_ndims > len(base.batch_shape):
            raise ArgumentError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), "
                f"actual {reinterpreted_batch_ndims} vs {len(base.batch_shape)}"
            )
        shape = base.batch_shape + base.event_shape
        cut = len(base.batch_shape) - reinterpreted_batch_ndims
        self.base_dist = base
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        super().__init__(shape[:cut], shape[cut:], validate_args=validate_args)

    def _fill(self, new, batch_shape):
        new.base_dist = self.base_dist.expand(batch_shape + self.event_shape[: self.reinterpreted_batch_ndims])
        new.reinterpreted_batch_ndims = self.reinterpreted_batch_ndims

    @property
    def has_rsample(self):
        """As of the base."""
        return self.base_dist.has_rsample

    @property
    def has_enumerate_support(self):
        """As of the base, when no dimension is taken."""
        return self.reinterpreted_batch_ndims == 0 and self.base_dist.has_enumerate_support

    @constraints.dependent_property
    def support(self):
        taken = self.reinterpreted_batch_ndims
        return constraints.independent(self.base_dist.support, taken) if taken else self.base_dist.support

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def mode(self):
        return self.base_dist.mode

    @property
    def variance(self):
        return self.base_dist.variance

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value):
        return sum_rightmost(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self):
        return sum_rightmost(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

    def enumerate_support(self, expand=True):
        if self.reinterpreted_batch_ndims > 0:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand=expand)

    def __repr__(self):
        return f"{type(self).__name__}({self.base_dist}, {self.reinterpreted_batch_ndims})"

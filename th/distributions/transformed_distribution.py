"""Distributions of transformed variables."""

from th.distributions import constraints
from th.distributions.composition import ComposeTransform, Transform
from th.distributions.distribution import Distribution
from th.distributions.independent import Independent
from th.distributions.parameters import sum_rightmost
from th.errors import ArgumentError
from th.tensor import no_grad

__all__ = ["TransformedDistribution", "of_base"]


def of_base(name, meaning):
    """A property that is the base distribution's, with a docstring of its own."""
    return property(lambda self: getattr(self.base_dist, name), doc=meaning)


class TransformedDistribution(Distribution):
    """The distribution of a transformed variable: ``y = t(x)``, `x` of the base distribution.

    Args:
        base_distribution (Distribution): of x
        transforms (Transform or list): applied one after the other
    Raises:
        ArgumentError: when `transforms` are none, or the base has too few dimensions for them
    Example:
        >>> D = th.distributions
        >>> logistic = D.TransformedDistribution(D.Uniform(0.0, 1.0), [D.SigmoidTransform().inv])
        >>> logistic.log_prob(th.tensor(0.0))
        tensor(-1.3863)
    """

    arg_constraints = {}

    def __init__(self, base_distribution, transforms, validate_args=None):
        if isinstance(transforms, Transform):
            transforms = [transforms]
        elif not isinstance(transforms, list):
            raise ArgumentError(f"transforms must be a Transform or list, but was {transforms}")
        elif not all(isinstance(t, Transform) for t in transforms):
            raise ArgumentError("transforms must be a Transform or a list of Transforms")
        self.transforms = transforms
        whole = ComposeTransform(transforms)
        shape, event_dim = self._take_base(base_distribution, whole)
        cut = len(shape) - event_dim
        super().__init__(shape[:cut], shape[cut:], validate_args=validate_args)

    def _take_base(self, base, whole):
        """Keeps the base, broadcast as the transforms need it; returns the shape of a draw and its event dimensions."""
        shape = base.batch_shape + base.event_shape
        base_dim, taken = len(base.event_shape), whole.domain.event_dim
        if len(shape) < taken:
            raise ArgumentError(
                f"base_distribution needs to have shape with size at least {taken}, but got {shape}."
            )
        after = whole.forward_shape(shape)
        before = whole.inverse_shape(after)
        if shape != before:
            base = base.expand(before[: len(before) - base_dim])
        self.base_dist = Independent(base, taken - base_dim) if taken > base_dim else base
        given = whole.codomain.event_dim
        return after, max(given, base_dim + given - taken)

    def _fill(self, new, batch_shape):
        if self._parameters:  # a subclass that keeps parameters of its own
            super()._fill(new, batch_shape)
        shape = batch_shape + self.event_shape
        for transform in reversed(self.transforms):
            shape = transform.inverse_shape(shape)
        new.base_dist = self.base_dist.expand(shape[: len(shape) - len(self.base_dist.event_shape)])
        new.transforms = self.transforms

    @constraints.dependent_property(is_discrete=False)
    def support(self):
        if not self.transforms:
            return self.base_dist.support
        support = self.transforms[-1].codomain
        extra = len(self.event_shape) - support.event_dim
        return constraints.independent(support, extra) if extra > 0 else support

    @property
    def has_rsample(self):
        """As of the base."""
        return self.base_dist.has_rsample

    def _forward(self, x):
        for transform in self.transforms:
            x = transform(x)
        return x

    def sample(self, sample_shape=()):
        with no_grad():
            return self._forward(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape=()):
        return self._forward(self.base_dist.rsample(sample_shape))

    def log_prob(self, value):
        self._check(value)
        event_dim = len(self.event_shape)
        total, y = 0.0, value
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            event_dim += transform.domain.event_dim - transform.codomain.event_dim
            slope = transform.log_abs_det_jacobian(x, y)
            total = total - sum_rightmost(slope, event_dim - transform.domain.event_dim)
            y = x
        return total + sum_rightmost(self.base_dist.log_prob(y), event_dim - len(self.base_dist.event_shape))

    def _monotone(self, value):
        """A probability, from the other side where the transforms turn the order around."""
        sign = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        if isinstance(sign, int) and sign == 1:
            return value
        return sign * (value - 0.5) + 0.5

    def cdf(self, value):
        for transform in self.transforms[::-1]:
            value = transform.inv(value)
        if self._validate_args:
            self.base_dist._validate_sample(value)
        return self._monotone(self.base_dist.cdf(value))

    def icdf(self, value):
        return self._forward(self.base_dist.icdf(self._monotone(value)))

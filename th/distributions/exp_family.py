"""Exponential families."""

from th.distributions.distribution import Distribution
from th.tensor.gradients import grad

__all__ = ["ExponentialFamily"]


class ExponentialFamily(Distribution):
    """The base of distributions with density ``exp(<t(x), theta> - F(theta) + k(x))``.

    From the natural parameters theta and the log normaliser F follow the entropy and the Kullback-Leibler divergence
    of two members, by differentiating F.
    """

    @property
    def _natural_params(self):
        raise NotImplementedError

    def _log_normalizer(self, *natural_params):
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self):
        raise NotImplementedError

    def _normaliser_and_slopes(self):
        """The natural parameters as leaves, F of them, and its gradients."""
        leaves = [p.detach().requires_grad_() for p in self._natural_params]
        value = self._log_normalizer(*leaves)
        return leaves, value, grad(value.sum(), leaves, create_graph=True)

    def entropy(self):
        leaves, value, slopes = self._normaliser_and_slopes()
        result = value - self._mean_carrier_measure
        for leaf, slope in zip(leaves, slopes, strict=True):
            result = result - (leaf * slope).reshape((*self._batch_shape, -1)).sum(-1)
        return result

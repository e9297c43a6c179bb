"""The distribution of correlation matrices by Lewandowski, Kurowicka and Joe, as Cholesky factors."""

import math

from th.distributions import constraints
from th.distributions.beta import Beta
from th.distributions.distribution import Distribution
from th.distributions.parameters import broadcast_all
from th.errors import ArgumentError
from th.tensor import arange, cat, clamp, diag_embed, finfo, lgamma, mvlgamma, no_grad, randn, sqrt

__all__ = ["LKJCholesky"]


class LKJCholesky(Distribution):
    """Cholesky factors L of correlation matrices, with a density of L @ L.mT proportional to ``det ** (concentration - 1)``.

    Args:
        dim (int): rows and columns, at least 2
        concentration (float or Tensor): positive; all correlation matrices are alike at 1
    Raises:
        ArgumentError: when `dim` is less than 2
    Example:
        >>> th.distributions.LKJCholesky(2).log_prob(th.eye(2))
        tensor(-0.6931)
    Source:
        Lewandowski, Kurowicka and Joe 2009, section 3
    """

    arg_constraints = {"concentration": constraints.positive}
    support = constraints.corr_cholesky

    def __init__(self, dim, concentration=1.0, validate_args=None):
        if dim < 2:
            raise ArgumentError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        steps = arange(dim - 1, dtype=self.concentration.dtype, device=self.concentration.device)
        steps = cat([steps.new_zeros(1), steps])
        self._squares = Beta(steps + 0.5, (self.concentration + 0.5 * (dim - 2)).unsqueeze(-1) - 0.5 * steps)
        super().__init__(self.concentration.size(), (dim, dim), validate_args)

    def _fill(self, new, batch_shape):
        new.dim = self.dim
        new.concentration = self.concentration.expand(batch_shape)
        new._squares = self._squares.expand((*batch_shape, self.dim))

    @no_grad()
    def sample(self, sample_shape=()):
        squares = self._squares.sample(sample_shape).unsqueeze(-1)
        normal = randn(self._extended_shape(sample_shape), dtype=squares.dtype, device=squares.device).tril(-1)
        directions = normal / normal.norm(dim=-1, keepdim=True)
        directions[..., 0, :] = 0.0  # the first row has no element left of the diagonal
        rows = sqrt(squares) * directions
        return rows + diag_embed(clamp(1 - (rows**2).sum(-1), min=finfo(rows.dtype).tiny).sqrt())

    def log_prob(self, value):
        self._check(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        order = self.dim - arange(2, self.dim + 1, device=self.concentration.device)
        order = 2 * (self.concentration - 1).unsqueeze(-1) + order
        below = self.dim - 1
        alpha = self.concentration + 0.5 * below
        total = 0.5 * below * math.log(math.pi) + mvlgamma(alpha - 0.5, below) - lgamma(alpha) * below
        return (order * diagonal.log()).sum(-1) - total

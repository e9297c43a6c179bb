"""The chi-squared distribution."""

from th.distributions import constraints
from th.distributions.gamma import Gamma

__all__ = ["Chi2"]


class Chi2(Gamma):
    """The chi-squared distribution: ``Gamma(0.5 * df, 0.5)``.

    Args:
        df (float or Tensor): the degrees of freedom, positive
    Example:
        >>> th.distributions.Chi2(th.tensor([3.0])).mean
        tensor([3.])
    """

    arg_constraints = {"df": constraints.positive}
    _parameters = Gamma._parameters

    def __init__(self, df, validate_args=None):
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    @property
    def df(self):
        """The degrees of freedom."""
        return self.concentration * 2

"""The von Mises distribution."""

import math

from th.distributions import constraints
from th.distributions.distribution import Distribution
from th.distributions.parameters import Centred, broadcast_all, lazy_property
from th.tensor import empty, float64, no_grad, rand, where, zeros_like

__all__ = ["VonMises"]

# Polynomials in (x / 3.75)^2 below 3.75 and in 3.75 / x above, for the Bessel functions I0 and I1: Abramowitz and Stegun,
# Handbook of Mathematical Functions, 1964, equations 9.8.1 to 9.8.4.  PyTorch takes them too, so that digits agree.
_SPLIT = 3.75
_NEAR = (
    (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813),
    (0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411),
)
_FAR = (
    (0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377),
    (0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654, -0.00420059),
)


def _polynomial(x, coefficients):
    total = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = coefficient + x * total
    return total


def _log_bessel(x, order):
    """The logarithm of the modified Bessel function of order 0 or 1, for x > 0."""
    near = _polynomial((x / _SPLIT) * (x / _SPLIT), _NEAR[order])
    near = (x.abs() * near if order else near).log()
    far = x - 0.5 * x.log() + _polynomial(_SPLIT / x, _FAR[order]).log()
    return where(x < _SPLIT, near, far)


class VonMises(Centred, Distribution):
    """The von Mises distribution of angles: the normal distribution of the circle.

    Args:
        loc (float or Tensor): the mean angle, in radians
        concentration (float or Tensor): how narrow it is, positive
    Example:
        >>> m = th.distributions.VonMises(th.tensor([0.0]), th.tensor([2.0]))
        >>> m.variance
        tensor([0.3022])

    Source:
        Best and Fisher, Efficient Simulation of the von Mises Distribution, 1979 (the draws)
    """

    arg_constraints = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real
    _parameters = ("loc", "concentration")

    def __init__(self, loc, concentration, validate_args=None):
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @lazy_property
    def variance(self):
        """The circular variance."""
        return 1 - (_log_bessel(self.concentration, 1) - _log_bessel(self.concentration, 0)).exp()

    def _envelope(self, kappa):
        """The parameter of the wrapped Cauchy distribution that is drawn from first."""
        tau = 1 + (1 + 4 * kappa**2).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        return where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho**2) / (2 * rho))

    def sample(self, sample_shape=()):
        with no_grad():  # in double precision, for flat distributions would be drawn for ever in single
            loc, kappa = self.loc.to(float64), self.concentration.to(float64)
            r = self._envelope(kappa)
            x = empty(self._extended_shape(sample_shape), dtype=float64, device=loc.device)
            done = zeros_like(x) > 0
            while not bool(done.all()):
                u1, u2, u3 = rand((3, *x.shape), dtype=float64, device=loc.device).unbind()
                z = (math.pi * u1).cos()
                f = (1 + r * z) / (r + z)
                c = kappa * (r - f)
                taken = (c * (2 - c) - u2 > 0) | ((c / u2).log() + 1 - c >= 0)
                x = where(taken, (u3 - 0.5).sign() * f.acos(), x)
                done = done | taken
            return ((x + math.pi + loc) % (2 * math.pi) - math.pi).to(self.loc.dtype)

    def log_prob(self, value):
        self._check(value)
        return self.concentration * (value - self.loc).cos() - math.log(2 * math.pi) - _log_bessel(self.concentration, 0)

"""Bessel, Airy and incomplete gamma functions, and orthogonal polynomials, on arrays of double precision.

Beside `special_kernels`, whose way they go: Cephes' approximations, blocks for large arrays.
"""

import math

from th.tensor import bessel_tables as tables
from th.tensor.special_kernels import chebyshev, i0, i1, in_double, lgamma, polynomial

__all__ = [
    "airy_ai", "gammainc", "gammaincc", "j0", "j1", "k0", "k0e", "k1", "k1e", "orthogonal", "spherical_j0", "y0", "y1",
]

_EDGE = 5.0  # between the rational functions near 0 and the phase and amplitude far out
_TWO_OVER_PI = 2 / math.pi


def _waves(xp, a, order):
    """The two rational functions of amplitude beyond `_EDGE`, and the phase."""
    w = _EDGE / xp.maximum(a, _EDGE)
    z = w * w
    names = ("J0_PP", "J0_PQ", "J0_QP", "J0_QQ") if order == 0 else ("J1_PP", "J1_PQ", "J1_QP", "J1_QQ")
    pp, pq, qp, qq = [polynomial(z, getattr(tables, n)) for n in names]
    phase = a - math.pi * (0.25 + 0.5 * order)
    return pp / pq, w * (qp / qq), phase, xp.sqrt(_TWO_OVER_PI / xp.maximum(a, _EDGE))


def _j0(xp, x):
    a = xp.abs(x)
    z = xp.minimum(a, _EDGE) ** 2
    near = (z - 5.78318596294678452118) * (z - 30.4712623436620863991) * polynomial(z, tables.J0_RP) / polynomial(z, tables.J0_RQ)
    p, q, phase, scale = _waves(xp, a, 0)
    return xp.where(a <= _EDGE, near, (p * xp.cos(phase) - q * xp.sin(phase)) * scale)


def _j1(xp, x):
    a = xp.abs(x)
    inner = xp.minimum(a, _EDGE)
    z = inner * inner
    ratio = polynomial(z, tables.J1_RP) / polynomial(z, tables.J1_RQ)
    near = ratio * inner * (z - 14.6819706421238932572) * (z - 49.2184563216946036703)
    p, q, phase, scale = _waves(xp, a, 1)
    value = xp.where(a <= _EDGE, near, (p * xp.cos(phase) - q * xp.sin(phase)) * scale)
    return xp.where(x < 0, -value, value)


def _y(xp, x, order):
    inner = xp.minimum(xp.maximum(x, 0.0), _EDGE)
    z = inner * inner
    if order == 0:
        near = polynomial(z, tables.Y0_YP) / polynomial(z, tables.Y0_YQ) + _TWO_OVER_PI * xp.log(inner) * _j0(xp, inner)
    else:
        near = inner * (polynomial(z, tables.Y1_YP) / polynomial(z, tables.Y1_YQ))
        near = near + _TWO_OVER_PI * (_j1(xp, inner) * xp.log(inner) - 1.0 / inner)
    p, q, phase, scale = _waves(xp, x, order)
    value = xp.where(x <= _EDGE, near, (p * xp.sin(phase) + q * xp.cos(phase)) * scale)
    return xp.where(x < 0, xp.nan, xp.where(x == 0, -xp.inf, value))


def _k(xp, x, order, scaled):
    inner, outer = xp.minimum(xp.maximum(x, 0.0), 2.0), xp.maximum(x, 2.0)
    series = chebyshev(inner * inner - 2.0, tables.K0_A if order == 0 else tables.K1_A)
    if order == 0:
        near = series - xp.log(0.5 * inner) * i0(xp, inner)
    else:
        near = xp.log(0.5 * inner) * i1(xp, inner) + series / inner
    far = chebyshev(8.0 / outer - 2.0, tables.K0_B if order == 0 else tables.K1_B) / xp.sqrt(outer)
    value = xp.where(x <= 2, near * xp.exp(inner), far) if scaled else xp.where(x <= 2, near, xp.exp(-outer) * far)
    return xp.where(x < 0, xp.nan, xp.where(x == 0, xp.inf, value))


def _spherical_j0(xp, x):
    z = xp.minimum(x * x, 0.25)
    near = polynomial(z, (1 / 6227020800, -1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1.0))
    return xp.where(xp.isinf(x), 0.0, xp.where(xp.abs(x) < 0.5, near, xp.sin(x) / x))


j0, j1, spherical_j0 = in_double(_j0), in_double(_j1), in_double(_spherical_j0)
y0, y1 = in_double(lambda xp, x: _y(xp, x, 0)), in_double(lambda xp, x: _y(xp, x, 1))
k0, k1 = in_double(lambda xp, x: _k(xp, x, 0, False)), in_double(lambda xp, x: _k(xp, x, 1, False))
k0e, k1e = in_double(lambda xp, x: _k(xp, x, 0, True)), in_double(lambda xp, x: _k(xp, x, 1, True))


# ---- Airy


def _airy_series(xp, x):
    """Maclaurin's series, good for -2.09 <= x <= 8.4."""
    x = xp.minimum(xp.maximum(x, -2.1), 8.4)
    cube = x * x * x
    m = f = xp.ones_like(x)
    n = g = x
    for k in range(1, 40):
        m = m * cube / ((3 * k - 1) * (3 * k))
        n = n * cube / ((3 * k) * (3 * k + 1))
        f, g = f + m, g + n
    return 0.355028053887817239260 * f - 0.258819403792806798405 * g


@in_double
def airy_ai(xp, x):
    """The Airy function Ai."""
    below = xp.maximum(-x, 2.09)
    root = xp.sqrt(below)
    turn = 2.0 * below * root / 3.0
    z = 1.0 / turn
    square = z * z
    even = 1.0 + square * polynomial(square, tables.AIRY_AFN) / polynomial(square, tables.AIRY_AFD)
    odd = z * polynomial(square, tables.AIRY_AGN) / polynomial(square, tables.AIRY_AGD)
    t = turn + 0.25 * math.pi
    left = 1 / math.sqrt(math.pi) / xp.sqrt(root) * (xp.sin(t) * even - xp.cos(t) * odd)
    above = xp.maximum(x, 2.09)
    zeta = 2.0 * above * xp.sqrt(above) / 3.0
    ratio = polynomial(1.0 / zeta, tables.AIRY_AN) / polynomial(1.0 / zeta, tables.AIRY_AD)
    right = 1 / math.sqrt(math.pi) * ratio / (2.0 * xp.sqrt(xp.sqrt(above)) * xp.exp(zeta))
    value = xp.where(x < -2.09, left, xp.where(x >= 2.09, right, _airy_series(xp, x)))
    return xp.where(xp.isinf(x), xp.nan, xp.where(x > 103.892, 0.0, value))


# ---- incomplete gamma functions

_TERMS = 600  # enough for a up to about 10 000


def _prefactor(xp, a, x):
    """``exp(-x) * x**a / gamma(a)``."""
    return xp.exp(a * xp.log(xp.where(x > 0, x, 1.0)) - x - lgamma(xp, a)) * (x > 0)


def _lower(xp, a, x):
    """The series for P(a, x), where x < a + 1."""
    term = total = 1.0 / a
    for k in range(1, _TERMS):
        term = term * x / (a + k)
        total = total + term
    return total * _prefactor(xp, a, x)


def _upper(xp, a, x):
    """Lentz's continued fraction for Q(a, x), where x > a + 1."""
    b = x + 1.0 - a
    c = xp.full_like(x, 1e300)
    d = 1.0 / b
    h = d
    for k in range(1, _TERMS // 3):
        step = k * (a - k)
        b = b + 2.0
        d = 1.0 / (step * d + b)
        c = b + step / c
        h = h * (d * c)
    return h * _prefactor(xp, a, x)


def _both(xp, a, x):
    a, x = xp.broadcast_arrays(xp.asarray(a).astype("float64"), xp.asarray(x).astype("float64"))
    small = x < a + 1.0
    low = _lower(xp, a, xp.where(small, x, 0.0))
    up = _upper(xp, xp.where(small, 1.0, a), xp.where(small, 3.0, xp.minimum(x, 1e300)))
    undefined = (x < 0) | (a < 0) | ((a == 0) & (x == 0)) | xp.isnan(a) | xp.isnan(x)
    return a, x, small, low, up, undefined


def gammainc(xp, a, x):
    """The regularised lower incomplete gamma function."""
    a, x, small, low, up, undefined = _both(xp, a, x)
    value = xp.where(small, low, 1.0 - up)
    value = xp.where((a == 0) | xp.isinf(x), 1.0, value)
    return xp.where(undefined, xp.nan, value)


def gammaincc(xp, a, x):
    """The regularised upper incomplete gamma function."""
    a, x, small, low, up, undefined = _both(xp, a, x)
    value = xp.where(small, 1.0 - low, up)
    value = xp.where((a == 0) | xp.isinf(x), 0.0, value)
    return xp.where(undefined, xp.nan, value)


# ---- orthogonal polynomials


def orthogonal(xp, x, n, first, step):
    """The polynomial of degree `n` (an array) at `x`, by its recurrence.

    Args:
        first (callable): ``first(x)`` is the polynomial of degree 1
        step (callable): ``step(k, x, q, p)`` is that of degree k + 1 from those of degree k and k - 1
    """
    x, n = xp.broadcast_arrays(xp.asarray(x).astype("float64"), xp.trunc(xp.asarray(n)))
    p, q = xp.ones_like(x), first(x)
    value = xp.where(n == 0, p, xp.where(n == 1, q, 0.0))
    top = int(n.max()) if n.size else 0
    for k in range(1, top):
        p, q = q, step(k, x, q, p)
        value = xp.where(n == k + 1, q, value)
    return value

"""Special functions on arrays, numpy's or cupy's.

numpy has none of these and `th` needs nothing else, so they are computed here from the rational and Chebyshev
approximations of Cephes, in double precision whatever the dtype.  Large numpy arrays go through block by block:
what a formula holds in between then stays in the cache, which is worth a factor of three.
"""

import functools
import math

import numpy as np

from th.tensor import special_tables as tables

__all__ = [
    "BLOCK", "ERF_BEND", "blockwise", "chebyshev", "digamma", "erf", "erfc", "erfcx", "erfinv", "hurwitz_zeta", "i0", "i0e", "i1",
    "i1e", "in_double", "lgamma", "log_ndtr", "ndtr", "ndtri", "polygamma", "polynomial", "trigamma",
]

BLOCK = 8192  # elements: 64 KiB of doubles, a few of which fit the second-level cache
_SQRT_HALF = math.sqrt(0.5)
_LOG_SQRT_TWO_PI = 0.5 * math.log(2 * math.pi)
_SQRT_INVERSE_PI = 1 / math.sqrt(math.pi)
_SHIFT = 10  # the asymptotic series of the gamma family reach double precision from here on


def polynomial(x, coefficients):
    """The polynomial with these coefficients, highest power first."""
    total = x * coefficients[0]
    total += coefficients[1]
    for c in coefficients[2:]:
        total *= x
        total += c
    return total


def chebyshev(x, coefficients):
    """The Chebyshev series of ``x / 2`` with these coefficients, highest order first, the last one halved."""
    b0, b1, b2 = coefficients[0], 0.0, 0.0
    for c in coefficients[1:]:
        b0, b1, b2 = x * b0 - b1 + c, b0, b1
    return 0.5 * (b0 - b2)


def blockwise(kernel, dtype=None, block=BLOCK):
    """`kernel(xp, x, *settings)` run over blocks of a large numpy array, computing in `dtype`."""

    @functools.wraps(kernel)
    def run(xp, x, *settings):
        if xp is not np or x.size <= block:
            wide = x if dtype is None else x.astype(dtype)
            return xp.asarray(kernel(xp, wide, *settings)).astype(x.dtype, copy=False)
        out = np.empty(x.shape, x.dtype)
        source, target = np.ascontiguousarray(x).reshape(-1), out.reshape(-1)
        for start in range(0, source.size, block):
            part = source[start: start + block]
            target[start: start + block] = kernel(np, part if dtype is None else part.astype(dtype), *settings)
        return out

    return run


def in_double(kernel):
    """`blockwise`, computing in double precision."""
    return blockwise(kernel, "float64")


# ---- error functions


def _exp_minus_square(xp, x):
    """``exp(-x * x)`` without the error that rounding ``x * x`` would bring for large x."""
    coarse = xp.floor(x * 128 + 0.5) * 0.0078125
    rest = x - coarse
    return xp.exp(-coarse * coarse) * xp.exp(-(coarse + x) * rest)


def _scaled_tail(xp, a):
    """``exp(a**2) * erfc(a)`` for a >= 1."""
    near, far = xp.minimum(a, 8.0), xp.minimum(a, 1e17)  # beyond 1e17 the powers would overflow
    value = polynomial(near, tables.ERFC_P) / polynomial(near, tables.ERFC_Q)
    value = xp.where(a < 8, value, polynomial(far, tables.ERFC_R) / polynomial(far, tables.ERFC_S))
    return xp.where(a < 1e17, value, _SQRT_INVERSE_PI / a)


def _central_erf(x):
    """erf for |x| <= 1."""
    z = x * x
    return x * polynomial(z, tables.ERF_T) / polynomial(z, tables.ERF_U)


def _clip(xp, x, limit):
    return xp.minimum(xp.maximum(x, -limit), limit)


def _erf(xp, x):
    a = xp.minimum(xp.abs(x), 6.5)
    near = polynomial(a, tables.ERFC_P) / polynomial(a, tables.ERFC_Q)
    tail = 1.0 - xp.exp(-a * a) * near
    return xp.where(a < 1, _central_erf(_clip(xp, x, 1.0)), xp.copysign(tail, x))


def _erfc(xp, x):
    a = xp.abs(x)
    outer = xp.maximum(a, 1.0)
    bounded = xp.minimum(outer, 28.0)
    tail = _exp_minus_square(xp, bounded) * _scaled_tail(xp, outer)
    tail = xp.where(x < 0, 2.0 - tail, tail)
    return xp.where(a < 1, 1.0 - _central_erf(_clip(xp, x, 1.0)), tail)


def _erfcx(xp, x):
    inner = _clip(xp, x, 1.0)
    outer = _scaled_tail(xp, xp.maximum(xp.abs(x), 1.0))
    square = xp.minimum(x, 0.0)
    square = square * square
    below = 2.0 * xp.exp(square) - outer
    central = xp.exp(inner * inner) * (1.0 - _central_erf(inner))
    return xp.where(xp.abs(x) < 1, central, xp.where(x < 0, below, outer))


def _ndtr(xp, x):
    return 0.5 * _erfc(xp, -x * _SQRT_HALF)


def _probit(xp, half, tail):
    """The quantile of the normal distribution at 0.5 + `half`, where `tail` = 0.5 - abs(half), given exactly."""
    inner = _clip(xp, half, 0.375)
    square = inner * inner
    ratio = polynomial(square, tables.NDTRI_P0) / polynomial(square, tables.NDTRI_Q0)
    centre = (inner + inner * square * ratio) * math.sqrt(2 * math.pi)
    w = xp.sqrt(-2.0 * xp.log(xp.minimum(xp.maximum(tail, 1e-320), math.exp(-2))))
    z = 1.0 / w
    near = polynomial(z, tables.NDTRI_P1) / polynomial(z, tables.NDTRI_Q1)
    far = polynomial(z, tables.NDTRI_P2) / polynomial(z, tables.NDTRI_Q2)
    outer = w - xp.log(w) / w - z * xp.where(w < 8, near, far)
    x = xp.where(tail > math.exp(-2), centre, xp.copysign(outer, half))
    x = xp.where(tail == 0, xp.copysign(xp.inf, half), x)
    return xp.where((tail >= 0) & (tail <= 0.5), x, xp.nan)


def _ndtri(xp, p):
    return _probit(xp, p - 0.5, xp.minimum(p, 1.0 - p))


def _erfinv(xp, y):
    return _probit(xp, 0.5 * y, 0.5 - 0.5 * xp.abs(y)) * _SQRT_HALF


def _log_ndtr(xp, x):
    t = x * _SQRT_HALF
    low = xp.log(0.5 * _erfcx(xp, -xp.minimum(t, 0.0))) - t * t
    return xp.where(x < -1, low, xp.log1p(-0.5 * _erfc(xp, xp.maximum(t, -1.0))))


def _erf_single(xp, x):
    """erf within 3e-7 of its value: erf(x) = tanh(x p(x**2)), fitted here; 20 times as fast as the one above."""
    bend = polynomial(x * x, _BEND_ARRAYS if xp is np else ERF_BEND)
    bend *= x
    return xp.tanh(bend)


ERF_BEND = (1.41855373e-07, -5.66852366e-06, 8.76375707e-05, -6.19785149e-04, -1.91830441e-04, 1.02769056e-01, 1.12837927)
_BEND_ARRAYS = [np.array(c, np.float32) for c in ERF_BEND]  # numpy takes half a microsecond to convert a number
_erf_by_blocks, _erf_single_by_blocks = in_double(_erf), blockwise(_erf_single, block=1 << 16)


def erf(xp, x):
    """The error function."""
    return (_erf_single_by_blocks if x.dtype == "float32" else _erf_by_blocks)(xp, x)


erfc, erfcx, erfinv = in_double(_erfc), in_double(_erfcx), in_double(_erfinv)
ndtr, ndtri, log_ndtr = in_double(_ndtr), in_double(_ndtri), in_double(_log_ndtr)


# ---- the gamma family


def _log_gamma_positive(xp, x):
    """log(gamma(x)) for x > 0."""
    u = xp.minimum(x, 13.0)
    factor = xp.ones_like(u)
    for _ in range(10):  # down into [2, 3), by gamma(u) = (u - 1) gamma(u - 1)
        above = u >= 3
        u = xp.where(above, u - 1.0, u)
        factor = xp.where(above, factor * u, factor)
    for _ in range(2):  # or up
        below = u < 2
        factor = xp.where(below, factor / u, factor)
        u = xp.where(below, u + 1.0, u)
    w = u - 2.0
    small = xp.log(factor) + w * polynomial(w, tables.LGAMMA_B) / polynomial(w, tables.LGAMMA_C)
    big = xp.maximum(x, 13.0)
    series = polynomial(1.0 / (big * big), tables.LGAMMA_A) / big
    large = (big - 0.5) * xp.log(big) - big + _LOG_SQRT_TWO_PI + series
    return xp.where(x < 13, small, xp.where(xp.isinf(x), xp.inf, large))


def _lgamma(xp, x):
    a = xp.abs(x)
    value = _log_gamma_positive(xp, xp.where(a == 0, 1.0, a))
    fraction = a - xp.floor(a)
    sine = xp.sin(math.pi * xp.minimum(fraction, 1.0 - fraction))
    reflected = math.log(math.pi) - xp.log(a * sine) - value
    pole = (x <= 0) & (fraction == 0)
    value = xp.where(x < 0, reflected, value)
    return xp.where(pole | xp.isinf(x), xp.inf, value)


def _shifted(xp, x, term):
    """(x pushed up to at least 10, the sum of `term` over the steps)."""
    total = xp.zeros_like(x)
    for _ in range(_SHIFT):
        below = x < _SHIFT
        total = xp.where(below, total + term(x), total)
        x = xp.where(below, x + 1.0, x)
    return x, total


def _digamma(xp, x):
    mirrored = x < 0
    y = xp.where(mirrored, 1.0 - x, x)
    up, total = _shifted(xp, y, lambda v: -1.0 / v)
    z = 1.0 / (up * up)
    value = total + xp.log(up) - 0.5 / up - z * polynomial(z, tables.DIGAMMA)
    fraction = x - xp.trunc(x)
    value = xp.where(mirrored, value - math.pi / xp.tan(math.pi * fraction), value)
    value = xp.where(mirrored & (fraction == 0), xp.nan, value)
    return xp.where(x == 0, xp.copysign(xp.inf, -x), value)


def _trigamma(xp, x):
    mirrored = x < 0.5
    y = xp.where(mirrored, 1.0 - x, x)
    up, total = _shifted(xp, y, lambda v: 1.0 / (v * v))
    z = 1.0 / (up * up)
    series = polynomial(z, (5 / 66, -1 / 30, 1 / 42, -1 / 30, 1 / 6))
    value = total + 1.0 / up + 0.5 * z + z / up * series
    sine = xp.sin(math.pi * x)
    return xp.where(mirrored, (math.pi / sine) ** 2 - value, value)


def hurwitz_zeta(xp, s, q):
    """The Hurwitz zeta function, the sum of ``(k + q)**-s`` over k >= 0, for s > 1, in double precision."""
    steps = _SHIFT
    lowest = float(q.min()) if getattr(q, "size", 1) else 0.0
    if -1e4 < lowest < 0:
        steps += math.ceil(-lowest)  # a negative q has to come past zero first
    total, a = 0.0, q
    for _ in range(steps):
        total = total + a**-s
        a = a + 1.0
    power = a**-s
    total = total + power * a / (s - 1.0) + 0.5 * power
    factor = s
    for k, c in enumerate(tables.ZETA):  # Euler and Maclaurin
        power = power / a
        total = total + factor * power / c
        factor = factor * (s + 2 * k + 1) * (s + 2 * k + 2)
        power = power / a
    pole = (q <= 0) & (q == xp.floor(q))
    undefined = (s < 1) | ((q < 0) & (s != xp.floor(s)))
    total = xp.where(undefined, xp.nan, total)
    return xp.where((s == 1) | (pole & (s > 1)), xp.inf, total)


def polygamma(xp, n, x):
    """The derivative of order `n` of digamma."""
    if n == 0:
        return digamma(xp, x)
    if n == 1:
        return trigamma(xp, x)
    return _higher_polygamma(xp, x, n)


@in_double
def _higher_polygamma(xp, x, n):
    sign = 1.0 if n % 2 else -1.0
    return sign * math.gamma(n + 1.0) * hurwitz_zeta(xp, n + 1.0, x)


lgamma, digamma, trigamma = in_double(_lgamma), in_double(_digamma), in_double(_trigamma)


# ---- modified Bessel functions


def _scaled_bessel(xp, a, small, large):
    """The two Chebyshev series of i0e or of i1e / x, on [0, 8] and beyond."""
    near = chebyshev(xp.minimum(a, 8.0) / 2.0 - 2.0, small)
    beyond = xp.maximum(a, 8.0)
    return near, chebyshev(32.0 / beyond - 2.0, large) / xp.sqrt(beyond)


def _i0e(xp, x):
    a = xp.abs(x)
    near, far = _scaled_bessel(xp, a, tables.I0E_SMALL, tables.I0E_LARGE)
    return xp.where(a <= 8, near, far)


def _i1e(xp, x):
    a = xp.abs(x)
    near, far = _scaled_bessel(xp, a, tables.I1E_SMALL, tables.I1E_LARGE)
    value = xp.where(a <= 8, xp.minimum(a, 8.0) * near, far)
    return xp.where(x < 0, -value, value)


def _i0(xp, x):
    return xp.exp(xp.abs(x)) * _i0e(xp, x)


def _i1(xp, x):
    return xp.exp(xp.abs(x)) * _i1e(xp, x)


i0, i0e, i1, i1e = in_double(_i0), in_double(_i0e), in_double(_i1), in_double(_i1e)

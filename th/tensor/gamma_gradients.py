"""How a gamma or a Dirichlet draw moves with its parameter, when the random numbers behind it stay the same.

The draw x with cumulative distribution F(x; a) has dx/da = -(dF/da) / (dF/dx).  No closed form of dF/da is known; these
are series near the edges, expansions for large parameters, and rational fits between, with PyTorch's own constants, so
that gradients agree with its digits.

Source:
    Figurnov, Mohamed and Mnih, 2018, Implicit reparameterization gradients; constants of PyTorch's Distributions.h
"""

from th.tensor.special_kernels import digamma

__all__ = ["dirichlet_slope", "gamma_slope"]

_GAMMA_FIT = (
    (0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1.0, 0.32668115, 0.10406089, 0.0014179084),
    (0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623),
    (0.040121004, -0.0065914022, -0.0026286047, -0.0013441777, 0.017050642, -0.0021309326, 0.00085092367,
     -1.5247877e-07),
)  # fmt: skip

_BETA_ABOVE = (
    ((1.003668233, -0.01061107488, -0.0657888334, 0.01201642863),
     (0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033),
     (-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013)),
    ((0.221950385, -0.3187676331, 0.01799915743, 0.01074823814),
     (-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057),
     (0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-05)),
    ((-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565),
     (0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181),
     (0.005900514878, -0.001936558688, -9.495446725e-06, 5.385558597e-05)),
)  # fmt: skip

_BETA_BELOW = (
    ((1.0, -0.02924021934, -0.04438342661, 0.007285809825),
     (0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521),
     (-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149)),
    ((0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273),
     (0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956),
     (-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-05)),
    ((0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-05),
     (0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-05),
     (-0.0003477407336, 6.959756487e-05, 1.097287507e-05, -1.650964693e-06)),
)  # fmt: skip


def _finite(xp, x):
    return xp.where(xp.isnan(x), 0.0, x)


def _choose(xp, out, where, formula, *args):
    """Writes `formula` of the elements that `where` picks."""
    if where.any():
        out[where] = formula(xp, *[a[where] for a in args])


# ---- gamma


def gamma_slope(xp, alpha, x):
    """dx/da of a standard gamma draw `x` of shape parameter `alpha`; float64 arrays of one shape."""
    out = xp.empty_like(x)
    small = x < 0.8
    large = ~small & (alpha > 8)
    near = large & (0.9 * alpha <= x) & (x <= 1.1 * alpha)
    _choose(xp, out, small, _gamma_series, alpha, x)
    _choose(xp, out, near, _gamma_near_mode, alpha, x)
    _choose(xp, out, large & ~near, _gamma_saddle, alpha, x)
    _choose(xp, out, ~small & ~large, _gamma_fit, alpha, x)
    return out


def _gamma_series(xp, alpha, x):
    term, below = xp.ones_like(x), alpha.copy()
    first, second = 1 / below, 1 / (below * below)
    for i in range(1, 6):
        term = term * (-x / i)
        below = below + 1
        first = first + term / below
        second = second + term / (below * below)
    power = x**alpha
    density = x ** (alpha - 1) * xp.exp(-x)
    slope = (xp.log(x) - digamma(xp, alpha)) * (power * first) - power * second
    return _finite(xp, -slope / density)


def _gamma_near_mode(xp, alpha, x):
    first = 1 + 24 * alpha * (1 + 12 * alpha)
    second = 1440 * (alpha * alpha) + 6 * x * (53 - 120 * x) - 65 * x * x / alpha + alpha * (107 + 3600 * x)
    return first * second / (1244160 * (alpha * alpha) * (alpha * alpha))


def _gamma_saddle(xp, alpha, x):
    below = xp.sqrt(8 * alpha)
    straight = below / (alpha - x)
    bent = (x - alpha - alpha * xp.log(x / alpha)) ** -1.5
    both = xp.where(x < alpha, straight - bent, straight + bent)
    term = xp.log(x / alpha) * both - xp.sqrt(2 / alpha) * (alpha + x) / ((alpha - x) * (alpha - x))
    stirling = 1 + 1 / (12 * alpha) * (1 + 1 / (24 * alpha))
    return -stirling * (x * term) / below


def _gamma_fit(xp, alpha, x):
    u, v = xp.log(x / alpha), xp.log(alpha)
    c = [a + u * (b + u * d) for a, b, d in zip(*_GAMMA_FIT, strict=True)]
    above = c[0] + v * (c[1] + v * (c[2] + v * c[3]))
    below = c[4] + v * (c[5] + v * (c[6] + v * c[7]))
    return xp.exp(above / below)


# ---- Dirichlet


def dirichlet_slope(xp, x, alpha, total):
    """The slope of a Dirichlet draw's part `x` with its concentration `alpha`, of `total` in all; float64 arrays.

    The gradient of the concentrations is ``slope * (g - (x * g).sum(-1))``.
    """
    out = xp.empty_like(x)
    beta = total - alpha
    edge = total * x * (1 - x)
    low = (x <= 0.5) & (edge < 2.5)
    high = ~low & (x >= 0.5) & (edge < 0.75)
    rest = ~low & ~high
    large = rest & (alpha > 6) & (beta > 6)
    _choose(xp, out, low, _beta_low, x, alpha, beta)
    _choose(xp, out, high, _beta_high, x, alpha, beta)
    _choose(xp, out, large, _beta_large, x, alpha, beta)
    _choose(xp, out, rest & ~large, _beta_fit, x, alpha, beta, total)
    return out


def _beta_low(xp, x, alpha, beta):
    factor = digamma(xp, alpha) - digamma(xp, alpha + beta) - xp.log(x)
    term = xp.ones_like(x)
    series = term / alpha * (factor + 1 / alpha)
    for i in range(1, 11):
        term = term * ((i - beta) * x / i)
        below = alpha + i
        series = series + term / below * (factor + 1 / below)
    return _finite(xp, x * (1 - x) ** -beta * series)


def _beta_high(xp, x, alpha, beta):
    x, alpha, beta = 1 - x, beta, alpha
    factor = digamma(xp, alpha + beta) - digamma(xp, beta)
    term, product, slope = xp.ones_like(x), xp.ones_like(x), xp.zeros_like(x)
    series = factor / alpha
    for i in range(1, 9):
        term = term * (-x / i)
        slope = slope * (beta - i) + product
        product = product * (beta - i)
        series = series + term / (alpha + i) * (slope + factor * product)
    return _finite(xp, (1 - x) ** (1 - beta) * series)


def _beta_large(xp, x, alpha, beta):
    total = alpha + beta
    mean = alpha / total
    deviation = xp.sqrt(alpha * beta / (total + 1)) / total
    near = (mean - 0.1 * deviation <= x) & (x <= mean + 0.1 * deviation)
    out = xp.empty_like(x)
    _choose(xp, out, near, _beta_near_mean, x, alpha, beta)
    _choose(xp, out, ~near, _beta_saddle, x, alpha, beta)
    return out


def _beta_near_mean(xp, x, alpha, beta):
    total, square = alpha + beta, beta * beta
    poly = 8 * (1 - x) * (135 * beta - 11)
    poly = (453 + 1620 * beta * (1 - x) - 455 * x) * beta + alpha * poly
    poly = 3 * (59 + 180 * beta - 90 * x) * square + alpha * poly
    poly = (43 + 20 * (16 + 27 * beta) * x) * square * beta + alpha * poly
    poly = 47 * x * square * square + alpha * poly
    above = (1 + 12 * alpha) * (1 + 12 * beta) / (total * total)
    below = 12960 * alpha * alpha * alpha * square * (1 + 12 * total)
    return above / (1 - x) * poly / below


def _stirling(x):
    return 1 + 1 / (12 * x) + 1 / (288 * x * x)


def _beta_saddle(xp, x, alpha, beta):
    total = alpha + beta
    factor = -x / xp.sqrt(2 * alpha * beta / total)
    stirling = _stirling(alpha) * _stirling(beta) / _stirling(total)
    away = alpha * (x - 1) + beta * x
    first = 2 * (alpha * alpha) * (x - 1) + alpha * beta * (x - 1) - x * (beta * beta)
    first = first / (xp.sqrt(2 * alpha / beta) * total**1.5 * away * away)
    second = 0.5 * xp.log(alpha / (total * x))
    third = xp.sqrt(8 * alpha * beta / total) / away
    base = beta * xp.log(beta / (total * (1 - x))) + alpha * xp.log(alpha / (total * x))
    fourth = base**-1.5
    return stirling * factor * (first + second * (third + xp.where(x < alpha / total, fourth, -fourth)))


def _beta_fit(xp, x, alpha, beta, total):
    u = xp.log(x)
    a = xp.log(alpha) - u
    b = xp.log(total) - a
    guess = x * (digamma(xp, total) - digamma(xp, alpha)) / beta
    return _in_three(_BETA_ABOVE, u, a, b) / _in_three(_BETA_BELOW, u, a, b) * guess


def _in_three(table, u, a, b):
    found = 0.0
    for rows, up in zip(table, (1.0, u, u * u), strict=True):
        for c, ap in zip(rows, (1.0, a, a * a), strict=True):
            found = found + up * ap * (c[0] + b * (c[1] + b * (c[2] + b * c[3])))
    return found

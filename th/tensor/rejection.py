"""Samplers that draw until they are content, one element after the other: how many draws an element takes is not known
before, so these are loops; they read uniforms drawn ahead and then move the generator by what was used.

Source:
    Hoermann, 1993 (Poisson, binomial); Marsaglia and Tsang, 2000 (gamma); Robert Kern's numpy, from which PyTorch has
    its Poisson and gamma
"""

import math
from operator import length_hint

import numpy as np

from th.errors import ArgumentError
from th.tensor.samplers import exponential

__all__ = ["binomial", "dirichlet", "gamma", "multinomial", "poisson"]

_THIRD, _SQUEEZE = float(np.float32(1) / np.float32(3)), float(np.float32(0.0331))
_STIRLING = (0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
             0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287)


class _Ahead:
    """Uniforms in [0, 1) drawn ahead of a generator; at the end of the block it has moved by those that were taken."""

    def __init__(self, engine, expected):
        self._engine, self._block = engine, max(expected, 16)

    def __enter__(self):
        first = self._engine.doubles_left()  # a copy of the generator costs 0.1 ms: few draws do without
        self._drawn, self._rest = len(first), iter(first)
        self.draw = self._values().__next__
        return self

    def _values(self):
        yield from self._rest
        source = self._engine.peek()
        source.skip(2 * self._drawn)
        while True:
            self._drawn += self._block
            self._rest = iter(source.doubles(self._block).tolist())
            yield from self._rest

    def __exit__(self, *exc):
        self._engine.skip(2 * (self._drawn - length_hint(self._rest)))


def _check(fine, message):
    if not fine:
        raise ArgumentError(message)


# ---- Poisson


def poisson(engine, rates):
    """Poisson with the given rates, a flat array."""
    _check(bool((rates >= 0).all()), "invalid Poisson rate, expected rate to be non-negative")
    with _Ahead(engine, 2 * rates.size) as ahead:
        draw = ahead.draw
        found = [_poisson_large(r, draw) if r >= 10 else _poisson_small(r, draw) for r in rates.astype(float).tolist()]
    return np.array(found, np.float64).astype(rates.dtype)


def _poisson_small(rate, draw):
    if rate == 0:
        return 0
    limit, product, count = math.exp(-rate), draw(), 0
    while product > limit:
        count += 1
        product *= draw()
    return count


def _poisson_large(rate, draw):
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    log_inverse = math.log(1.1239 + 1.1328 / (b - 3.4))
    inside = 0.9277 - 3.6224 / (b - 2)
    while True:
        u = draw() - 0.5
        v = draw()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43) if us else -1
        if us >= 0.07 and v <= inside:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        log_v = math.log(v) if v else -math.inf
        if log_v + log_inverse - math.log(a / (us * us) + b) <= -rate + k * log_rate - math.lgamma(k + 1.0):
            return k


# ---- gamma


def gamma(engine, shapes):
    """Gamma with the given shapes, a flat array, and rate 1; never below the smallest normal number."""
    boosted = shapes < 1
    raised = np.where(boosted, shapes + shapes.dtype.type(1), shapes)
    d = (raised - shapes.dtype.type(_THIRD)).astype(float).tolist()
    with np.errstate(divide="ignore"):
        powers = (shapes.dtype.type(1) / shapes).astype(float).tolist()
    found = []
    with _Ahead(engine, 3 * shapes.size) as ahead:
        normal = _normals(engine, ahead.draw)
        for shape, small, each, power in zip(shapes.tolist(), boosted.tolist(), d, powers, strict=True):
            if shape == 0:
                found.append(0.0)
                continue
            scale = (1 - ahead.draw()) ** power if small else 1.0
            found.append(scale * each * _gamma_ratio(each, normal, ahead.draw))
    made = np.array(found, np.float64).astype(shapes.dtype)
    return np.maximum(made, np.finfo(shapes.dtype).tiny)


def _gamma_ratio(d, normal, draw):
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal()
        y = 1.0 + c * x
        while y <= 0:
            x = normal()
            y = 1.0 + c * x
        v = y * y * y
        u = 1 - draw()
        xx = x * x
        if u < 1.0 - _SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1.0 - v + math.log(v)):
            return v


def _normals(engine, draw):
    """Normals of pairs of uniforms; the second of a pair waits in the generator."""

    def normal():
        waiting = engine.next_double
        if waiting is not None:
            engine.next_double = None
            return waiting
        u1, u2 = draw(), draw()
        radius = math.sqrt(-2.0 * math.log1p(-u2))
        theta = 2.0 * math.pi * u1
        engine.next_double = radius * math.sin(theta)
        return radius * math.cos(theta)

    return normal


def dirichlet(engine, concentration):
    """Dirichlet over the last dimension of an array of concentrations."""
    dtype = concentration.dtype
    made = gamma(engine, concentration.astype(np.float64).reshape(-1)).reshape(concentration.shape)
    made = (made / made.sum(-1, keepdims=True)).astype(dtype)
    return np.clip(made, np.finfo(dtype).tiny, np.nextafter(dtype.type(1), dtype.type(0)))


# ---- binomial


def binomial(engine, counts, probabilities):
    """Binomial of flat arrays of one floating dtype: successes in `counts` trials."""
    one = counts.dtype.type(1)
    flipped = probabilities > 0.5
    p = np.where(flipped, one - probabilities, probabilities)
    with _Ahead(engine, 2 * counts.size) as ahead:
        found = [
            _binomial(n, q, ahead.draw) for n, q in zip(counts, p, strict=True)  # scalars of the dtype: it counts
        ]
    made = np.array(found, counts.dtype)
    return np.where(flipped, counts - made, made)


def _binomial(n, p, draw):
    if not n > 0 or p <= 0:
        return 0.0
    if np.isnan(p):
        return math.nan
    return _binomial_large(n, p, draw) if n * p >= 10.0 else _binomial_small(float(n), p, draw)


def _binomial_small(n, p, draw):
    log_p = float(p.dtype.type(math.log1p(-float(p))))
    total, count = 0.0, 0
    while True:
        u = draw()
        total += math.ceil(math.log(u) / log_p) if u else math.inf
        if total > n:
            return count
        count += 1


def _binomial_large(n, p, draw):
    one = p.dtype.type(1)
    deviation = float(np.sqrt(n * p * (one - p)))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * float(p)
    c = float(n * p) + 0.5
    inside = 0.92 - 4.2 / b
    r = float(p / (one - p))
    alpha = (2.83 + 5.1 / b) * deviation
    m = float(np.floor((n + one) * p))
    n = float(n)
    while True:
        u = draw() - 0.5
        v = draw()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + c) if us else -1
        if k < 0 or k > n:
            continue
        if us >= 0.07 and v <= inside:
            return k
        log_v = math.log(v * alpha / (a / (us * us) + b)) if v else -math.inf
        bound = (
            (m + 0.5) * math.log((m + 1) / (r * (n - m + 1))) + (n + 1) * math.log((n - m + 1) / (n - k + 1))
            + (k + 0.5) * math.log(r * (n - k + 1) / (k + 1))
            + _tail(m) + _tail(n - m) - _tail(k) - _tail(n - k)
        )
        if log_v <= bound:
            return k


def _tail(k):
    """What Stirling's approximation of log(k!) leaves."""
    if k < len(_STIRLING):
        return _STIRLING[int(k)]
    square = (k + 1) * (k + 1)
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)


# ---- multinomial


def multinomial(engine, weights, count, replacement):
    """Numbers of categories, `count` for each row of a matrix of weights."""
    if not replacement or count == 1:
        return _without_replacement(engine, weights, count)
    _check(bool((weights >= 0).all()), "invalid multinomial distribution (encountering probability entry < 0)")
    _check(bool(np.isfinite(weights).all()),
           "invalid multinomial distribution (encountering probability entry = infinity or NaN)")
    single = weights.dtype.itemsize < 4
    sums = np.cumsum(weights.astype(np.float32) if single else weights, axis=1, dtype=np.float32 if single else weights.dtype)
    _check(bool((sums[:, -1] > 0).all()), "invalid multinomial distribution (sum of probabilities <= 0)")
    sums /= sums[:, -1:].copy()
    sums[:, -1] = 1
    draws = engine.doubles(len(weights) * count).reshape(len(weights), count)
    found = [np.searchsorted(row, u) for row, u in zip(sums.astype(np.float64), draws, strict=True)]
    return np.array(found, np.int64).reshape(len(weights), count)


def _without_replacement(engine, weights, count):
    _check(bool(((weights >= 0) & (weights < np.inf)).all()),
           "probability tensor contains either `inf`, `nan` or element < 0")
    _check(bool((weights.sum(1) != 0).all()), "invalid multinomial distribution (sum of probabilities <= 0)")
    waits = exponential(engine, weights.size, weights.dtype).reshape(weights.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        keys = weights / waits
    return np.argsort(-keys, axis=1, kind="stable")[:, :count]

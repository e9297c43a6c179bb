"""Random arrays on a GPU: the samplers of `samplers` and `rejection` by their names, made by cupy's generator.

The numbers are not PyTorch's; the same seed gives the same numbers.
"""

import math

import numpy as np

from th.errors import ArgumentError
from th.tensor import devices
from th.tensor.samplers import DIGITS

__all__ = [
    "bernoulli", "binomial", "cauchy", "coins", "dirichlet", "exponential", "gamma", "geometric", "integers",
    "log_normal", "multinomial", "normal", "permutation", "poisson", "serial_normal", "uniform", "whole_numbers",
]


def _drawn(dtype):
    """The dtype that cupy draws for results of `dtype`."""
    return np.float64 if dtype == np.float64 else np.float32


def uniform(engine, count, dtype, low=0.0, high=1.0):
    """Uniform in [low, high)."""
    drawn = engine.source().random(count, dtype=_drawn(dtype))
    if (low, high) != (0.0, 1.0):
        drawn = drawn * (high - low) + low
    made = drawn.astype(dtype)
    made[made == made.dtype.type(high)] = low
    return made


def normal(engine, count, dtype, mean=0.0, std=1.0):
    """Normal."""
    return (engine.source().standard_normal(count, dtype=_drawn(dtype)) * std + mean).astype(dtype)


serial_normal = normal


def log_normal(engine, count, dtype, mean=1.0, std=2.0):
    """The exponential of a normal."""
    xp = devices.cuda_namespace()
    return xp.exp(normal(engine, count, np.dtype("float64"), mean, std)).astype(dtype)


def integers(engine, count, dtype, low, high):
    """Integers in [low, high)."""
    return engine.source().integers(low, high, count, dtype=np.int64).astype(dtype)


def whole_numbers(engine, count, dtype):
    """The integers that a dtype has."""
    if dtype.kind == "b":
        return integers(engine, count, dtype, 0, 2)
    digits = DIGITS.get(dtype.name)
    return integers(engine, count, dtype, 0, (1 << digits) + 1 if digits else int(np.iinfo(dtype).max))


def permutation(engine, count, dtype):
    """The numbers 0 .. count - 1 in random order."""
    xp = devices.cuda_namespace()
    return xp.argsort(engine.source().random(count, dtype=np.float64)).astype(dtype)


def bernoulli(engine, count, p):
    """True with probability `p`, a number or a flat array."""
    return engine.source().random(count, dtype=np.float64) < p


def coins(engine, count, dtype, p):
    """`bernoulli` as numbers of a dtype."""
    return bernoulli(engine, count, p).astype(dtype)


def exponential(engine, count, dtype, rate=1.0):
    """Exponential with the given rate."""
    xp = devices.cuda_namespace()
    return (xp.log1p(-engine.source().random(count, dtype=np.float64)) / -rate).astype(dtype)


def geometric(engine, count, dtype, p):
    """The number of trials up to the first success."""
    xp = devices.cuda_namespace()
    u = 1.0 - engine.source().random(count, dtype=np.float64)
    return xp.maximum(xp.ceil(xp.log(u) / math.log1p(-p)), 1.0).astype(dtype)


def cauchy(engine, count, dtype, median=0.0, sigma=1.0):
    """Cauchy."""
    xp = devices.cuda_namespace()
    return (xp.tan(math.pi * (engine.source().random(count, dtype=np.float64) - 0.5)) * sigma + median).astype(dtype)


def poisson(engine, rates):
    """Poisson with the given rates."""
    return engine.source().poisson(rates.astype(np.float64)).astype(rates.dtype)


def gamma(engine, shapes):
    """Gamma with the given shapes and rate 1."""
    return engine.source().standard_gamma(shapes.astype(np.float64)).astype(shapes.dtype)


def dirichlet(engine, concentration):
    """Dirichlet over the last dimension."""
    made = engine.source().standard_gamma(concentration.astype(np.float64))
    return (made / made.sum(-1, keepdims=True)).astype(concentration.dtype)


def binomial(engine, counts, probabilities):
    """Successes in `counts` trials."""
    made = engine.source().binomial(counts.astype(np.int64), probabilities.astype(np.float64))
    return made.astype(counts.dtype)


def multinomial(engine, weights, count, replacement):
    """Numbers of categories, `count` for each row of a matrix of weights."""
    xp = devices.cuda_namespace()
    wide = weights.astype(np.float64)
    if not bool(((wide >= 0) & (wide < math.inf)).all()):
        raise ArgumentError("probability tensor contains either `inf`, `nan` or element < 0")
    if not bool((wide.sum(1) > 0).all()):
        raise ArgumentError("invalid multinomial distribution (sum of probabilities <= 0)")
    rows = len(wide)
    if not replacement:
        waits = exponential(engine, wide.size, wide.dtype).reshape(wide.shape)
        return xp.argsort(-(wide / waits), axis=1)[:, :count]
    sums = xp.cumsum(wide, axis=1)
    sums /= sums[:, -1:].copy()
    draws = engine.source().random(rows * count, dtype=np.float64).reshape(rows, count)
    return xp.stack([xp.searchsorted(row, u) for row, u in zip(sums, draws, strict=True)])

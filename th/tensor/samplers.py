"""Random arrays: PyTorch's samplers on the CPU, in PyTorch's order of draws.

Each takes a `random.Twister` and how many elements of which numpy dtype are wanted, and returns a flat array.
What PyTorch computes in double with the C library is computed with `math` where the result is a double: numpy's own
logarithms differ from it in the last bit, which a float32 result does not show.
"""

import math

import numpy as np

from th.errors import ArgumentError
from th.tensor.box_muller import moved, normals_of
from th.tensor.openblas import exchanged

__all__ = [
    "DIGITS", "bernoulli", "cauchy", "coins", "end_of", "exponential", "fused", "geometric", "integers", "log_normal",
    "normal", "permutation", "random_bounds", "serial_normal", "uniform", "whole_numbers",
]

_F32, _F64, _I64 = np.dtype("float32"), np.dtype("float64"), np.dtype("int64")
_FEW_PAIRS = 24  # pairs of normals up to which a loop is quicker
_FEW = 1 << 12  # permutations of up to so many find the numbers of their steps made
_UP, _DOWN = np.arange(_FEW), np.arange(_FEW, 1, -1, dtype=np.uint32)
_WIDE = 1 << 28  # ranges from here on take 64 bits a draw
_SHUFFLE_LIMIT = 0xFFFFFFFF // 20  # permutations from here on are built inside out
DIGITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}  # bits of the mantissa


def _libm(name, x, dtype):
    """The function `name` of float64 `x`: to the last bit of the C library's where `dtype` shows it."""
    if dtype != _F64:
        return getattr(np, name)(x)
    return np.fromiter(map(getattr(math, name), x.tolist()), np.float64, x.size)


def _as(x, dtype):
    """float64 as another dtype; the half types by way of float32, as C++ converts."""
    return x.astype(np.float32).astype(dtype) if dtype.itemsize == 2 and dtype.kind != "i" else x.astype(dtype)


def fused(a, b, c):
    """a * b + c of float64, rounded once (but for a double rounding in one of 2**50 cases)."""
    if b == 1.0 and c == 0.0:
        return a
    product = a * b
    low = _product_error(a, b, product)
    total = product + c
    back = total - product
    low += (product - (total - back)) + (c - back)
    return total + low


def _product_error(a, b, product):
    """What rounding took from the product a * b (Dekker, 1971)."""
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(np.float64(b))
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(x):
    big = x * 134217729.0  # 2**27 + 1
    high = big - (big - x)
    return high, x - high


# ---- uniform


def uniform(engine, count, dtype, low=0.0, high=1.0):
    """Uniform in [low, high)."""
    if dtype is _F32 and low == 0.0 and high == 1.0:
        return engine.floats(count)
    if dtype == _F64:
        return _scaled(engine.doubles(count), float(low), float(high))
    out = engine.floats(count)
    if (low, high) == (0.0, 1.0) and dtype == _F32:
        return out
    low32, high32 = np.float32(low), np.float32(high)
    wide = out.astype(np.float64) * np.float64(high32 - low32) + np.float64(low32)  # PyTorch fuses it
    return _below(wide.astype(np.float32).astype(dtype), low, high)


def _scaled(x, low, high):
    return x if (low, high) == (0.0, 1.0) else _below(fused(x, high - low, low), low, high)


def _below(x, low, high):
    """What rounding brought up to `high` goes back to `low`."""
    x[x == x.dtype.type(high)] = x.dtype.type(low)
    return x


# ---- normal


def normal(engine, count, dtype, mean=0.0, std=1.0):
    """Normal, as PyTorch fills contiguous memory: blocks of 16 from 16 elements on."""
    if count < 16:
        return serial_normal(engine, count, dtype, mean, std)
    whole, rest = count - count % 16, count % 16
    if dtype == _F64:
        draws = engine.doubles(count + (16 if rest else 0))
        fill = _double_normals
    else:
        drawn = (count if dtype == _F32 else whole) + (16 if rest else 0)  # the half types draw as they go
        waves = engine.waves(drawn)
        if waves is not None:
            return _chosen(waves, count, mean, std).astype(dtype, copy=False)
        draws = engine.floats(drawn)
        fill = normals_of
    if not rest:
        return fill(draws.reshape(-1, 16), mean, std).reshape(-1).astype(dtype, copy=False)
    blocks = fill(np.concatenate((draws[:whole], draws[-16:])).reshape(-1, 16), mean, std)
    out = np.empty(count, dtype)
    out[:whole] = blocks[:-1].reshape(-1)
    out[count - 16:] = blocks[-1]  # the last 16 are drawn anew
    return out


def _chosen(waves, count, mean, std):
    """The normals of draws whose `waves` are known: as `normals_of` pairs them."""
    radius, cosine, sine = waves
    whole = count - count % 16
    out = np.empty(count, _F32)
    blocks = out[:whole].reshape(-1, 16)
    near = radius[:whole].reshape(-1, 16)[:, :8]
    np.multiply(near, cosine[:whole].reshape(-1, 16)[:, 8:], blocks[:, :8])
    np.multiply(near, sine[:whole].reshape(-1, 16)[:, 8:], blocks[:, 8:])
    if whole != count:  # the last 16 are drawn anew
        near = radius[-16:-8]
        np.multiply(near, cosine[-8:], out[-16:-8])
        np.multiply(near, sine[-8:], out[-8:])
    return out if mean == 0.0 and std == 1.0 else moved(out, mean, std)


def _double_normals(u, mean, std):
    first = np.ascontiguousarray(1.0 - u[:, :8])
    radius = np.sqrt(-2.0 * _libm("log", first.reshape(-1), _F64)).reshape(first.shape)
    theta = (2.0 * math.pi) * u[:, 8:]
    return fused(np.concatenate((radius * np.cos(theta), radius * np.sin(theta)), axis=1), std, mean)


def serial_normal(engine, count, dtype, mean=0.0, std=1.0, exact=None):
    """Normal, one after the other in double: what PyTorch does for few elements and for strided memory."""
    waiting = engine.next_double
    first = 1 if waiting is not None and count else 0
    pairs = (count - first + 1) // 2
    both = [waiting] if first else []
    if pairs:
        drawn = engine.doubles(2 * pairs)
        both = _few_pairs(both, drawn.tolist()) if pairs < _FEW_PAIRS else _pairs(both, drawn, exact or dtype)
    if first or pairs:
        engine.next_double = float(both[-1]) if len(both) > count else None
    return _as(_affine(np.array(both[:count], np.float64), mean, std), dtype)


def _few_pairs(both, drawn):
    sqrt, log1p, cos, sin, turn = math.sqrt, math.log1p, math.cos, math.sin, 2.0 * math.pi
    for u1, u2 in zip(drawn[0::2], drawn[1::2], strict=True):
        radius = sqrt(-2.0 * log1p(-u2))
        theta = turn * u1
        both += (radius * cos(theta), radius * sin(theta))
    return both


def _pairs(before, drawn, dtype):
    both = np.empty(len(before) + drawn.size, np.float64)
    both[: len(before)] = before
    radius = np.sqrt(-2.0 * _libm("log1p", -drawn[1::2], dtype))
    theta = (2.0 * math.pi) * drawn[0::2]
    both[len(before) :: 2], both[len(before) + 1 :: 2] = radius * np.cos(theta), radius * np.sin(theta)
    return both


def _affine(x, mean, std):
    return x if (mean, std) == (0.0, 1.0) else fused(x, float(std), float(mean))


def log_normal(engine, count, dtype, mean=1.0, std=2.0):
    """The exponential of a normal."""
    return _as(_libm("exp", serial_normal(engine, count, _F64, mean, std, exact=dtype), dtype), dtype)


# ---- integers


def integers(engine, count, dtype, low, high):
    """Integers in [low, high), of any dtype."""
    span = high - low
    if span >= 2**64:
        return engine.long_words(count).view(np.int64).astype(dtype)
    if span >= _WIDE:
        found = engine.long_words(count) % np.uint64(span)
    else:
        words = engine.words(count)
        found = _rest(words, np.uint32(span)) if span & (span - 1) else words & np.uint32(span - 1)  # the same, and quicker
    if low == 0:
        return found.astype(dtype)
    found = found.astype(np.int64)
    found += low
    return found.astype(dtype, copy=False)


def _rest(words, span):
    """``words % span``: numpy divides by one number with vectors, but takes rests one by one."""
    span = np.asarray(span)  # with an array numpy begins sooner than with a number
    found = words // span
    np.multiply(found, span, found)
    return np.subtract(words, found, found)


def whole_numbers(engine, count, dtype):
    """The integers that a dtype has: up to its largest, for a floating dtype up to the last of a run without gaps."""
    if dtype.kind == "b":
        return (engine.words(count) & np.uint32(1)).astype(bool)
    if dtype.name in ("int64", "float64"):
        words = engine.long_words(count)
        top = 2**63 if dtype.kind == "i" else 2**53 + 1
        return (words % np.uint64(top)).astype(dtype)
    top = (1 << DIGITS[dtype.name]) + 1 if dtype.name in DIGITS else int(np.iinfo(dtype).max) + 1
    return (engine.words(count) % np.uint32(top)).astype(dtype)


def end_of(dtype):
    """One above the largest integer that `random_` draws of a dtype when it is given only the smallest."""
    if dtype.name in DIGITS:
        return (1 << DIGITS[dtype.name]) + 1
    return 2 if dtype.kind == "b" else int(np.iinfo(dtype).max) + 1


def random_bounds(dtype, low, high):
    """[low, high) moved inwards to numbers that a floating dtype holds.

    Raises:
        ArgumentError: when nothing is left, or the dtype does not reach so far
    """
    if low >= high:
        raise ArgumentError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if dtype == _I64 and -_WIDE < low and high < _WIDE:
        return low, high
    if dtype.name in DIGITS:
        _check_reach(dtype, low, high - 1, _largest(dtype))
        low, high = _inwards(dtype, low, high)
        if low >= high:
            raise ArgumentError(
                "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got "
                f"from={low} >= to={high}"
            )
        return low, high
    most = 1 if dtype.kind == "b" else int(np.iinfo(dtype).max)
    _check_reach(dtype, low, high - 1, most, least=0 if dtype.kind == "b" else int(np.iinfo(dtype).min))
    return low, high


def _largest(dtype):
    return 65504 if dtype.name == "float16" else 2**127


def _check_reach(dtype, first, last, most, least=None):
    least = -most if least is None else least
    for name, value in (("from", first), ("to - 1", last)):
        if not least <= value <= most:
            raise ArgumentError(f"{name} is out of bounds for {dtype.name}: {value} is not in [{least}, {most}]")


def _inwards(dtype, low, high):
    digits = DIGITS[dtype.name]
    after = _as_int(dtype, low + 1)
    if after < low:
        low = after + (1 << (abs(low + 1).bit_length() - digits))
    before = _as_int(dtype, high - 1)
    if before >= high:
        high = before - (1 << (abs(high - 1).bit_length() - digits))
    return low, high


def _as_int(dtype, number):
    held = float(np.array(number, np.float64).astype(dtype))
    return int(held) if math.isfinite(held) else number


def permutation(engine, count, dtype):
    """The numbers 0 .. count - 1 in random order (Fisher and Yates)."""
    if count >= _SHUFFLE_LIMIT:
        return _inside_out(engine, count).astype(dtype)
    if count < 2:
        return np.arange(count).astype(dtype)
    words = engine.words(count - 1)
    left = _DOWN[_FEW - count :] if count <= _FEW else np.arange(count, 1, -1, dtype=np.uint32)  # to choose from
    places = (_UP if count <= _FEW else np.arange(count - 1))[: count - 1] + words % left
    return exchanged(places).astype(dtype, copy=False)


def _inside_out(engine, count):
    order = np.empty(count, np.int64)
    block = 1 << 20  # draws held at a time
    for first in range(0, count, block):
        last = min(first + block, count)
        places = engine.long_words(last - first) % np.arange(first + 1, last + 1, dtype=np.uint64)
        for i, place in enumerate(places.tolist(), first):
            order[i] = order[place]
            order[place] = i
    return order


# ---- one draw an element


def bernoulli(engine, count, p):
    """True with probability `p`: a number, or a flat array of `count` probabilities.

    PyTorch asks a 53-bit uniform of a number and of float64, a 24-bit one of other dtypes.  (On processors of Intel it
    hands a number over to a generator of MKL; that stream is not this one.)
    """
    if not isinstance(p, np.ndarray):
        return engine.doubles(count) < p
    if p.dtype == _F64:
        return engine.doubles(count) < p
    return engine.floats(count) < p.astype(np.float32, copy=False)


def coins(engine, count, dtype, p):
    """`bernoulli` as numbers of a dtype."""
    return bernoulli(engine, count, p).astype(dtype)


def exponential(engine, count, dtype, rate=1.0):
    """Exponential with the given rate."""
    return _as(-1.0 / rate * _libm("log1p", -engine.doubles(count), dtype), dtype)


def geometric(engine, count, dtype, p):
    """The number of trials up to the first success."""
    u = engine.doubles(count)
    if not u.all():  # log(0) is -inf in C; math refuses it
        with np.errstate(divide="ignore"):
            return np.ceil(np.log(u) / math.log1p(-p)).astype(dtype)
    return np.ceil(_libm("log", u, _F64) / math.log1p(-p)).astype(dtype)


def cauchy(engine, count, dtype, median=0.0, sigma=1.0):
    """Cauchy."""
    slope = _libm("tan", math.pi * (engine.doubles(count) - 0.5), dtype)
    return _as(_affine(slope, median, sigma), dtype)

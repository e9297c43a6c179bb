"""PyTorch's float32 normals, bit for bit.

PyTorch makes them from blocks of 16 uniforms with the vector logarithm, sine and cosine of Cephes, compiled to fused
multiply-adds; so do these.  A fused float32 a * b + c is computed in float64 (where a * b is exact) and rounded once
more: it differs only where a sum falls within 2**-29 of a tie.

Source:
    Box and Muller, 1958; Cephes Mathematical Library (S. Moshier); avx_mathfun (G. Garberoglio, 2012)
"""

import numpy as np

__all__ = ["normals_of"]

_f32 = np.float32
_CHUNK = 16384  # pairs at a time: what a step works on stays in the cache, twice as fast for a million

_SQRT_HALF = _f32(0.707106781186547524)
_LOG = [_f32(c) for c in (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)]
_LN2_LOW, _LN2_HIGH = _f32(-2.12194440e-4), _f32(0.693359375)
_FOUR_OVER_PI, _TWO_PI = _f32(1.27323954473516), _f32(2 * np.pi)
_PI_OVER_4 = [_f32(c) for c in (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)]  # in three parts
_SIN = [_f32(c) for c in (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)]
_COS = [_f32(c) for c in (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)]


def _fused(a, b, c):
    """a * b + c, rounded once, of float32 values held in float64."""
    out = a * b
    out += c
    return _rounded(out)


def _rounded(x):
    return x.astype(_f32).astype(np.float64)


def _polynomial(coefficients, x):
    y = float(coefficients[0])
    for c in coefficients[1:]:
        y = _fused(x, y, float(c))
    return y


def _log(u):
    """The logarithm of float32 numbers in (0, 1]."""
    bits = u.view(np.int32)
    exponent = (bits >> 23) - 126
    mantissa = ((bits & 0x007FFFFF) | 0x3F000000).view(_f32)
    low = mantissa < _SQRT_HALF
    exponent -= low
    x = mantissa - _f32(1)
    x += np.where(low, mantissa, _f32(0))
    e = exponent.astype(np.float64)
    wide = x.astype(np.float64)
    z = _rounded(wide * wide)
    y = _rounded(_polynomial(_LOG, wide) * wide)
    y = _fused(y, z, _rounded(e * float(_LN2_LOW)))
    y = _fused(z, -0.5, y)
    y = _rounded(wide + y)
    return _fused(e, float(_LN2_HIGH), y).astype(_f32)


def _sine_cosine(theta):
    """Sine and cosine of float32 angles in [0, 2 pi)."""
    octant = (theta * _FOUR_OVER_PI).astype(np.int32)
    octant += 1
    octant &= ~1
    j = octant.astype(np.float64)
    x = theta.astype(np.float64)
    for part in _PI_OVER_4:
        x = _fused(j, float(part), x)
    z = _rounded(x * x)
    cosine = _rounded(_polynomial(_COS, z) * z)
    cosine = _rounded(_fused(cosine, z, z * -0.5) + 1.0).astype(_f32)
    sine = _rounded(_polynomial(_SIN, z) * z)
    sine = _fused(sine, x, x).astype(_f32)
    straight = (octant & 2) == 0
    first, second = np.where(straight, sine, cosine), np.where(straight, cosine, sine)
    np.negative(first, where=(octant & 4) != 0, out=first)
    np.negative(second, where=((octant - 2) & 4) == 0, out=second)
    return first, second


def normals_of(uniforms, mean, std):
    """Turns blocks of 16 float32 uniforms in [0, 1) into normals: 8 pairs, the cosines first, then the sines.

    Args:
        uniforms (blocks, 16): float32; overwritten
        mean (float): of the normals
        std (float): of the normals
    """
    mean, std = float(_f32(mean)), float(_f32(std))
    step = _CHUNK // 8
    for first in range(0, len(uniforms), step):
        block = uniforms[first: first + step]
        radius = np.sqrt(_f32(-2) * _log(_f32(1) - block[:, :8]))
        sine, cosine = _sine_cosine(_TWO_PI * block[:, 8:])
        for place, wave in ((slice(0, 8), cosine), (slice(8, 16), sine)):
            wave *= radius
            block[:, place] = wave if (mean, std) == (0.0, 1.0) else _fused(wave.astype(np.float64), std, mean)
    return uniforms

"""PyTorch's float32 normals, bit for bit.

PyTorch makes them from blocks of 16 uniforms with the vector logarithm, sine and cosine of Cephes, compiled to fused
multiply-adds; so do these.  A fused float32 a * b + c is computed in float64 (where a * b is exact) and rounded once
more: it differs only where a sum falls within 2**-29 of a tie.

Source:
    Box and Muller, 1958; Cephes Mathematical Library (S. Moshier); avx_mathfun (G. Garberoglio, 2012)
"""

import numpy as np

__all__ = ["moved", "normals_of", "waves_of"]

_f32 = np.float32
_CHUNK = 32768  # pairs at a time: what a step works on stays in the cache

_SQRT_HALF = int(_f32(0.707106781186547524).view(np.int32))  # as bits
_LOG = [float(_f32(c)) for c in (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                                 -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)]
_LN2_LOW, _LN2_HIGH = _f32(-2.12194440e-4), _f32(0.693359375)
_FOUR_OVER_PI, _TWO_PI = _f32(1.27323954473516), _f32(2 * np.pi)
_PI_OVER_4 = [_f32(c) for c in (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)]  # in three parts
_COS_SIN = np.array([[2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2],
                     [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]], _f32).astype(np.float64).T[:, :, None]
_HALF, _ONE = _f32(-0.5), _f32(1)


def _fused(a, b, c):
    """a * b + c, rounded once to float32; `a` is float64."""
    out = a * b
    out += c
    return out.astype(_f32)


def _log(u):
    """The logarithm of float32 numbers in (0, 1]."""
    bits = u.view(np.int32) - _SQRT_HALF
    e = (bits >> 23).astype(_f32)
    bits &= 0x007FFFFF
    bits += _SQRT_HALF
    x = bits.view(_f32) - _ONE  # the mantissa, between the roots of 1/2 and 2, less 1
    z = x * x
    wide = x.astype(np.float64)
    y = wide * _LOG[0]
    y += _LOG[1]
    y = y.astype(_f32)
    for c in _LOG[2:]:
        y = _fused(wide, y, c)
    y *= x
    y = _fused(z.astype(np.float64), y, e * _LN2_LOW)
    z *= _HALF
    y += z
    y += x
    e *= _LN2_HIGH  # exact: few bits times few bits
    y += e
    return y


def _cosine_sine(theta):
    """Cosine and sine of float32 angles in [0, 2 pi)."""
    octant = (theta * _FOUR_OVER_PI).astype(np.int32)
    octant += 1
    octant &= ~1
    j = octant.astype(_f32)
    x = theta + j * _PI_OVER_4[0]  # exact products, here and in the next line
    x += j * _PI_OVER_4[1]
    x = _fused(j.astype(np.float64), float(_PI_OVER_4[2]), x)
    z = x * x
    wide = z.astype(np.float64)
    both = wide * _COS_SIN[0]
    both += _COS_SIN[1]
    both = _fused(wide, both.astype(_f32), _COS_SIN[2])
    both *= z
    cosine = _fused(wide, both[0], z * _HALF)
    cosine += _ONE
    sine = _fused(x.astype(np.float64), both[1], x)
    straight = (octant & 2) == 0
    first, second = np.where(straight, cosine, sine), np.where(straight, sine, cosine)
    first.view(np.int32)[...] ^= ((octant + 2) & 4) << 29  # the signs
    second.view(np.int32)[...] ^= (octant & 4) << 29
    return first, second


def _radius(u):
    """The distance from the middle for float32 uniforms in [0, 1)."""
    found = _log(_ONE - u)
    found *= _f32(-2)
    return np.sqrt(found, found)


def waves_of(uniforms):
    """Of each uniform the radius, the cosine and the sine that it gives a pair of normals; for small draws to choose from."""
    return _radius(uniforms), *_cosine_sine(uniforms * _TWO_PI)


def normals_of(uniforms, mean, std):
    """Turns blocks of 16 float32 uniforms in [0, 1) into normals: 8 pairs, the cosines first, then the sines.

    Args:
        uniforms (blocks, 16): float32; overwritten
        mean (float): of the normals
        std (float): of the normals
    """
    step = _CHUNK // 8
    for first in range(0, len(uniforms), step):
        block = uniforms[first : first + step]
        radius = _radius(block[:, :8].reshape(-1))
        waves = _cosine_sine((block[:, 8:] * _TWO_PI).reshape(-1))
        for place, wave in zip((slice(0, 8), slice(8, 16)), waves, strict=True):
            wave *= radius
            block[:, place] = wave.reshape(-1, 8)
    return moved(uniforms, mean, std)


def moved(normals, mean, std):
    """Standard normals given another mean and deviation, rounded once; in place."""
    mean, std = float(_f32(mean)), float(_f32(std))
    if (mean, std) != (0.0, 1.0):
        flat = normals.reshape(-1)
        for first in range(0, len(flat), _CHUNK):
            part = flat[first : first + _CHUNK]
            part[...] = _fused(part.astype(np.float64), std, mean)
    return normals

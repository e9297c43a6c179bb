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
_COS_SIN = [[float(_f32(c)) for c in row] for row in ((2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2),
                                                      (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1))]
_HALF, _ONE, _SIGN = _f32(-0.5), _f32(1), np.int32(-(2**31))


def _fused(a, b, c, wide):
    """a * b + c, rounded once to float32 and written to `b`; `a` is float64, `wide` a float64 scratch."""
    np.copyto(wide, b)  # numpy multiplies two dtypes through a buffer, which takes twice as long
    np.multiply(a, wide, wide)
    np.add(wide, c, wide)
    np.copyto(b, wide, casting="same_kind")
    return b


def _log(u):
    """The logarithm of float32 numbers in (0, 1]; `u` is overwritten."""
    bits = u.view(np.int32)
    bits -= _SQRT_HALF
    e = (bits >> 23).astype(_f32)
    bits &= 0x007FFFFF
    bits += _SQRT_HALF
    x = u
    x -= _ONE  # the mantissa, between the roots of 1/2 and 2, less 1
    a = x.astype(np.float64)
    wide = a * _LOG[0]
    wide += _LOG[1]
    y = wide.astype(_f32)
    for c in _LOG[2:]:
        _fused(a, y, c, wide)
    y *= x
    z = x * x
    np.copyto(a, z)
    np.copyto(wide, y)
    np.multiply(a, wide, wide)
    wide += e * _LN2_LOW
    np.copyto(y, wide, casting="same_kind")
    z *= _HALF
    y += z
    y += x
    e *= _LN2_HIGH  # exact: few bits times few bits
    y += e
    return y


def _cosine_sine(theta):
    """Cosine and sine of float32 angles in [0, 2 pi); `theta` is overwritten."""
    octant = (theta * _FOUR_OVER_PI).astype(np.int32)
    octant += 1
    octant &= ~1
    j = octant.astype(_f32)
    x = theta
    x += j * _PI_OVER_4[0]  # exact products, here and in the next line
    x += j * _PI_OVER_4[1]
    wide = j.astype(np.float64)
    wide *= float(_PI_OVER_4[2])
    wide += x
    np.copyto(x, wide, casting="same_kind")
    z = x * x
    a = z.astype(np.float64)
    cosine, sine = (_wave(a, z, c, wide) for c in _COS_SIN)
    half = z
    half *= _HALF
    _fused(a, cosine, half, wide)
    cosine += _ONE
    np.copyto(a, x)
    _fused(a, sine, x, wide)
    return _turned(cosine, sine, octant)


def _wave(a, z, coefficients, wide):
    """The polynomial of the square `a` that cosine and sine begin with, times the square `z`."""
    np.multiply(a, coefficients[0], wide)
    wide += coefficients[1]
    y = wide.astype(_f32)
    _fused(a, y, coefficients[2], wide)
    y *= z
    return y


def _turned(cosine, sine, octant):
    """Cosine and sine exchanged and with the signs of their octant: by bits, as the octants are not foreseeable."""
    first, second = cosine.view(np.int32), sine.view(np.int32)
    crossed = octant << 30
    crossed >>= 31  # all bits where they are exchanged
    change = first ^ second
    change &= crossed
    octant <<= 29
    second ^= change
    second ^= octant & _SIGN
    octant += 1 << 30
    first ^= change
    first ^= octant & _SIGN
    return cosine, sine


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
            wide = part.astype(np.float64)
            wide *= std
            wide += mean
            part[...] = wide
    return normals

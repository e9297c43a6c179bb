"""What stands in for cupy.random's Generator: numpy's draws as arrays of the device."""

import numpy as np

__all__ = ["generator_class", "philox"]

_FLOATS = (np.float32, np.float64)
_INTEGERS = (np.int32, np.int64, np.uint32, np.uint64)


def philox(seed=None):
    """A bit generator; of as many words of seed as cupy's takes."""
    return np.random.Philox(np.random.SeedSequence(seed))


def _checked(dtype, allowed, name):
    if np.dtype(dtype) not in [np.dtype(d) for d in allowed]:
        raise TypeError(f"dtype {dtype} is not supported by cupy.random.Generator.{name}")
    return dtype


def generator_class(wrap, unwrap):
    """The class `Generator`; `wrap` puts an array on the device, `unwrap` takes one of the device back."""

    class Generator:
        """The methods of cupy.random.Generator that th uses, with the parameters that cupy's have."""

        def __init__(self, bit_generator):
            self._source = np.random.Generator(bit_generator)

        def random(self, size=None, dtype=np.float64, out=None):
            return wrap(self._source.random(size, dtype=_checked(dtype, _FLOATS, "random")))

        def standard_normal(self, size=None, dtype=np.float64, out=None):
            return wrap(self._source.standard_normal(size, dtype=_checked(dtype, _FLOATS, "standard_normal")))

        def integers(self, low, high=None, size=None, dtype=np.int64, endpoint=False):
            dtype = _checked(dtype, _INTEGERS, "integers")
            return wrap(self._source.integers(low, high, size, dtype=dtype, endpoint=endpoint))

        def standard_gamma(self, shape, size=None, dtype=np.float64, out=None):
            return wrap(self._source.standard_gamma(unwrap(shape), size))

        def poisson(self, lam=1.0, size=None):
            return wrap(self._source.poisson(unwrap(lam), size))

        def binomial(self, n, p, size=None):
            return wrap(self._source.binomial(unwrap(n), unwrap(p), size))

    return Generator

"""What the BLAS and LAPACK of numpy's own wheels can do and numpy does not offer.

`axpy` adds a multiple of a vector in one pass and with one rounding, as PyTorch does: two passes and two roundings with
numpy.  LAPACK exchanges the rows of a matrix one after the other (`dlaswp`, for its pivots); of a matrix of one column
that is the chain of exchanges of a random permutation: 1 ns each, which takes 45 in Python.
"""

import ctypes
from functools import cache

import numpy as np

from th.tensor.blas import threads_for

__all__ = ["add_multiple", "exchanged"]

_ONE_THREAD = 10_000  # elements up to which OpenBLAS adds with one thread
_MANY = 100_000  # elements from which on setting the number of threads costs less than adding by parts
_FEW = 20  # exchanges up to which Python's lists are quicker
_AXPY = {np.dtype("float32"): ("scipy_saxpy_64_", ctypes.c_float), np.dtype("float64"): ("scipy_daxpy_64_", ctypes.c_double)}
_Memory = ctypes.c_byte * 0  # passed to C as the address of its first byte
_whole, _at = ctypes.c_int64, ctypes.byref
_ONE = _at(_whole(1))


@cache
def _routine(name):
    """A routine of the library in numpy's wheels, with 64-bit integers; None where numpy was built with another."""
    try:
        routine = getattr(ctypes.CDLL(np.linalg._umath_linalg.__file__), name)
    except (AttributeError, OSError):
        return None
    routine.restype = None
    return routine


def add_multiple(array, other, factor):
    """``array += factor * other`` of numpy arrays of one dtype and shape; False, and nothing done, where it cannot be."""
    name, number = _AXPY.get(array.dtype, (None, None))
    routine = None if name is None else _routine(name)
    if routine is None or not factor or not (array.flags.carray and other.flags.carray):  # BLAS takes 0 times NaN for 0
        return False
    n, size = array.size, array.itemsize
    source, target, factor = _Memory.from_buffer(other), _Memory.from_buffer(array), _at(number(factor))
    if n <= _ONE_THREAD:
        routine(_at(_whole(n)), factor, source, _ONE, target, _ONE)
        return True
    step = _ONE_THREAD if n <= _MANY else n
    with threads_for(n, least=_MANY):
        for first in range(0, n, step):
            count = _at(_whole(min(step, n - first)))
            routine(count, factor, _at(source, first * size), _ONE, _at(target, first * size), _ONE)
    return True


def exchanged(places):
    """0 .. n - 1 after the exchanges of the element at i with that at ``places[i]``, for each i in turn; int64.

    Args:
        places (n - 1,): int64
    """
    steps = len(places)
    routine = _routine("scipy_dlaswp_64_") if steps > _FEW else None
    if routine is None:
        return np.array(_one_by_one(places.tolist()))
    order = np.arange(steps + 1)  # LAPACK's elements are doubles: as many bits, only moved
    pivots = places + 1
    routine(_ONE, _Memory.from_buffer(order), _at(_whole(steps + 1)), _ONE, _at(_whole(steps)), _Memory.from_buffer(pivots), _ONE)
    return order


def _one_by_one(places):
    order = list(range(len(places) + 1))
    for i, place in enumerate(places):
        order[i], order[place] = order[place], order[i]
    return order

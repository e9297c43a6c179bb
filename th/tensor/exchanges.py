"""Chains of exchanges, each of what the one before left: the heart of a random permutation.

LAPACK exchanges the rows of a matrix so (`dlaswp`, for its pivots), and numpy's wheels bring LAPACK along.  A matrix of one
column is a vector: 1 ns an exchange, which takes 45 in Python.
"""

import ctypes
from functools import cache

import numpy as np

__all__ = ["exchanged"]

_FEW = 20  # exchanges up to which Python's lists are quicker
_Memory = ctypes.c_byte * 0  # passed to C as the address of its first byte


@cache
def _lapack():
    """The LAPACK of numpy's wheels, with 64-bit integers; None where numpy was built with another."""
    try:
        interchange = ctypes.CDLL(np.linalg._umath_linalg.__file__).scipy_dlaswp_64_
    except (AttributeError, OSError):
        return None
    interchange.restype = None
    return interchange


def exchanged(places):
    """0 .. n - 1 after the exchanges of the element at i with that at ``places[i]``, for each i in turn; int64.

    Args:
        places (n - 1,): int64
    """
    steps = len(places)
    interchange = _lapack() if steps > _FEW else None
    if interchange is None:
        return np.array(_one_by_one(places.tolist()))
    order = np.arange(steps + 1)  # LAPACK's elements are doubles: as many bits, only moved
    pivots = places + 1
    number, one, rows, last = ctypes.byref, ctypes.c_int64(1), ctypes.c_int64(steps + 1), ctypes.c_int64(steps)
    interchange(number(one), _Memory.from_buffer(order), number(rows), number(one), number(last),
                _Memory.from_buffer(pivots), number(one))
    return order


def _one_by_one(places):
    order = list(range(len(places) + 1))
    for i, place in enumerate(places):
        order[i], order[place] = order[place], order[i]
    return order

"""How many threads a matrix product uses.

OpenBLAS gives every product of more than 2**18 multiplications to all its threads.  For the smaller of these that gains
microseconds, and where other programs want the cores too, each product waits until the second thread gets its turn: a
small convolutional network trained for 141 s instead of 25 on two busy cores.  So work of middling size gets one thread,
large work all of them.  The choice goes by size alone: another number of threads can change the last digit.
"""

from functools import cache

import numpy as np

__all__ = ["CONVOLUTION", "PRODUCT", "threads_for", "widened_product"]

_OPENBLAS = 2**18  # multiplications up to which OpenBLAS itself stays with one thread
PRODUCT = 2**20  # from here on one product is worth a second thread's wait: 20 us on one
CONVOLUTION = 2**26  # the same for a convolution, which is many products: 1.5 ms on one


@cache
def _controllers():
    """threadpoolctl's handles on BLAS libraries with several threads; empty where that package is missing."""
    try:
        from threadpoolctl import ThreadpoolController  # 5 ms, at the first product of middling size
    except ImportError:
        return ()
    return tuple([c for c in ThreadpoolController().select(user_api="blas").lib_controllers if c.get_num_threads() > 1])


class _OneThread:
    """Inside it BLAS uses one thread."""

    def __enter__(self):
        self._before = [c.get_num_threads() for c in _controllers()]
        for controller in _controllers():
            controller.set_num_threads(1)

    def __exit__(self, *exc):
        for controller, count in zip(_controllers(), self._before, strict=True):
            controller.set_num_threads(count)


class _AsItIs:
    """Changes nothing."""

    def __enter__(self):
        pass

    def __exit__(self, *exc):
        pass


_AS_IT_IS = _AsItIs()


def threads_for(multiplications, worth=PRODUCT, least=_OPENBLAS):
    """A context for work of so many multiplications, of a kind that is `worth` all threads from that number on.

    Up to `least` of them OpenBLAS itself stays with one thread.
    """
    if least < multiplications < worth and _controllers():
        return _OneThread()
    return _AS_IT_IS


_EXACT = 1 << 53  # whole numbers below it are exact in float64
_WORTH_A_LOOK = 1 << 16  # multiplications; below, numpy's own loop is done before the factors are looked through


def widened_product(xp, a, b):
    """The matrix product of numbers that BLAS does not know: half precision in single, integers in double where that is exact.

    numpy's own loops take 10 times as long for integers, and 200 times for float16.
    """
    with threads_for(a.size * (b.shape[-1] if b.ndim > 1 else 1)):
        if a.dtype.kind in "fV":
            return (a.astype("float32") @ b.astype("float32")).astype(a.dtype)
        if xp is np and a.size * b.shape[-1] > _WORTH_A_LOOK and b.size and a.shape[-1] * _reach(a) * _reach(b) < _EXACT:
            return np.matmul(a.astype("float64"), b.astype("float64")).astype("int64").astype(a.dtype)
        return xp.matmul(a, b)


def _reach(x):
    return max(abs(int(x.max())), abs(int(x.min())))

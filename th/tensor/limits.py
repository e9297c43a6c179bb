"""`finfo` and `iinfo`: the limits of dtypes, printed as PyTorch prints them."""

import numpy as np

from th.errors import ArgumentTypeError
from th.tensor import dtypes

__all__ = ["finfo", "iinfo"]


def _dtype_for(name, value):
    if isinstance(value, dtypes.dtype) or value in (float, int, complex):
        return dtypes.to_dtype(value)
    raise ArgumentTypeError(f"{name}(): argument 'type' (position 1) must be torch.dtype, not {type(value).__name__}")


class _Limits:
    """Two are equal when they are of one kind and of the same dtype."""

    __hash__ = None

    def __init__(self, d):
        self._dtype = d

    def __eq__(self, other):
        return type(self) is type(other) and self._dtype is other._dtype

    def __repr__(self):
        numbers = ", ".join(f"{name}={getattr(self, name):g}" for name in self._shown)
        return f"{type(self).__name__}({numbers}, dtype={self.dtype})"

    @property
    def bits(self):
        """The size of one element."""
        return self._dtype.itemsize * 8

    @property
    def dtype(self):
        """The name of the dtype, of a complex one that of its parts."""
        return self._dtype.name


class finfo(_Limits):
    """The limits of a floating point dtype.

    Args:
        type (dtype): a floating point or complex dtype; the default dtype by default
    Example:
        >>> th.finfo(th.float32).eps
        1.1920928955078125e-07
        >>> th.finfo(th.float16)
        finfo(resolution=0.001, min=-65504, max=65504, eps=0.000976562, smallest_normal=6.10352e-05, tiny=6.10352e-05, dtype=float16)
    """

    _shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")

    def __init__(self, type=None):
        d = dtypes.get_default_dtype() if type is None else _dtype_for("finfo", type)
        if d.kind < dtypes.FLOAT:
            raise ArgumentTypeError(f"torch.finfo() requires a floating point input type, not {d}. Use torch.iinfo")
        super().__init__(dtypes.real_of(d))

    @property
    def _info(self):
        return dtypes.bfloat16_limits() if self._dtype is dtypes.bfloat16 else np.finfo(self._dtype.numpy)

    @property
    def min(self):
        """The lowest number."""
        return float(self._info.min)

    @property
    def max(self):
        """The highest number."""
        return float(self._info.max)

    @property
    def eps(self):
        """The distance from 1 to the next number."""
        return float(self._info.eps)

    @property
    def resolution(self):
        """The power of ten down to which decimal digits are told apart near 1."""
        return float(f"1e-{self._info.precision}")

    @property
    def smallest_normal(self):
        """The smallest positive number of full precision."""
        return float(self._info.smallest_normal)

    @property
    def tiny(self):
        """Another name of `smallest_normal`."""
        return self.smallest_normal


class iinfo(_Limits):
    """The limits of an integer dtype.

    Args:
        type (dtype): an integer dtype
    Example:
        >>> th.iinfo(th.int8)
        iinfo(min=-128, max=127, dtype=int8)
    """

    _shown = ("min", "max")

    def __init__(self, type):
        d = _dtype_for("iinfo", type)
        if d.kind == dtypes.BOOL:
            raise ArgumentTypeError("torch.bool is not supported by torch.iinfo")
        if d.kind != dtypes.INTEGRAL:
            raise ArgumentTypeError(f"torch.iinfo() requires an integer input type, not {d}. Use torch.finfo")
        super().__init__(d)

    @property
    def min(self):
        """The lowest number."""
        return int(np.iinfo(self._dtype.numpy).min)

    @property
    def max(self):
        """The highest number."""
        return int(np.iinfo(self._dtype.numpy).max)

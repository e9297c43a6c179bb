"""The two spellings of Torch7's files, for writing."""

import math
import struct

import numpy as np

from th.errors import ArgumentError
from th.torch7.values import DTYPES

__all__ = ["AsciiSink", "BinarySink"]

_INT, _DOUBLE = struct.Struct("<i"), struct.Struct("<d")


class BinarySink:
    """Writes mode "binary".

    Args:
        long_bytes (int): 8, or 4 for Torch7 on 32-bit machines and on Windows
    """

    def __init__(self, long_bytes):
        self.parts = []
        self.long_dtype = np.dtype(f"<i{long_bytes}")

    def int(self, value):
        self.parts.append(_INT.pack(value))

    def double(self, value):
        self.parts.append(_DOUBLE.pack(value))

    def longs(self, values):
        self.parts.append(self._narrowed(np.array(values, np.int64)))

    def raw(self, chars):
        self.parts.append(chars)

    def row(self, kind, flat):
        """The elements of a storage."""
        self.parts.append(self._narrowed(flat) if kind == "Long" else flat.astype(DTYPES[kind], copy=False).tobytes())

    def _narrowed(self, values):
        limits = np.iinfo(self.long_dtype)
        if values.size and not limits.min <= values.min() <= values.max() <= limits.max:
            raise ArgumentError("`obj` has longs beyond 32 bits, which `mode` (='b32') cannot hold: use 'binary'")
        return values.astype(self.long_dtype, copy=False).tobytes()


class AsciiSink:
    """Writes mode "ascii"."""

    def __init__(self):
        self.parts = []

    def int(self, value):
        self.parts.append(b"%d\n" % value)

    def double(self, value):
        self.parts.append(_spelled(value, "%.17g") + b"\n")

    def longs(self, values):
        self._line([b"%d" % value for value in values])

    def raw(self, chars):
        if chars:
            self.parts.append(chars + b"\n")

    def row(self, kind, flat):
        """The elements of a storage; those of one byte stand as they are, not as digits."""
        if kind in ("Byte", "Char"):
            self.raw(flat.tobytes())
        elif DTYPES[kind].kind == "f":
            form = "%.17g" if kind == "Double" else "%.9g"
            self._line([_spelled(value, form) for value in flat.tolist()])
        else:
            self.longs(flat.tolist())

    def _line(self, words):
        if words:
            self.parts.append(b" ".join(words) + b"\n")


def _spelled(value, form):
    """The number as C prints it: not-a-number has a sign there."""
    if math.isnan(value):
        return b"-nan" if math.copysign(1, value) < 0 else b"nan"
    return (form % value).encode()

"""The two spellings of Torch7's files, for reading: numbers, longs, texts and rows of elements."""

import re
import struct

import numpy as np

from th.errors import FileFormatError
from th.torch7.values import DTYPES

__all__ = ["AsciiSource", "BinarySource"]

_INT, _DOUBLE = struct.Struct("<i"), struct.Struct("<d")
_TOO_LARGE = 2**32  # bytes; two numbers of 32 bits that are read as one of 64 ask for more
_TOKEN = re.compile(rb"\s*([^\s]+)(\r?\n|\s)")


class _Source:
    """Bytes, and how far they have been read."""

    def __init__(self, data, start, name):
        self.data, self.at, self.name = data, start, name
        self.is_cut_off = False

    def fail(self, what):
        """Raises the error that says what is wrong, and where."""
        raise FileFormatError(f"{self.name}: {what}, at {self.place()}")

    def cut_off(self, what):
        """Raises the error that says what was to follow."""
        self.is_cut_off = True
        raise FileFormatError(f"{self.name} is cut off at {self.place()}: {what} should follow")

    def truth(self):
        """A truth value."""
        return self.int("a truth value") == 1

    def text(self):
        """A text with its length before it, as bytes."""
        return self.raw(self.count("the length of a text"), "a text")

    def count(self, what):
        """A number of things."""
        count = self.int(what)
        if count < 0:
            self.fail(f"{what} is {count}")
        return count


class BinarySource(_Source):
    """Reads files of mode "binary".

    Args:
        data (bytes): the whole file
        start (int): where reading begins
        name (str): what errors call the file
        long_bytes (int): 8, or 4 for files of 32-bit machines and of Windows
    """

    def __init__(self, data, start, name, long_bytes):
        super().__init__(data, start, name)
        self.long_dtype = np.dtype(f"<i{long_bytes}")

    def place(self):
        return f"byte {self.at}"

    def _next(self, size, what):
        start, end = self.at, self.at + size
        if end > len(self.data):
            if size >= _TOO_LARGE:
                self.fail(f"{what} of {size} bytes should follow, with {len(self.data) - start} left")
            self.cut_off(f"{what} of {size} bytes, with {len(self.data) - start} left,")
        self.at = end
        return start

    def int(self, what):
        return _INT.unpack_from(self.data, self._next(4, what))[0]

    def double(self):
        return _DOUBLE.unpack_from(self.data, self._next(8, "a number"))[0]

    def longs(self, count, what):
        return self._row(self.long_dtype, count, what).tolist()

    def raw(self, size, what):
        start = self._next(size, what)
        return bytes(self.data[start: self.at])

    def row(self, kind, count):
        """The elements of a storage, in memory of their own."""
        stored = self.long_dtype if kind == "Long" else DTYPES[kind]
        return self._row(stored, count, f"a storage of {count} elements").astype(DTYPES[kind])

    def _row(self, dtype, count, what):
        start = self._next(count * dtype.itemsize, what)
        return np.frombuffer(self.data, dtype, count, start) if count else np.empty(0, dtype)


class AsciiSource(_Source):
    """Reads files of mode "ascii": numbers as text, with blanks between and a line's end after each group.

    Args:
        data (bytes): the whole file
        start (int): where reading begins
        name (str): what errors call the file
    """

    def place(self):
        lines = bytes(self.data[: self.at]).count(b"\n")
        return f"line {lines + 1}"

    def _token(self, what):
        # A number that nothing follows may have lost its last digits: it counts as cut off.
        found = _TOKEN.match(self.data, self.at)
        if found is None:
            self.cut_off(what)
        self.at = found.end()
        return found[1]

    def _number(self, read, what):
        token = self._token(what)
        try:
            return read(token)
        except ValueError:
            return self.fail(f"{what} should stand where {token[:40]!r} stands")

    def int(self, what):
        return self._number(int, what)

    def double(self):
        return self._number(float, "a number")

    def longs(self, count, what):
        return [self._number(int, what) for _ in range(count)]

    def raw(self, size, what):
        if size == 0:
            return b""
        end = self.at + size
        if end >= len(self.data):
            self.cut_off(f"{what} of {size} bytes and the line's end, with {len(self.data) - self.at} left,")
        chars = bytes(self.data[self.at: end])
        line_end = 2 if self.data[end: end + 2] == b"\r\n" else 1
        if self.data[end + line_end - 1] != ord("\n"):
            self.fail(f"{what} of {size} bytes does not end where its line ends")
        self.at = end + line_end
        return chars

    def row(self, kind, count):
        """The elements of a storage; those of one byte stand as they are, not as digits."""
        what = f"a storage of {count} elements"
        if kind in ("Byte", "Char"):
            return np.frombuffer(self.raw(count, what), DTYPES[kind]).copy()
        if count > len(self.data) - self.at:  # each takes two bytes or more
            self.cut_off(what)
        line = self.data.find(b"\n", self.at) + 1
        tokens = self.data[self.at: line].split()
        if line == 0 or len(tokens) != count:
            tokens = [self._token(what) for _ in range(count)]
        else:
            self.at = line
        try:
            read = float if DTYPES[kind].kind == "f" else int
            return np.array([read(token) for token in tokens], DTYPES[kind])
        except (ValueError, OverflowError):
            return self.fail(f"{what} of type {kind} holds what is no such number")

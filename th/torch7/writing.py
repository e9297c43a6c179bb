"""Objects as a stream in Torch7's format; what is met twice is written once and shared."""

import itertools
import math

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor.storage import layout_of
from th.tensor.tensor import Tensor, as_array
from th.torch7.reading import FUNCTION_PLAIN, NIL, NUMBER, STRING, TABLE, TORCH, TRUTH
from th.torch7.values import Function, Object, Storage, Table, kind_of

__all__ = ["write_object"]

_INT_MAX = 2**31 - 1


def write_object(sink, obj):
    """Writes an object and all that it holds, without recursion.

    Args:
        sink (BinarySink or AsciiSink): where to
    """
    writer = _Writer(sink)
    pending = [obj]
    while pending:
        pending.extend(reversed(writer.write(pending.pop())))


class _Memory:
    """The memory of a tensor, known by its address."""

    def __init__(self, flat):
        self.flat = flat
        self.key = (flat.__array_interface__["data"][0], flat.dtype.str, flat.size)


class _Writer:
    """Writes one object at a time and gives those that must follow it."""

    def __init__(self, sink):
        self.sink, self.numbers = sink, {}
        self.kept = []  # what `numbers` knows by its address must not go away

    def write(self, obj):
        """The objects to write next."""
        if obj is None:
            self.sink.int(NIL)
        elif isinstance(obj, bool | np.bool):
            self.sink.int(TRUTH)
            self.sink.int(int(obj))
        elif isinstance(obj, int | float | np.integer | np.floating):
            self.sink.int(NUMBER)
            self.sink.double(_exact(obj))
        elif isinstance(obj, str | bytes):
            self.sink.int(STRING)
            self._text(_chars(obj))
        elif isinstance(obj, list | tuple):
            return self._table(obj, itertools.chain.from_iterable(enumerate(obj, 1)))
        elif isinstance(obj, dict | Table):
            return self._table(obj, itertools.chain.from_iterable(obj.items()))
        elif isinstance(obj, Tensor | np.ndarray):
            return self._tensor(obj)
        elif isinstance(obj, Storage):
            return self._storage(_Memory(obj.array))
        elif isinstance(obj, _Memory):
            return self._storage(obj)
        elif isinstance(obj, Object):
            return self._object(obj)
        elif isinstance(obj, Function):
            return self._function(obj)
        else:
            raise ArgumentTypeError(
                f"`obj` holds a {type(obj).__name__}, which Torch7 has not: None, truth values, numbers, text, bytes, lists, "
                "dicts, tensors, numpy arrays and torch7.Object can be written"
            )
        return []

    def _begin(self, tag, key, owner):
        """Writes type and number of an object; says whether its contents must follow."""
        self.sink.int(tag)
        is_new = key not in self.numbers
        if is_new:
            self.numbers[key] = len(self.numbers) + 1
            self.kept.append(owner)
        self.sink.int(self.numbers[key])
        return is_new

    def _text(self, chars):
        if len(chars) > _INT_MAX:
            raise ArgumentError(f"`obj` holds a text of {len(chars)} bytes; Torch7's files have {_INT_MAX} at most")
        self.sink.int(len(chars))
        self.sink.raw(chars)

    def _table(self, table, parts):
        if not self._begin(TABLE, id(table), table):
            return []
        self.sink.int(len(table))
        parts = list(parts)
        for key in parts[::2]:
            if key is None or (isinstance(key, float) and math.isnan(key)):
                raise ArgumentError(f"`obj` holds a table with {key} as a key, which Lua does not allow")
        return parts

    def _class(self, name, version=1):
        if version:  # files older than versions name the class alone
            self._text(b"V %d" % version)
        self._text(name.encode())

    def _object(self, obj):
        if not self._begin(TORCH, id(obj), obj):
            return []
        self._class(obj.torch_typename, obj.torch_version)
        return [obj.fields]

    def _function(self, obj):
        if obj.tag == FUNCTION_PLAIN:
            self.sink.int(obj.tag)
        elif not self._begin(obj.tag, id(obj), obj):
            return []
        self._text(obj.dumped)
        return [obj.upvalues]

    def _storage(self, memory):
        if self._begin(TORCH, memory.key, memory):
            kind = kind_of(memory.flat.dtype)
            self._class(f"torch.{kind}Storage")
            self.sink.longs([memory.flat.size])
            self.sink.row(kind, memory.flat)
        return []

    def _tensor(self, tensor):
        if not self._begin(TORCH, id(tensor), tensor):
            return []
        array = as_array(tensor.detach().cpu()) if isinstance(tensor, Tensor) else tensor
        self._class(f"torch.{kind_of(array.dtype)}Tensor")
        if array.size == 0:  # of no dimensions, whatever the others are: Torch7 has no size 0
            self.sink.int(0)
            self.sink.longs([1])
            return [None]
        flat, offset, strides = layout_of(array)
        self.sink.int(max(array.ndim, 1))
        self.sink.longs(array.shape or [1])  # nor has it scalars
        self.sink.longs(strides or [1])
        self.sink.longs([offset + 1])
        return [_Memory(flat)]


def _exact(number):
    """The number as the double that Lua has, when there is one."""
    if isinstance(number, float | np.floating):
        return float(number)
    whole = int(number)
    value = float(whole) if whole.bit_length() < 1024 else math.inf
    if value != whole:
        raise ArgumentError(f"`obj` holds {number}, which is no double: Lua's numbers are exact up to 2**53; use a LongTensor or text")
    return value


def _chars(text):
    if isinstance(text, bytes):
        return text
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"`obj` holds the text {text!r}, which is not Unicode: write it as bytes") from None

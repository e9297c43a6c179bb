"""Torch's older names: one tensor type for each dtype, and pyplot-like clocks."""

import time

from th.errors import ArgumentTypeError
from th.tensor import dtypes
from th.tensor.ops.create import tensor
from th.tensor.ops.filled import empty
from th.tensor.tensor import Tensor

__all__ = [
    "BFloat16Tensor", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor",
    "LongTensor", "ShortTensor", "TensorType", "tensor_types", "tic", "toc",
]  # fmt: skip


class TensorType:
    """``FloatTensor(2, 3)`` is uninitialised, ``FloatTensor([1, 2])`` holds data; ``isinstance(x, FloatTensor)`` asks."""

    def __init__(self, dtype, place):
        self.dtype, self.place = dtype, place

    def __call__(self, *args):
        if all(isinstance(a, int) for a in args) or (len(args) == 1 and type(args[0]).__name__ == "Size"):
            return empty(*args, dtype=self.dtype, device=self.place) if args else empty(0, dtype=self.dtype)
        if len(args) != 1:
            raise ArgumentTypeError(f"{self!r} takes sizes or one sequence of data, got {args!r}")
        return tensor(args[0], dtype=self.dtype, device=self.place)

    def __instancecheck__(self, instance):
        return isinstance(instance, Tensor) and instance.dtype is self.dtype and instance.device.type == self.place

    def __repr__(self):
        where = "torch." if self.place == "cpu" else "torch.cuda."
        return f"<class '{where}{self.dtype.alias}Tensor'>"


def tensor_types(place):
    """A `TensorType` for each dtype on a device, by name."""
    return {f"{d.alias}Tensor": TensorType(d, place) for d in dtypes.DTYPES if not d.is_wide_unsigned}


_types = tensor_types("cpu")
BFloat16Tensor, BoolTensor, ByteTensor = _types["BFloat16Tensor"], _types["BoolTensor"], _types["ByteTensor"]
CharTensor, DoubleTensor, FloatTensor = _types["CharTensor"], _types["DoubleTensor"], _types["FloatTensor"]
HalfTensor, IntTensor, LongTensor = _types["HalfTensor"], _types["IntTensor"], _types["LongTensor"]
ShortTensor = _types["ShortTensor"]

_clock = [time.perf_counter()]


def tic():
    """Torch7's clock: starts it.

    Example:
        >>> torch.tic()
        >>> torch.toc() >= 0
        True
    """
    _clock[0] = time.perf_counter()


def toc(verbose=False):
    """Torch7's clock: the seconds since `tic`.

    Example:
        >>> torch.toc() >= 0
        True
    """
    seconds = time.perf_counter() - _clock[0]
    if verbose:
        print(f"{seconds:.4f}")
    return seconds

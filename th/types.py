"""The types that PyTorch's annotations name."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from typing import Union

from th.tensor import Size, Tensor, device, dtype

__all__ = ["Device", "Number", "Size", "Tensor", "device", "dtype"]

Number = Union[_int, _float, _bool]
Device = Union[device, str, _int, None]

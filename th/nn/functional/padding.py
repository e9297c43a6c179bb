"""`F.pad`."""

from th.tensor.ops.padding import pad

__all__ = ["pad"]

"""`nn.parameter`: parameters and buffers."""

from th.nn.registry import Buffer
from th.nn.uninitialized import UninitializedBuffer, UninitializedParameter, is_lazy
from th.tensor.parameter import Parameter

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]

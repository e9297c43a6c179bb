"""Layers of full connections."""

import math

from th.errors import ArgumentError
from th.nn import init
from th.nn.module import Module
from th.tensor.ops.filled import empty
from th.tensor.ops.contraction import bilinear
from th.tensor.ops.matrix import linear
from th.tensor.parameter import Parameter

__all__ = ["Bilinear", "Identity", "Linear", "NonDynamicallyQuantizableLinear"]


class Identity(Module):
    """Gives its input back; takes and ignores any arguments.

    Shape: (*) to (*)

    Example:
        >>> nn.Identity(54, unused=True)(th.ones(2))
        tensor([1., 1.])
    """

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        """The input itself."""
        return input


class Linear(Module):
    """``y = x @ weight.T + bias``.

    Args:
        in_features (int): size of the last dim of the input
        out_features (int): size of the last dim of the output
        bias (bool): add a learnt bias
        device, dtype: of the parameters
    Shape:
        (*, in_features) to (*, out_features); weight (out_features, in_features), bias (out_features,)
    Example:
        >>> layer = nn.Linear(3, 2)
        >>> layer(th.ones(4, 3)).shape
        torch.Size([4, 2])
    """

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        if in_features < 0 or out_features < 0:
            raise ArgumentError(f"`in_features` (={in_features}) and `out_features` (={out_features}) must not be negative")
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty(out_features, in_features, device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws the parameters anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = self.weight.shape[1]
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        """(*, in_features) to (*, out_features)."""
        held = self._parameters  # asking it first is quicker than asking for the attributes
        weight = held["weight"] if "weight" in held else self.weight
        return linear(input, weight, held["bias"] if "bias" in held else self.bias)

    def extra_repr(self):
        """The sizes."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"

    def _torch7_(self):
        return f"nn.{type(self).__name__}({self.in_features} -> {self.out_features})" + (
            "" if self.bias is not None else " without bias"
        )


class NonDynamicallyQuantizableLinear(Linear):
    """A `Linear`, under the name that PyTorch prints for the output of `MultiheadAttention`."""


class Bilinear(Module):
    """``y[k] = x1 @ weight[k] @ x2 + bias[k]``.

    Args:
        in1_features, in2_features (int): sizes of the last dims of the two inputs
        out_features (int): size of the last dim of the output
        bias (bool): add a learnt bias
    Shape:
        (*, in1_features) and (*, in2_features) to (*, out_features)
    Example:
        >>> nn.Bilinear(2, 3, 4)(th.ones(5, 2), th.ones(5, 3)).shape
        torch.Size([5, 4])
    """

    def __init__(self, in1_features, in2_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        if in1_features <= 0:
            raise ArgumentError(f"in1_features must be > 0, but got {in1_features}")
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        self.weight = Parameter(empty(out_features, in1_features, in2_features, device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws the parameters anew."""
        bound = 1 / math.sqrt(self.weight.shape[1])
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1, input2):
        """(*, in1_features), (*, in2_features) to (*, out_features)."""
        return bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self):
        """The sizes."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )

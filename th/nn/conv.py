"""Convolution layers of one, two and three dimensions, forward and transposed."""

import math

from th.errors import ArgumentError
from th.nn import init
from th.nn.functional.padding import pad
from th.nn.module import Module
from th.tensor.ops import conv as ops
from th.tensor.ops.filled import empty
from th.tensor.parameter import Parameter

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "_ConvNd",
           "_ConvTransposeNd", "tuple_of"]

_MODES = ("zeros", "reflect", "replicate", "circular")


def tuple_of(value, dims):
    """`value` itself as a tuple, or a number repeated for each dim."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) * dims


class _ConvNd(Module):
    """What convolution layers have in common: `dims` dimensions, `transposed` or not."""

    dims = 2
    transposed = False

    def _set_up(self, in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias,
                padding_mode, device, dtype):
        Module.__init__(self)
        _check(in_channels, out_channels, groups, stride, padding, padding_mode, self.dims)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = tuple_of(kernel_size, self.dims), tuple_of(stride, self.dims)
        self.padding = padding if isinstance(padding, str) else tuple_of(padding, self.dims)
        self.output_padding, self.dilation = tuple_of(output_padding, self.dims), tuple_of(dilation, self.dims)
        self.padding_mode = padding_mode
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = Parameter(empty(first, second // groups, *self.kernel_size, device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws the parameters anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])
            if fan_in:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self):
        """The sizes, and what differs from the defaults."""
        ones, zeros = (1,) * self.dims, (0,) * self.dims
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        for name, default in (("padding", zeros), ("dilation", ones), ("output_padding", zeros), ("groups", 1)):
            value = getattr(self, name)
            if value != default:
                text += f", {name}={value!r}" if name != "padding" or not isinstance(value, str) else f", padding={value}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text

    def _torch7_(self):
        kernel = "x".join(map(str, reversed(self.kernel_size)))
        text = f"nn.{type(self).__name__}({self.in_channels} -> {self.out_channels}, {kernel}"
        padded = self.padding if isinstance(self.padding, str) else any(self.padding)
        if padded or set(self.stride) != {1}:
            text += ", " + ",".join(map(str, reversed(self.stride)))
        if padded:
            text += ", " + (self.padding if isinstance(self.padding, str) else ",".join(map(str, reversed(self.padding))))
        return text + ")" + ("" if self.bias is not None else " without bias")


def _check(in_channels, out_channels, groups, stride, padding, padding_mode, dims):
    if groups <= 0:
        raise ArgumentError("groups must be a positive integer")
    if in_channels % groups:
        raise ArgumentError(f"in_channels must be divisible by groups: `groups` (={groups}) must divide `in_channels` (={in_channels})")
    if out_channels % groups:
        raise ArgumentError(
            f"out_channels must be divisible by groups: `groups` (={groups}) must divide `out_channels` (={out_channels})"
        )
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ArgumentError(f"Invalid padding string {padding!r}, should be one of ('same', 'valid')")
        if padding == "same" and any(s != 1 for s in tuple_of(stride, dims)):
            raise ArgumentError("padding='same' is not supported for strided convolutions")
    if padding_mode not in _MODES:
        raise ArgumentError(f"padding_mode must be one of {set(_MODES)}, but got padding_mode='{padding_mode}'")


class _Forward(_ConvNd):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
                 padding_mode="zeros", device=None, dtype=None):
        self._set_up(in_channels, out_channels, kernel_size, stride, padding, 0, dilation, groups, bias, padding_mode,
                     device, dtype)

    def forward(self, input):
        """(n, in_channels, *) to (n, out_channels, *), both possibly without n."""
        function = getattr(ops, f"conv{self.dims}d")
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = pad(input, self._around(), mode=self.padding_mode), 0
        return function(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def _around(self):
        """The padding on both sides of each dim, last dim first."""
        if self.padding == "valid":
            return (0,) * (2 * self.dims)
        found = []
        for i in reversed(range(self.dims)):
            if self.padding == "same":
                total = self.dilation[i] * (self.kernel_size[i] - 1)
                found += [total // 2, total - total // 2]
            else:
                found += [self.padding[i]] * 2
        return tuple(found)


class _ConvTransposeNd(_ConvNd):
    transposed = True

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True,
                 dilation=1, padding_mode="zeros", device=None, dtype=None):
        if padding_mode != "zeros":
            raise ArgumentError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        self._set_up(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias,
                     padding_mode, device, dtype)

    def forward(self, input, output_size=None):
        """(n, in_channels, *) to (n, out_channels, *); `output_size` chooses among the sizes that the stride allows."""
        function = getattr(ops, f"conv_transpose{self.dims}d")
        extra = self.output_padding if output_size is None else self._extra(input, list(output_size))
        return function(input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation)

    def _extra(self, input, wanted):
        """The output padding that gives the size asked for."""
        wanted = wanted[-self.dims:]
        least = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(input.shape[-self.dims:], self.stride, self.padding, self.dilation, self.kernel_size,
                                     strict=True)
        ]
        most = [m + s - 1 for m, s in zip(least, self.stride, strict=True)]
        if any(not low <= w <= high for low, w, high in zip(least, wanted, most, strict=True)):
            raise ArgumentError(
                f"requested an output size of {wanted}, but valid sizes range from {least} to {most} (for an input of "
                f"{list(input.shape[2:])})"
            )
        return [w - low for w, low in zip(wanted, least, strict=True)]


_DOC = """{title} over {dims} dimension(s).

    Args:
        in_channels (int): channels of the input
        out_channels (int): channels of the output
        kernel_size (int or tuple): the size of the kernel
        stride (int or tuple): the step of the kernel
        padding (int{words} or tuple): zeros on both sides
        {more}dilation (int or tuple): the distance between elements of the kernel
        groups (int): groups of channels that do not see each other
        bias (bool): add a learnt bias
        padding_mode (str): "zeros", "reflect", "replicate" or "circular"
    Shape:
        (n, in_channels, {size}) to (n, out_channels, {new}); n may be missing
    Example:
        >>> nn.{name}(1, 2, 3)(th.zeros(1, 1, {fives})).shape
        torch.Size([1, 2, {result}])
    """


def _layer(name, base, dims):
    letters = ("d", "h", "w")[3 - dims:]
    text = _DOC.format(
        title="Transposed convolution" if base.transposed else "Convolution", dims=dims, name=name,
        words="" if base.transposed else ", str", size=", ".join(letters), new=", ".join(c + "'" for c in letters),
        more="output_padding (int or tuple): elements added on one side\n        " if base.transposed else "",
        fives=", ".join(["5"] * dims), result=", ".join(["7" if base.transposed else "3"] * dims),
    )
    return type(name, (base,), {"dims": dims, "__doc__": text, "__module__": __name__})


Conv1d, Conv2d, Conv3d = [_layer(f"Conv{dims}d", _Forward, dims) for dims in (1, 2, 3)]
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = [
    _layer(f"ConvTranspose{dims}d", _ConvTransposeNd, dims) for dims in (1, 2, 3)
]

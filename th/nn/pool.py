"""Pooling layers with sliding windows."""

from th.nn.functional import pooling as F
from th.nn.module import Module

__all__ = ["AvgPool1d", "AvgPool2d", "AvgPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "_AvgPoolNd", "_MaxPoolNd"]


def _numbers(value):
    return "x".join(map(str, reversed(value))) if isinstance(value, tuple | list) else f"{value}x{value}"


class _MaxPoolNd(Module):
    dims = 2

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input):
        """(n, channels, *) to (n, channels, *'); with `return_indices` a tuple."""
        function = getattr(F, f"max_pool{self.dims}d")
        return function(input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)

    def extra_repr(self):
        """The sizes."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )

    def _torch7_(self):
        return _torch7(self)


def _torch7(layer):
    stride = layer.stride if isinstance(layer.stride, tuple | list) else (layer.stride,) * layer.dims
    kernel = layer.kernel_size if isinstance(layer.kernel_size, tuple | list) else (layer.kernel_size,) * layer.dims
    padding = layer.padding if isinstance(layer.padding, tuple | list) else (layer.padding,) * layer.dims
    text = f"nn.{type(layer).__name__}({_numbers(tuple(kernel))}, {','.join(map(str, reversed(stride)))}"
    return text + (", " + ",".join(map(str, reversed(padding))) if any(padding) else "") + ")"


class _AvgPoolNd(Module):
    dims = 2

    def forward(self, input):
        """(n, channels, *) to (n, channels, *')."""
        function = getattr(F, f"avg_pool{self.dims}d")
        last = () if self.dims == 1 else (self.divisor_override,)
        return function(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad, *last)

    def extra_repr(self):
        """The sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"

    def _torch7_(self):
        return _torch7(self)


_MAX_DOC = """The maximum of each window over {dims} dimension(s).

    Args:
        kernel_size (int or tuple): the size of the windows
        stride (int or tuple): the step between windows; `kernel_size` by default
        padding (int or tuple): elements of minus infinity on both sides
        dilation (int or tuple): the distance between elements of a window
        return_indices (bool): give the flat places of the maxima too
        ceil_mode (bool): keep windows that run over the border
    Shape:
        (n, channels, {size}) to (n, channels, {new}); n may be missing
    Example:
        >>> nn.MaxPool{dims}d(2)(th.zeros(1, 1, {fours})).shape
        torch.Size([1, 1, {twos}])
    """

_AVG_DOC = """The mean of each window over {dims} dimension(s).

    Args:
        kernel_size (int or tuple): the size of the windows
        stride (int or tuple): the step between windows; `kernel_size` by default
        padding (int or tuple): zeros on both sides
        ceil_mode (bool): keep windows that run over the border
        count_include_pad (bool): the padding counts as elements{more}
    Shape:
        (n, channels, {size}) to (n, channels, {new}); n may be missing
    Example:
        >>> nn.AvgPool{dims}d(2)(th.zeros(1, 1, {fours})).shape
        torch.Size([1, 1, {twos}])
    """


class _Single(_AvgPoolNd):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__()

        def single(value):
            return tuple(value) if isinstance(value, tuple | list) else (value,)

        self.kernel_size = single(kernel_size)
        self.stride = single(stride if stride is not None else kernel_size)
        self.padding = single(padding)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad


class _Divided(_AvgPoolNd):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride if stride is not None else kernel_size
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override


def _layer(name, base, dims, template):
    letters = ("d", "h", "w")[3 - dims:]
    more = "" if dims == 1 else "\n        divisor_override (int): divide by this instead of the number of elements"
    text = template.format(
        dims=dims, size=", ".join(letters), new=", ".join(c + "'" for c in letters), more=more,
        fours=", ".join(["4"] * dims), twos=", ".join(["2"] * dims),
    )
    return type(name, (base,), {"dims": dims, "__doc__": text, "__module__": __name__})


MaxPool1d, MaxPool2d, MaxPool3d = [_layer(f"MaxPool{dims}d", _MaxPoolNd, dims, _MAX_DOC) for dims in (1, 2, 3)]
AvgPool1d = _layer("AvgPool1d", _Single, 1, _AVG_DOC)
AvgPool2d, AvgPool3d = [_layer(f"AvgPool{dims}d", _Divided, dims, _AVG_DOC) for dims in (2, 3)]

"""Pooling to a given size, by norms, at random places, and back."""

from th.errors import ArgumentError
from th.nn.functional import adaptive as F
from th.nn.module import Module
from th.tensor.ops.pool import window_numbers

__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d",
    "FractionalMaxPool2d", "FractionalMaxPool3d", "LPPool1d", "LPPool2d", "LPPool3d", "MaxUnpool1d", "MaxUnpool2d",
    "MaxUnpool3d",
]


class _AdaptiveAvg(Module):
    dims = 2

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        """(n, channels, *) to (n, channels, *output_size)."""
        return getattr(F, f"adaptive_avg_pool{self.dims}d")(input, self.output_size)

    def extra_repr(self):
        """The size."""
        return f"output_size={self.output_size}"


class _AdaptiveMax(_AdaptiveAvg):
    def __init__(self, output_size, return_indices=False):
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input):
        """(n, channels, *) to (n, channels, *output_size); with `return_indices` a tuple."""
        return getattr(F, f"adaptive_max_pool{self.dims}d")(input, self.output_size, self.return_indices)


class _LP(Module):
    dims = 2

    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input):
        """(n, channels, *) to (n, channels, *')."""
        function = getattr(F, f"lp_pool{self.dims}d")
        return function(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self):
        """The settings."""
        return f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, ceil_mode={self.ceil_mode}"


class _Unpool(Module):
    dims = 2

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size = window_numbers("kernel_size", kernel_size, self.dims)
        self.stride = window_numbers("stride", stride if stride is not None else kernel_size, self.dims)
        self.padding = window_numbers("padding", padding, self.dims)

    def forward(self, input, indices, output_size=None):
        """(n, channels, *), the places of the maxima, to (n, channels, *')."""
        function = getattr(F, f"max_unpool{self.dims}d")
        return function(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self):
        """The windows."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _Fractional(Module):
    dims = 2

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        self.kernel_size = window_numbers("kernel_size", kernel_size, self.dims)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else window_numbers("output_size", output_size, self.dims)
        is_tuple = isinstance(output_ratio, tuple | list)
        self.output_ratio = output_ratio if output_ratio is None or is_tuple else (output_ratio,) * self.dims
        if output_size is None and output_ratio is None:
            raise ArgumentError(f"{type(self).__name__} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ArgumentError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio):
            raise ArgumentError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input):
        """(n, channels, *) to (n, channels, *')."""
        function = getattr(F, f"fractional_max_pool{self.dims}d")
        return function(input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples)


_ADAPTIVE = """{what} of windows over {dims} dimension(s), as many as asked for.

    Args:
        output_size (int or tuple): None keeps a size{more}
    Shape:
        (n, channels, {size}) to (n, channels, *output_size); n may be missing
    Example:
        >>> nn.{name}(1)(th.ones(1, 2, {fours})).shape
        torch.Size([1, 2, {ones}])
    """
_INDICES = "\n        return_indices (bool): give the flat places of the maxima too"
_LP_DOC = """The p-norm of each window over {dims} dimension(s).

    Args:
        norm_type (float): p
        kernel_size (int or tuple): the size of the windows
        stride (int or tuple): the step between windows; `kernel_size` by default
        ceil_mode (bool): keep windows that run over the border
    Shape:
        (n, channels, {size}) to the same with smaller sizes; n may be missing
    """
_UNPOOL_DOC = """Puts maxima back to their places, zeros elsewhere: the way back from `MaxPool{dims}d`.

    Args:
        kernel_size, stride, padding (int or tuple): of that pooling
    Shape:
        (n, channels, {size}) and indices to the same with larger sizes; n may be missing
    """
_FRACTIONAL_DOC = """The maxima of windows at random places over {dims} dimensions.

    Args:
        kernel_size (int or tuple): the size of the windows
        output_size (int or tuple): how many windows; or
        output_ratio (float or tuple): as a share of the input's size
        return_indices (bool): give the flat places of the maxima too
    Shape:
        (n, channels, {size}) to (n, channels, *output_size); n may be missing
    Source:
        Graham, 2014
    """


def _made(name, base, dims, template, what="", more=""):
    size = ", ".join(("depth", "height", "width")[3 - dims:])
    doc = template.format(dims=dims, size=size, name=name, what=what, more=more, fours=", ".join(["4"] * dims),
                          ones=", ".join(["1"] * dims))
    return type(name, (base,), {"dims": dims, "__doc__": doc, "__module__": __name__})


AdaptiveAvgPool1d = _made("AdaptiveAvgPool1d", _AdaptiveAvg, 1, _ADAPTIVE, "The means")
AdaptiveAvgPool2d = _made("AdaptiveAvgPool2d", _AdaptiveAvg, 2, _ADAPTIVE, "The means")
AdaptiveAvgPool3d = _made("AdaptiveAvgPool3d", _AdaptiveAvg, 3, _ADAPTIVE, "The means")
AdaptiveMaxPool1d = _made("AdaptiveMaxPool1d", _AdaptiveMax, 1, _ADAPTIVE, "The maxima", _INDICES)
AdaptiveMaxPool2d = _made("AdaptiveMaxPool2d", _AdaptiveMax, 2, _ADAPTIVE, "The maxima", _INDICES)
AdaptiveMaxPool3d = _made("AdaptiveMaxPool3d", _AdaptiveMax, 3, _ADAPTIVE, "The maxima", _INDICES)
FractionalMaxPool2d = _made("FractionalMaxPool2d", _Fractional, 2, _FRACTIONAL_DOC)
FractionalMaxPool3d = _made("FractionalMaxPool3d", _Fractional, 3, _FRACTIONAL_DOC)
LPPool1d = _made("LPPool1d", _LP, 1, _LP_DOC)
LPPool2d = _made("LPPool2d", _LP, 2, _LP_DOC)
LPPool3d = _made("LPPool3d", _LP, 3, _LP_DOC)
MaxUnpool1d = _made("MaxUnpool1d", _Unpool, 1, _UNPOOL_DOC)
MaxUnpool2d = _made("MaxUnpool2d", _Unpool, 2, _UNPOOL_DOC)
MaxUnpool3d = _made("MaxUnpool3d", _Unpool, 3, _UNPOOL_DOC)

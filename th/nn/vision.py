"""Layers that move pixels: larger and smaller, channels into space, windows into columns."""

from th.nn.functional import folding, vision
from th.nn.function_layer import FunctionLayer
from th.nn.module import Module

__all__ = [
    "ChannelShuffle", "Fold", "PixelShuffle", "PixelUnshuffle", "Unfold", "Upsample", "UpsamplingBilinear2d",
    "UpsamplingNearest2d",
]


def _as_floats(value):
    if isinstance(value, tuple | list):
        return tuple(float(v) for v in value)
    return float(value) if value else None


class Upsample(Module):
    """A signal, picture or volume at another size.

    Args:
        size (int or tuple): of the result; or
        scale_factor (float or tuple): times the size of the input
        mode (str): "nearest", "linear", "bilinear", "bicubic" or "trilinear"
        align_corners (bool): the corner elements keep their places
        recompute_scale_factor (bool): take the factor from the rounded sizes
    Shape:
        (n, channels, *) to (n, channels, *')
    Example:
        >>> nn.Upsample(scale_factor=2)(th.tensor([[[1.0, 2.0]]]))
        tensor([[[1., 1., 2., 2.]]])
    """

    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        super().__init__()
        self.name = type(self).__name__
        self.size, self.scale_factor = size, _as_floats(scale_factor)
        self.mode, self.align_corners, self.recompute_scale_factor = mode, align_corners, recompute_scale_factor

    def forward(self, input):
        """(n, channels, *) to (n, channels, *')."""
        return vision.interpolate(
            input, self.size, self.scale_factor, self.mode, self.align_corners, self.recompute_scale_factor
        )

    def extra_repr(self):
        """The size or the factor, and the mode."""
        target = f"scale_factor={self.scale_factor!r}" if self.scale_factor is not None else f"size={self.size!r}"
        return f"{target}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """`Upsample` with mode "nearest".

    Args:
        size (int or pair): of the result; or
        scale_factor (float or pair): times the size of the input
    Shape:
        (n, channels, height, width) to (n, channels, height', width')
    """

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """`Upsample` with mode "bilinear" and aligned corners.

    Args:
        size (int or pair): of the result; or
        scale_factor (float or pair): times the size of the input
    Shape:
        (n, channels, height, width) to (n, channels, height', width')
    """

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class PixelShuffle(FunctionLayer):
    """Moves channels into space: a picture `upscale_factor` times as large.

    Args:
        upscale_factor (int): the factor
    Shape:
        (*, channels * factor**2, height, width) to (*, channels, height * factor, width * factor)
    """

    names = _shown = ("upscale_factor",)
    _function = staticmethod(folding.pixel_shuffle)

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor


class PixelUnshuffle(FunctionLayer):
    """Moves space into channels: the way back from `PixelShuffle`.

    Args:
        downscale_factor (int): the factor
    Shape:
        (*, channels, height * factor, width * factor) to (*, channels * factor**2, height, width)
    """

    names = _shown = ("downscale_factor",)
    _function = staticmethod(folding.pixel_unshuffle)

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor


class ChannelShuffle(FunctionLayer):
    """Mixes the channels of groups: one of each group, then the next of each.

    Args:
        groups (int): divides channels
    Shape:
        (n, channels, *) to the same
    """

    names = _shown = ("groups",)
    _function = staticmethod(folding.channel_shuffle)

    def __init__(self, groups):
        super().__init__()
        self.groups = groups


class Unfold(FunctionLayer):
    """All windows of a picture as columns.

    Args:
        kernel_size, dilation, padding, stride (int or pair): of the windows
    Shape:
        (n, channels, height, width) to (n, channels * elements of a window, windows)
    """

    names = _shown = ("kernel_size", "dilation", "padding", "stride")
    _function = staticmethod(folding.unfold)

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride


class Fold(FunctionLayer):
    """Columns added up to a picture: the adjoint of `Unfold`.

    Args:
        output_size (int or pair): (height, width)
        kernel_size, dilation, padding, stride (int or pair): of the windows
    Shape:
        (n, channels * elements of a window, windows) to (n, channels, height, width)
    """

    names = _shown = ("output_size", *Unfold.names)
    _function = staticmethod(folding.fold)

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size = output_size
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

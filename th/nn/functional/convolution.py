"""Convolutions and full connections."""

from th.tensor.ops.conv import conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d
from th.tensor.ops.contraction import bilinear
from th.tensor.ops.matrix import linear

__all__ = [
    "bilinear", "conv1d", "conv2d", "conv3d", "conv_tbc", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "linear",
]


def conv_tbc(input, weight, bias, pad=0):
    """Convolution over time of a sequence laid out (time, batch, channels).

    Args:
        input (Tensor): (time, batch, in_channels)
        weight (Tensor): (kernel, in_channels, out_channels)
        bias (Tensor): (out_channels,)
        pad (int): zeros on both sides
    Returns:
        (time', batch, out_channels)
    """
    found = conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad)
    return found.permute(2, 0, 1)

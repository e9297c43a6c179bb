"""Windows as columns, and channels as space."""

import math

from th.errors import ArgumentError, ShapeError
from th.tensor.ops.pool import window_numbers
from th.tensor.ops.resample import columns_of_windows, windows_of_columns

__all__ = ["channel_shuffle", "fold", "native_channel_shuffle", "pixel_shuffle", "pixel_unshuffle", "unfold"]


def _numbers(kernel_size, dilation, padding, stride, dims=2):
    named = (("kernel_size", kernel_size), ("stride", stride), ("padding", padding), ("dilation", dilation))
    found = [window_numbers(name, value, dims) for name, value in named]
    for (name, _), numbers in zip(named, found, strict=True):
        if any(n < (0 if name == "padding" else 1) for n in numbers):
            raise ArgumentError(f"{name} should be greater than zero, but got {name}: {numbers}")
    return found


def _windows(size, kernel, stride, padding, dilation):
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1
                 for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True))


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """All windows of a picture as columns.

    Args:
        input (Tensor): (n, channels, height, width), or without n
        kernel_size, dilation, padding, stride (int or pair): of the windows
    Returns:
        (n, channels * elements of a window, windows)
    Example:
        >>> F.unfold(torch.zeros(1, 3, 4, 4), 2).shape
        torch.Size([1, 12, 9])
    """
    if input.ndim not in (3, 4):
        raise ShapeError(f"Expected 3D or 4D (batch mode) tensor with possibly 0 batch size, but got: {list(input.shape)}")
    kernel, stride, padding, dilation = _numbers(kernel_size, dilation, padding, stride)
    x = input if input.ndim == 4 else input.unsqueeze(0)
    windows = _windows(x.shape[2:], kernel, stride, padding, dilation)
    if min(windows) < 1:
        raise ShapeError(
            f"Given input with spatial size {tuple(x.shape[2:])}, kernel_size={kernel}, dilation={dilation}, padding={padding}, "
            f"stride={stride}, calculated shape of the array of sliding blocks as {windows}, but its components must be at least one."
        )
    found = columns_of_windows(x, kernel, stride, padding, dilation, windows)
    return found if input.ndim == 4 else found.squeeze(0)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Columns added up to a picture: the adjoint of `unfold`.

    Args:
        input (Tensor): (n, channels * elements of a window, windows), or without n
        output_size (int or pair): (height, width)
        kernel_size, dilation, padding, stride (int or pair): of the windows
    Returns:
        (n, channels, height, width)
    Example:
        >>> F.fold(torch.ones(1, 4, 1), (2, 2), 2)
        tensor([[[[1., 1.],
                  [1., 1.]]]])
    """
    if input.ndim not in (2, 3):
        raise ShapeError(f"Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size, but got: {list(input.shape)}")
    kernel, stride, padding, dilation = _numbers(kernel_size, dilation, padding, stride)
    size = window_numbers("output_size", output_size, 2)
    x = input if input.ndim == 3 else input.unsqueeze(0)
    windows = _windows(size, kernel, stride, padding, dilation)
    if x.shape[1] % math.prod(kernel):
        raise ShapeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)="
            f"{x.shape[1]} and kernel_size={kernel}."
        )
    if x.shape[2] != math.prod(windows):
        raise ShapeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={dilation}, padding={padding}, stride={stride}, expected size "
            f"of input's dimension 2 to match the calculated number of sliding blocks {' * '.join(map(str, windows))} = "
            f"{math.prod(windows)}, but got input.size(2)={x.shape[2]}."
        )
    found = windows_of_columns(x, kernel, stride, padding, dilation, windows, size)
    return found if input.ndim == 3 else found.squeeze(0)


def pixel_shuffle(input, upscale_factor):
    """Moves channels into space: a picture `upscale_factor` times as large.

    Args:
        input (Tensor): (*, channels * factor**2, height, width)
        upscale_factor (int): the factor
    Returns:
        (*, channels, height * factor, width * factor)
    Example:
        >>> F.pixel_shuffle(torch.arange(4.0).reshape(1, 4, 1, 1), 2)
        tensor([[[[0., 1.],
                  [2., 3.]]]])
    """
    r = upscale_factor
    if input.ndim < 3:
        raise ShapeError(f"pixel_shuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)")
    if r <= 0:
        raise ArgumentError(f"pixel_shuffle expects a positive upscale_factor, but got {r}")
    *lead, channels, height, width = input.shape
    if channels % (r * r):
        raise ShapeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={channels} is not divisible by {r * r}"
        )
    n = len(lead)
    split = input.reshape(*lead, channels // (r * r), r, r, height, width)
    mixed = split.permute(*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return mixed.reshape(*lead, channels // (r * r), height * r, width * r)


def pixel_unshuffle(input, downscale_factor):
    """Moves space into channels: the way back from `pixel_shuffle`.

    Args:
        input (Tensor): (*, channels, height * factor, width * factor)
        downscale_factor (int): the factor
    Returns:
        (*, channels * factor**2, height, width)
    """
    r = downscale_factor
    if input.ndim < 3:
        raise ShapeError(f"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)")
    if r <= 0:
        raise ArgumentError(f"pixel_unshuffle expects a positive downscale_factor, but got {r}")
    *lead, channels, height, width = input.shape
    for name, size in (("height", height), ("width", width)):
        if size % r:
            raise ShapeError(f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but {size} is not divisible by {r}")
    n = len(lead)
    split = input.reshape(*lead, channels, height // r, r, width // r, r)
    mixed = split.permute(*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return mixed.reshape(*lead, channels * r * r, height // r, width // r)


def channel_shuffle(input, groups):
    """Mixes the channels of groups: one of each group, then the next of each.

    Args:
        input (Tensor): (n, channels, *)
        groups (int): divides channels
    Example:
        >>> F.channel_shuffle(torch.arange(4.0).reshape(1, 4, 1), 2).flatten()
        tensor([0., 2., 1., 3.])
    """
    if groups <= 0:
        raise ArgumentError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    n, channels = input.shape[:2]
    if channels % groups:
        raise ShapeError(f"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.")
    rest = input.shape[2:]
    return input.reshape(n, groups, channels // groups, *rest).transpose(1, 2).reshape(input.shape)


native_channel_shuffle = channel_shuffle

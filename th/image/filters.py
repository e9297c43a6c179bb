"""Filters: convolution, contrast, morphology, pyramids."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, is_tensor
from th.image.geometry import scale
from th.image.kernels import gaussian_array
from th.image.pictures import in_kind, planes, result

__all__ = ["convolve", "dilate", "erode", "gaussianpyramid", "lcn", "minmax"]

_MODES = ("full", "same", "valid")


def _convolved(plane: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Where the kernel lies inside of the plane; turned by half a turn, as convolution has it."""
    if kernel.shape[0] > plane.shape[0] or kernel.shape[1] > plane.shape[1]:
        raise ShapeError(f"`kernel` {kernel.shape} must not be larger than the image {plane.shape}. Try mode='same'.")
    windows = np.lib.stride_tricks.sliding_window_view(plane, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel[::-1, ::-1], optimize=True)


def convolve(*arguments, mode="valid"):
    """The convolution of an image with a kernel: `convolve([dst,] src, kernel [, mode])`.

    Args:
        src: (H, W) or (C, H, W)
        kernel: (h, w) for all channels, or (C, h, w)
        mode (str): 'valid' (where the kernel lies inside), 'full' (wherever it touches) or 'same' (as large as src)
    Example:
        >>> image.convolve(torch.ones(4, 4), torch.ones(3, 3))
        tensor([[9., 9.],
                [9., 9.]])
    """
    rest = list(arguments)
    if rest and isinstance(rest[-1], str):
        mode = rest.pop()
    if mode not in _MODES:
        raise ArgumentError(f"`mode` (={mode!r}) must be one of 'full', 'same', 'valid'.")
    if not 2 <= len(rest) <= 3:
        raise ArgumentError("the arguments must be convolve(src, kernel) or convolve(dst, src, kernel).")
    source, kernel = rest[-2:]
    value = as_array(source, "src")
    made = _convolved_planes(planes(value), as_array(kernel, "kernel").astype(float), mode)
    made = made[0] if value.ndim == 2 else made
    return result(in_kind(made, value.dtype), source, rest[0] if len(rest) == 3 else None)


def _convolved_planes(image: np.ndarray, kernel: np.ndarray, mode: str) -> np.ndarray:
    if kernel.ndim == 2:
        kernel = np.broadcast_to(kernel, (len(image), *kernel.shape))
    if kernel.ndim != 3 or len(kernel) != len(image) or kernel.size == 0:
        raise ShapeError(f"`kernel` (shape {kernel.shape}) must be (h, w), or (C, h, w) for an image of {len(image)} channels.")
    height, width = kernel.shape[1:]
    if mode != "valid":
        image = np.pad(image, ((0, 0), (height - 1, height - 1), (width - 1, width - 1)))
    made = np.stack([_convolved(plane, one) for plane, one in zip(image, kernel)])
    if mode == "same":
        rows, columns = image.shape[1] - 2 * (height - 1), image.shape[2] - 2 * (width - 1)
        top, left = -(-height // 2) - 1, -(-width // 2) - 1
        made = made[:, top : top + rows, left : left + columns]
    return made


def minmax(
    tensor, min=None, max=None, symm=False, inplace=False, saturate=False, tensorOut=None
):
    """The values from [min, max] to [0, 1].

    Args:
        tensor: any shape
        min, max (float): by default the least and the largest value
        symm (bool): take a range that is symmetric around zero, if neither is given
        inplace (bool): write into `tensor`
        saturate (bool): cut off what lies outside, if one of them is given
        tensorOut: where to put the result
    Example:
        >>> image.minmax(torch.tensor([[2., 4.], [6., 10.]]))
        tensor([[0.0000, 0.2500],
                [0.5000, 1.0000]])
    """
    value = as_array(tensor, "tensor")
    if not value.size:
        raise ShapeError(f"`tensor` (shape {value.shape}) must not be empty: it has no least and no largest value.")
    made = value.astype(value.dtype if value.dtype.kind == "f" else np.float32)
    given = min is not None or max is not None
    if symm and not given:
        max = float(np.abs(made).max())
        min = -max
    low = float(made.min()) if min is None else float(min)
    high = float(made.max()) if max is None else float(max)
    made = made - low
    if high != low:
        made = made / (high - low)
    if saturate and given:
        made = made.clip(0, 1)
    return result(in_kind(made, value.dtype) if inplace else made, tensor, tensor if inplace else tensorOut)


def lcn(src, kernel=None):
    """Local contrast normalisation: less the local mean, over the local deviation, where the kernel lies inside.

    Args:
        src: a grey image, (H, W) or (1, H, W)
        kernel: what "local" weighs; by default a Gauss bell of 9 x 9
    Example:
        >>> image.lcn(torch.rand(1, 20, 20)).shape
        torch.Size([12, 12])
    """
    value = as_array(src, "src")
    image = value[0] if value.ndim == 3 and value.shape[0] == 1 else value
    if image.ndim != 2 or image.size < 2:
        raise ShapeError(f"`src` (shape {value.shape}) must be a grey image, (H, W) or (1, H, W).")
    image = image.astype(np.float64)
    weights = gaussian_array(9, 1.591 / 9, normalize=True) if kernel is None else as_array(kernel, "kernel")
    deviation = image.std(ddof=1)
    image = (image - image.mean()) / (deviation if deviation > 0 else 1)
    mean = _convolved(image, weights)
    variance = np.maximum(_convolved(image * image, weights) - mean * mean, 0)
    top, left = weights.shape[0] // 2, weights.shape[1] // 2
    inner = image[top : top + mean.shape[0], left : left + mean.shape[1]]
    made = (inner - mean) / np.maximum(np.sqrt(variance), 1)
    return result(made.astype(value.dtype if value.dtype.kind == "f" else np.float32), src)


def _morphology(src, kernel, pad, decide):
    value = as_array(src, "src")
    image = planes(value)
    weights = np.ones((3, 3)) if kernel is None else as_array(kernel, "kernel").astype(float)
    if weights.ndim != 2 or weights.shape[0] % 2 == 0 or weights.shape[1] % 2 == 0:
        raise ShapeError(f"`kernel` (shape {weights.shape}) must be a matrix with odd sides.")
    down, across = weights.shape[0] // 2, weights.shape[1] // 2
    padded = np.pad(image, ((0, 0), (down, down), (across, across)), constant_values=pad)
    made = np.stack([decide(plane, weights) for plane in padded]).astype(value.dtype)
    return result(made[0] if value.ndim == 2 else made, src)


def erode(src, kernel=None, pad=1):
    """Erosion of an image of 0 and 1: a pixel stays 1 where all under the kernel are 1.

    Args:
        src: (H, W) or (C, H, W)
        kernel: of 0 and 1, with odd sides; by default ones of 3 x 3
        pad (float): what lies outside of the image
    Example:
        >>> image.erode(torch.tensor([[1., 1., 1., 0.]]), torch.ones(1, 3))
        tensor([[1., 1., 0., 0.]])
    """
    return _morphology(src, kernel, pad, lambda plane, weights: np.isclose(_convolved(plane, weights), weights.sum()))


def dilate(src, kernel=None, pad=0):
    """Dilation of an image of 0 and 1: a pixel becomes 1 where any under the kernel is 1; arguments as for `erode`.

    Example:
        >>> dot = torch.zeros(3, 4); dot[1, 1] = 1
        >>> image.dilate(dot, torch.ones(1, 3))
        tensor([[0., 0., 0., 0.],
                [1., 1., 1., 0.],
                [0., 0., 0., 0.]])
    """
    return _morphology(src, kernel, pad, lambda plane, weights: _convolved(plane, weights[::-1, ::-1]) > 1e-6)


def gaussianpyramid(*arguments):
    """The image at several scales, each smoothed from the last: `gaussianpyramid([dst,] src, scales)`.

    Args:
        src: (H, W) or (C, H, W)
        scales: a list such as [1, 0.5, 0.25]
        dst (list): where to put the images
    Returns:
        list of tensors
    Example:
        >>> [tuple(one.shape) for one in image.gaussianpyramid(image.fabio(), [1, 0.5])]
        [(1, 256, 256), (1, 128, 128)]
    """
    if not 2 <= len(arguments) <= 3 or not is_tensor(arguments[-2]):
        raise ArgumentError("the arguments must be gaussianpyramid(src, scales) or gaussianpyramid(dst, src, scales).")
    targets = arguments[0] if len(arguments) == 3 else []
    source, scales = arguments[-2:]
    height, width = source.shape[-2:]
    kernel = gaussian_array(3, normalize=True)
    made, current = [], source
    for factor in as_array(scales, "scales").tolist():
        if factor == 1:
            size = current
        else:
            size = scale(current, int(width * factor), int(height * factor), mode="simple")
        made.append(size)
        current = convolve(size, kernel, "same")
    if len(arguments) == 3:
        targets[:] = made
        return targets
    return made

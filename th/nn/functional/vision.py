"""Pictures made larger or smaller."""

import math
import warnings

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.nn.functional.adaptive import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from th.tensor.ops.resample import resample

__all__ = ["interpolate", "upsample", "upsample_bilinear", "upsample_nearest"]

_DIMS = {"nearest": (1, 2, 3), "nearest-exact": (1, 2, 3), "area": (1, 2, 3), "linear": (1,), "bilinear": (2,), "bicubic": (2,),
         "trilinear": (3,), "lanczos": (2,)}
_CUBIC = -0.75  # the bend of the cubic kernel; -0.5 when it also smooths, as PIL has it


def _scale(n, out, factor, align_corners):
    """How far apart the results are in the input."""
    if align_corners:
        return (n - 1) / (out - 1) if out > 1 else 0.0
    return 1.0 / factor if factor is not None and factor > 0 else n / out


def _nearest(n, out, factor, exact):
    scale = np.float32(_scale(n, out, factor, False))
    places = np.floor((np.arange(out, dtype=np.float32) + np.float32(0.5 if exact else 0)) * scale).astype(np.int64)
    return np.minimum(places, n - 1)[:, None], np.ones((out, 1))


def _centres(n, out, factor, align_corners):
    scale = _scale(n, out, factor, align_corners)
    return np.arange(out) * scale if align_corners else (np.arange(out) + 0.5) * scale - 0.5


def _linear(n, out, factor, align_corners):
    centres = np.maximum(_centres(n, out, factor, align_corners), 0)
    low = np.minimum(np.floor(centres).astype(np.int64), n - 1)
    share = np.minimum(centres - low, 1.0)
    return np.stack([low, np.minimum(low + 1, n - 1)], 1), np.stack([1 - share, share], 1)


def _cubic_weight(x, a):
    x = np.abs(x)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * x + 8) * x * a - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))


def _cubic(n, out, factor, align_corners):
    centres = _centres(n, out, factor, align_corners)
    low = np.floor(centres).astype(np.int64)
    places = low[:, None] + np.arange(-1, 3)
    return np.clip(places, 0, n - 1), _cubic_weight(centres[:, None] - places, _CUBIC)


def _lanczos_weight(x):
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0.0)


_SMOOTH = {
    "bilinear": (1.0, lambda x: np.maximum(1 - np.abs(x), 0)),
    "bicubic": (2.0, lambda x: _cubic_weight(x, -0.5)),
    "lanczos": (3.0, _lanczos_weight),
}


def _smoothed(n, out, factor, align_corners, mode):
    """Places and weights of a kernel that is as wide as the results are apart (PIL's way of making smaller)."""
    reach, kernel = _SMOOTH[mode]
    scale = _scale(n, out, factor, align_corners)
    width = reach * max(scale, 1.0)
    centres = (np.arange(out) + 0.5) * scale
    first = np.maximum((centres - width + 0.5).astype(np.int64), 0)
    last = np.minimum((centres + width + 0.5).astype(np.int64), n)
    places = first[:, None] + np.arange((last - first).max(initial=1))
    weights = kernel((places - centres[:, None] + 0.5) / max(scale, 1.0)) * (places < last[:, None])
    return np.minimum(places, n - 1), weights / weights.sum(1, keepdims=True)


def _target(x, size, scale_factor, recompute):
    """(sizes of the result, the factors that still count)."""
    dims = x.ndim - 2
    if size is not None and scale_factor is not None:
        raise ArgumentError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ArgumentError("either size or scale_factor should be defined")
    given = size if size is not None else scale_factor
    values = list(given) if isinstance(given, list | tuple) else [given] * dims
    if len(values) != dims:
        what = "output size" if size is not None else "scale_factor"
        raise ArgumentError(
            f"Input and {what} must have the same number of spatial dimensions, but got input with spatial dimensions of "
            f"{list(x.shape[2:])} and {what} of {given}."
        )
    if size is not None:
        if recompute:
            raise ArgumentError("recompute_scale_factor is not meaningful with an explicit size.")
        if any(not isinstance(v, int | np.integer) for v in values):
            raise ArgumentTypeError(f"expected size to be one of int or tuple of ints, but got {size!r}")
        return [int(v) for v in values], [None] * dims
    out = [int(math.floor(n * f)) for n, f in zip(x.shape[2:], values, strict=True)]
    return out, [None] * dims if recompute else values


def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None,
                antialias=False):
    """A signal, picture or volume at another size.

    Args:
        input (Tensor): (n, channels, *) with one to three spatial dims
        size (int or tuple): of the result; or
        scale_factor (float or tuple): times the size of the input
        mode (str): "nearest", "nearest-exact", "area", "linear", "bilinear", "trilinear", "bicubic" or "lanczos"
        align_corners (bool): the corner elements keep their places
        recompute_scale_factor (bool): take the factor from the rounded sizes
        antialias (bool): smooth before making smaller ("bilinear", "bicubic", "lanczos")
    Example:
        >>> F.interpolate(torch.tensor([[[1.0, 2.0]]]), scale_factor=2)
        tensor([[[1., 1., 2., 2.]]])
    """
    if mode not in _DIMS:
        raise NotImplementedError(f"`mode` (={mode!r}) must be one of {', '.join(_DIMS)}")
    plain = mode in ("nearest", "area", "nearest-exact")
    if plain and align_corners is not None:
        raise ArgumentError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if input.ndim - 2 not in _DIMS[mode]:
        raise NotImplementedError(
            f"Got {input.ndim}D input, but {mode} mode needs {' or '.join(f'{d + 2}D' for d in _DIMS[mode])} input"
        )
    if antialias and not (mode in _SMOOTH and input.ndim == 4):
        raise ArgumentError("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input")
    if mode == "lanczos" and not antialias:
        raise ArgumentError("lanczos mode needs antialias=True")
    out, factors = _target(input, size, scale_factor, recompute_scale_factor or (mode == "area" and size is None))
    if min(out) <= 0:
        raise ShapeError(
            f"Input and output sizes should be greater than 0, but got input (H: {input.shape[2]}...) output {out}"
        )
    if mode == "area":
        return (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[input.ndim - 3](input, out)
    for axis, o, factor in reversed(list(zip(range(2, input.ndim), out, factors, strict=True))):
        n = input.shape[axis]
        if mode.startswith("nearest"):
            places, weights = _nearest(n, o, factor, mode == "nearest-exact")
        elif antialias:
            places, weights = _smoothed(n, o, factor, align_corners, mode)
        else:
            places, weights = (_cubic if mode == "bicubic" else _linear)(n, o, factor, align_corners)
        input = resample(input, axis, places, weights)
    return input


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """The older name of `interpolate`."""
    warnings.warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input, size=None, scale_factor=None):
    """The older name of `interpolate` with mode "nearest"."""
    warnings.warn("`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input, size=None, scale_factor=None):
    """The older name of `interpolate` with mode "bilinear" and aligned corners."""
    warnings.warn("`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)

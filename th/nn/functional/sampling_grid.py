"""Pictures sampled at any places."""

import itertools
import warnings

from th.errors import ArgumentError, ShapeError
from th.tensor.casting import follows_autocast
from th.tensor.ops.choosing import where
from th.tensor.ops.filled import zeros
from th.tensor.ops.joining import stack
from th.tensor.ops.sequences import linspace

__all__ = ["affine_grid", "grid_sample"]

_CUBIC = -0.75


def _corner_default(name, align_corners):
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
            f"align_corners=True if the old behavior is desired. See the documentation of {name} for details.",
            stacklevel=3,
        )
        return False
    return align_corners


def _steps(n, align_corners, like):
    """The places of `n` elements between -1 and 1.

    Rounded as PyTorch's: at the identity they lie on the elements, and a gradient there is that of the side they fall to.
    """
    if n <= 1:
        return zeros(n, dtype=like.dtype, device=like.device)
    found = linspace(-1, 1, n, dtype=like.dtype, device=like.device)
    return found if align_corners else found * (n - 1) / n


def affine_grid(theta, size, align_corners=None):
    """The places that an affine map sends each element of a picture to, for `grid_sample`.

    Args:
        theta (Tensor): (n, 2, 3) for pictures, (n, 3, 4) for volumes
        size (sequence): (n, channels, height, width) or (n, channels, depth, height, width) of the result
        align_corners (bool): -1 and 1 are the centres of the corner elements, not their edges
    Returns:
        (n, height, width, 2) or (n, depth, height, width, 3)
    """
    align_corners = _corner_default("affine_grid", align_corners)
    dims = len(size) - 2
    if dims not in (2, 3):
        raise NotImplementedError("affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
                                  f"{tuple(size)}.")
    if theta.ndim != 3 or tuple(theta.shape[1:]) != (dims, dims + 1):
        raise ArgumentError(
            f"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size {tuple(size)}. Got {theta.shape}."
        )
    spatial = tuple(size[2:])
    axes = []
    for axis in reversed(range(dims)):  # x first
        shape = [1] * dims
        shape[axis] = -1
        axes.append(_steps(spatial[axis], align_corners, theta).reshape(shape).expand(spatial))
    base = stack([*axes, axes[0] * 0 + 1], -1).reshape(1, -1, dims + 1)
    return (base @ theta.transpose(1, 2)).reshape(theta.shape[0], *spatial, dims)


def _unnormalised(x, n, align_corners):
    return (x + 1) * ((n - 1) / 2) if align_corners else ((x + 1) * n - 1) / 2


def _reflected(x, low, high):
    """`x` thrown back at `low / 2` and `high / 2` as often as it takes."""
    if low == high:
        return x * 0
    least, span = low / 2, (high - low) / 2
    distance = (x - least).abs()
    turns = (distance / span).floor().detach()
    extra = distance - turns * span
    return where(turns % 2 == 0, extra + least, span - extra + least)


def _placed(x, n, padding_mode, align_corners):
    """Places beyond the border brought back in, as `padding_mode` says."""
    if padding_mode == "border":
        return x.clamp(0, n - 1)
    if padding_mode == "reflection":
        x = _reflected(x, 0, 2 * (n - 1)) if align_corners else _reflected(x, -1, 2 * n - 1)
        return x.clamp(0, n - 1)
    return x


def _looked_up(input, places, sizes):
    """The elements at whole places (a list, first spatial dim first), 0 where they are outside."""
    n, channels = input.shape[:2]
    inside, flat = None, None
    for p, size in zip(places, sizes, strict=True):
        ok = (p >= 0) & (p <= size - 1)
        inside = ok if inside is None else inside & ok
        whole = p.clamp(0, size - 1).long()
        flat = whole if flat is None else flat * size + whole
    index = flat.reshape(n, 1, -1).expand(n, channels, -1)
    found = input.flatten(2).gather(2, index).reshape(n, channels, *flat.shape[1:])
    return found * inside.unsqueeze(1).to(input.dtype)


def _linear(input, places, sizes):
    lows = [p.detach().floor() for p in places]
    total = None
    for corner in itertools.product((0, 1), repeat=len(places)):
        weight = None
        for p, low, c in zip(places, lows, corner, strict=True):
            share = p - low if c else low + 1 - p
            weight = share if weight is None else weight * share
        part = _looked_up(input, [low + c for low, c in zip(lows, corner, strict=True)], sizes) * weight.unsqueeze(1)
        total = part if total is None else total + part
    return total


def _cubic_weights(t):
    a = _CUBIC

    def near(x):
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x):
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return [far(t + 1), near(t), near(1 - t), far(2 - t)]


def _cubic(input, places, sizes, padding_mode, align_corners):
    lows = [p.detach().floor() for p in places]
    weights = [_cubic_weights(p - low) for p, low in zip(places, lows, strict=True)]
    total = None
    for i, j in itertools.product(range(4), repeat=2):
        at = [_placed(low + k - 1, n, padding_mode, align_corners) for low, k, n in zip(lows, (i, j), sizes, strict=True)]
        part = _looked_up(input, at, sizes) * (weights[0][i] * weights[1][j]).unsqueeze(1)
        total = part if total is None else total + part
    return total


@follows_autocast
def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """The elements of a picture at any places.

    Args:
        input (Tensor): (n, channels, height, width) or (n, channels, depth, height, width)
        grid (Tensor): (n, height', width', 2) or (n, depth', height', width', 3); x before y before z, from -1 to 1
        mode (str): "bilinear", "nearest" or "bicubic"
        padding_mode (str): "zeros", "border" or "reflection", for places outside
        align_corners (bool): -1 and 1 are the centres of the corner elements, not their edges
    Returns:
        (n, channels, height', width') or (n, channels, depth', height', width')
    """
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ArgumentError(f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'")
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ArgumentError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    dims = input.ndim - 2
    if dims not in (2, 3) or grid.ndim != input.ndim or grid.shape[-1] != dims or grid.shape[0] != input.shape[0]:
        raise ShapeError(
            f"grid_sampler(): expected input of 4 or 5 dims and grid of as many, with the same batch and {dims} coordinates last, but "
            f"got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
        )
    if mode == "bicubic" and dims == 3:
        raise NotImplementedError("grid_sampler(): bicubic interpolation only supports 4D input")
    align_corners = _corner_default("grid_sample", align_corners)
    sizes = list(input.shape[2:])
    places = [_unnormalised(grid[..., dims - 1 - axis], n, align_corners) for axis, n in enumerate(sizes)]
    if mode == "bicubic":
        return _cubic(input, places, sizes, padding_mode, align_corners)
    places = [_placed(p, n, padding_mode, align_corners) for p, n in zip(places, sizes, strict=True)]
    if mode == "nearest":
        found = _looked_up(input, [p.detach().round() for p in places], sizes)
        # A step moves no result: the grid's gradient is there, and zero, as in PyTorch.
        return found + (grid[..., 0].sign() * 0).unsqueeze(1) if grid.requires_grad else found
    return _linear(input, places, sizes)

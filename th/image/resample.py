"""Images taken from other places: turned, warped by a field, in polar coordinates."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, is_tensor
from th.image.pictures import in_kind, on_image, planes, result

__all__ = ["affinetransform", "logpolar", "polar", "rotate", "warp"]

_LANCZOS_RADIUS = 3


@on_image
def rotate(src, theta, mode="simple"):
    """The image turned by theta radians counterclockwise around its middle; corners that come in are 0.

    Args:
        src: (H, W) or (C, H, W)
        theta (float): in radians
        mode (str): 'simple' (nearest, the default) or 'bilinear'
    Example:
        >>> image.rotate(torch.tensor([[1., 2.], [3., 4.]]), 3.14159265)
        tensor([[4., 3.],
                [2., 1.]])
    """
    if mode not in ("simple", "bilinear"):
        raise ArgumentError(f"`mode` (={mode!r}) must be 'simple' or 'bilinear'.")
    if not isinstance(theta, (int, float)) and not getattr(theta, "shape", None) == () or not np.isfinite(float(theta)):
        raise ArgumentError(f"`theta` (={theta!r}) must be a finite number, in radians.")
    theta = float(theta)
    height, width = src.shape[1:]
    # Around the middle of the pixels; Torch7 turned around a corner of the middle one, and doubled a row there.
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    y, x = np.mgrid[:height, :width]
    from_x = np.cos(theta) * (x - middle_x) - np.sin(theta) * (y - middle_y) + middle_x
    from_y = np.cos(theta) * (y - middle_y) + np.sin(theta) * (x - middle_x) + middle_y
    if mode == "simple":
        return _nearest_at(src, np.rint(from_x), np.rint(from_y))
    return _bilinear_at(src, from_x, from_y)


def _nearest_at(src, x, y):
    """Pixels at whole places; 0 outside."""
    height, width = src.shape[1:]
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    column, row = np.clip(x, 0, width - 1).astype(int), np.clip(y, 0, height - 1).astype(int)
    return src[:, row, column] * inside


def _bilinear_at(src, x, y, at_edge: bool = False):
    """Values between pixels; where a neighbour is missing, 0, or the nearest pixel if `at_edge`."""
    height, width = src.shape[1:]
    # A hair outside, by rounding, is inside.
    inside = (x > -1e-6) & (x < width - 1 + 1e-6) & (y > -1e-6) & (y < height - 1 + 1e-6)
    x, y = np.where(inside, np.clip(x, 0, width - 1), x), np.where(inside, np.clip(y, 0, height - 1), y)
    left, top = np.floor(x), np.floor(y)
    across, down = x - left, y - top
    column, row = np.clip(left, 0, width - 1).astype(int), np.clip(top, 0, height - 1).astype(int)
    next_column, next_row = np.minimum(column + 1, width - 1), np.minimum(row + 1, height - 1)
    made = (1 - across) * (1 - down) * src[:, row, column] + across * (1 - down) * src[:, row, next_column]
    made += (1 - across) * down * src[:, next_row, column] + across * down * src[:, next_row, next_column]
    return np.where(inside, made, _nearest_at(src, left, top) if at_edge else 0)


def _polar_like(src, radius_of, interpolation, mode, shape):
    """The image over angle (down) and radius (across)."""
    # Torch7 takes the two words in either order, since the defaults in its source are exchanged.
    words = {word for word in (interpolation, mode) if word is not None}
    if not words <= {"simple", "bilinear", "valid", "full"}:
        raise ArgumentError(
            f"`interpolation` (={interpolation!r}) must be 'simple' or 'bilinear', `mode` (={mode!r}) 'valid' or 'full'."
        )
    height, width = src.shape[1:]
    rows, columns = shape or (max(height, width),) * 2
    reach = np.hypot(width, height) / 2 if "full" in words else min(width, height) / 2
    angle = 2 * np.pi * np.arange(rows)[:, None] / rows
    radius = radius_of(np.arange(columns)[None], columns, reach)
    y, x = radius * np.cos(angle) + height / 2, -radius * np.sin(angle) + width / 2
    if "bilinear" in words:
        return _bilinear_at(src, x, y, at_edge=True)
    return _nearest_at(src, np.floor(x), np.floor(y))


@on_image
def _polar(src, interpolation=None, mode=None, shape=None):
    return _polar_like(src, lambda i, count, reach: reach * i / count, interpolation, mode, shape)


@on_image
def _logpolar(src, interpolation=None, mode=None, shape=None):
    return _polar_like(src, lambda i, count, reach: np.exp(i * np.log(reach) / count), interpolation, mode, shape)


def _with_target(function, arguments):
    target = None
    if len(arguments) >= 2 and is_tensor(arguments[1]):
        target, *arguments = arguments
    shape = None if target is None else tuple(target.shape[-2:])
    made = function(*arguments, shape=shape)
    return made if target is None else result(as_array(made), made, target)


def polar(*arguments):
    """The image in polar coordinates, angle down and radius across: `polar([dst,] src [, interpolation] [, mode])`.

    Args:
        src: (H, W) or (C, H, W)
        interpolation (str): 'simple' (the default) or 'bilinear'
        mode (str): 'valid' (the default: the largest circle inside) or 'full' (all of the image, and empty corners)
    Returns:
        square, of the longer side; or the size of dst
    Example:
        >>> image.polar(image.fabio(), 'bilinear').shape
        torch.Size([1, 256, 256])
    """
    return _with_target(_polar, arguments)


def logpolar(*arguments):
    """The image over angle and the logarithm of the radius; arguments as for `polar`.

    Example:
        >>> image.logpolar(image.fabio(), 'bilinear').shape
        torch.Size([1, 256, 256])
    """
    return _with_target(_logpolar, arguments)


def warp(*arguments, mode="bilinear", offset=True, clamp="clamp", pad=0.0):
    """Take each pixel from where a field says: `warp([dst,] src, field [, mode, offset, clamp, pad])`.

    Args:
        src: (H, W) or (C, H, W)
        field (2, H', W'): y and x of where each pixel of the result comes from
        mode (str): 'bilinear', 'bicubic', 'lanczos' or 'simple'
        offset (bool): whether the field is relative to each pixel's own place
        clamp (str): what lies outside: 'clamp' takes the edge, 'pad' the value `pad`
    Example:
        >>> image.warp(torch.tensor([[1., 2.], [3., 4.]]), torch.ones(2, 1, 2))
        tensor([[4., 4.]])
    """
    tensors = [one for one in arguments if is_tensor(one)]
    rest = list(arguments[len(tensors) :])
    if not 2 <= len(tensors) <= 3:
        raise ArgumentError("the arguments must be warp(src, field) or warp(dst, src, field).")
    target = tensors[0] if len(tensors) == 3 else None
    source, field = tensors[-2:]
    settings = dict(zip(("mode", "offset", "clamp", "pad"), rest))
    settings = {"mode": mode, "offset": offset, "clamp": clamp, "pad": pad, **settings}
    value = as_array(source, "src")
    made = warped(planes(value), as_array(field, "field").astype(float), **settings)
    made = made[0] if value.ndim == 2 else made
    return result(in_kind(made, value.dtype), source, target)


def warped(src: np.ndarray, field: np.ndarray, mode: str, offset: bool, clamp: str, pad: float) -> np.ndarray:
    """`warp` on arrays."""
    if field.ndim != 3 or field.shape[0] != 2:
        raise ShapeError(f"`field` (shape {field.shape}) must be (2, H, W): y and x for each pixel.")
    if mode not in _SAMPLERS:
        raise ArgumentError(f"`mode` (={mode!r}) must be one of {', '.join(map(repr, _SAMPLERS))}.")
    if clamp not in ("clamp", "pad"):
        raise ArgumentError(f"`clamp` (={clamp!r}) must be 'clamp' or 'pad'.")
    y, x = field
    if offset:
        rows, columns = np.mgrid[: field.shape[1], : field.shape[2]]
        y, x = y + rows, x + columns
    height, width = src.shape[1:]
    outside = (y < 0) | (y > height - 1) | (x < 0) | (x > width - 1)
    made = _SAMPLERS[mode](src, np.clip(x, 0, width - 1), np.clip(y, 0, height - 1))
    return np.where(outside, pad, made) if clamp == "pad" else made


def _sampled(src, x, y, weights_of, reach):
    """A separable filter around each place: the pixels from `1 - reach` to `reach`, edges repeated."""
    height, width = src.shape[1:]
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    across, down = weights_of(x - column), weights_of(y - row)
    made = np.zeros((src.shape[0], *x.shape))
    for j, step_down in enumerate(range(1 - reach, reach + 1)):
        line = np.zeros_like(made)
        from_row = np.clip(row + step_down, 0, height - 1)
        for i, step_across in enumerate(range(1 - reach, reach + 1)):
            line += across[i] * src[:, from_row, np.clip(column + step_across, 0, width - 1)]
        made += down[j] * line
    return made


def _linear_weights(t):
    return [1 - t, t]


def _cubic_weights(t):
    """Torch7's cubic through four points (Lagrange's)."""
    before = -t / 3 + t**2 / 2 - t**3 / 6
    after = t + t**2 / 2 - t**3 / 2
    beyond = -t / 6 + t**3 / 6
    return [before, 1 - before - after - beyond, after, beyond]


def _lanczos_weights(t):
    steps = range(1 - _LANCZOS_RADIUS, _LANCZOS_RADIUS + 1)
    weights = [np.sinc(t - step) * np.sinc((t - step) / _LANCZOS_RADIUS) for step in steps]
    total = sum(weights)
    return [weight / total for weight in weights]


_SAMPLERS = {
    "bicubic": lambda src, x, y: _sampled(src, x, y, _cubic_weights, 2),
    "bilinear": lambda src, x, y: _sampled(src, x, y, _linear_weights, 1),
    "lanczos": lambda src, x, y: _sampled(src, x, y, _lanczos_weights, _LANCZOS_RADIUS),
    "simple": lambda src, x, y: _nearest_at(src, np.floor(x + 0.5), np.floor(y + 0.5)),
}


def affinetransform(*arguments, mode="bilinear", translation=(0, 0), clamp="clamp", pad=0.0):
    """The image under a linear map around its middle.

    `affinetransform([dst,] src, matrix [, mode, translation, clamp, pad])`.

    Args:
        src: (H, W) or (C, H, W)
        matrix (2, 2): from places (y, x) of the result to places of the image
        mode, clamp, pad: as for `warp`
        translation (2): added to (y, x)
    Example:
        >>> half_turn = torch.tensor([[-1., 0.], [0., -1.]])
        >>> image.affinetransform(torch.eye(3), half_turn).shape
        torch.Size([3, 3])
    """
    tensors = []
    rest = list(arguments)
    while rest and is_tensor(rest[0]) and len(tensors) < 3:
        tensors.append(rest.pop(0))
    if not 2 <= len(tensors) <= 3:
        raise ArgumentError("the arguments must be affinetransform(src, matrix) or affinetransform(dst, src, matrix).")
    settings = {"mode": mode, "translation": translation, "clamp": clamp, "pad": pad}
    settings.update(zip(settings, rest))
    source, matrix = tensors[-2:]
    value, matrix = as_array(source, "src"), as_array(matrix, "matrix").astype(float)
    if matrix.shape != (2, 2):
        raise ShapeError(f"`matrix` (shape {matrix.shape}) must be 2 x 2.")
    image = planes(value)
    field = _affine_field(image.shape[1:], matrix, as_array(settings["translation"], "translation"))
    made = warped(image, field, settings["mode"], True, settings["clamp"], settings["pad"])
    made = made[0] if value.ndim == 2 else made
    return result(in_kind(made, value.dtype), source, tensors[0] if len(tensors) == 3 else None)


def _affine_field(shape, matrix, translation) -> np.ndarray:
    height, width = shape
    y, x = np.mgrid[:height, :width]
    # Torch7 counts from the middle, backwards on both axes.
    from_middle = np.stack([(height - 1) / 2 - y, (width - 1) / 2 - x])
    moved = np.tensordot(matrix, from_middle, 1)
    return from_middle - moved - np.reshape(translation, (2, 1, 1))

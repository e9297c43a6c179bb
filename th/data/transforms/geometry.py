"""Where pixels go: sizes, crops, flips, turns."""

import enum
import math

import numpy as np

from th.data.transforms.conversion import is_pil, pil, size_of
from th.errors import ArgumentError, ShapeError
from th.tensor import from_numpy

__all__ = ["InterpolationMode", "affine", "center_crop", "crop", "five_crop", "get_dimensions", "get_image_size", "hflip",
           "pad", "pair_of", "perspective", "read_between", "resize", "resized_crop", "rotate", "ten_crop", "vflip"]


class InterpolationMode(enum.Enum):
    """How a pixel between others is found."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


_BY_NUMBER = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}
_NUMBER = {name: number for number, name in _BY_NUMBER.items()} | {"nearest-exact": 0}


def _mode_name(mode):
    if isinstance(mode, InterpolationMode):
        return mode.value
    name = _BY_NUMBER.get(mode, mode)
    if name not in _NUMBER:
        raise ArgumentError(f"`interpolation` (={mode!r}) must be an InterpolationMode")
    return name


def get_dimensions(img):
    """[channels, height, width] of a picture."""
    return list(size_of(img))


def get_image_size(img):
    """[width, height] of a picture."""
    return [size_of(img)[2], size_of(img)[1]]


def pair_of(name, size):
    """A size given as a number or as (height, width)."""
    if isinstance(size, int):
        return size, size
    size = tuple(size)
    if len(size) == 1:
        return size * 2
    if len(size) != 2:
        raise ArgumentError(f"Please provide only two dimensions (h, w) for size; `{name}` is {size}")
    return size


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
    """A picture in another size.

    Args:
        img (Tensor or PIL Image): (..., height, width)
        size (int or pair): (height, width), or the shorter side
        interpolation (InterpolationMode): how pixels are found
        max_size (int): no side gets longer than this
        antialias (bool): average over the pixels that become one; tensors only, PIL always does
    """
    _, height, width = size_of(img)
    new = _new_size(size, height, width, max_size)
    if new == (height, width):
        return img
    name = _mode_name(interpolation)
    if is_pil(img):
        return img.resize(new[::-1], _NUMBER[name])
    array = img.detach().cpu().numpy()
    work = array if array.dtype.kind == "f" else array.astype(np.float32)
    for axis, (before, after) in ((-2, (height, new[0])), (-1, (width, new[1]))):
        work = _resample(work, axis, before, after, name, antialias)
    if array.dtype.kind != "f":
        limits = np.iinfo(array.dtype)
        work = np.rint(work).clip(limits.min, limits.max)
    return from_numpy(np.ascontiguousarray(work.astype(array.dtype)))


def _new_size(size, height, width, max_size):
    if not isinstance(size, int) and len(size) == 2:
        return tuple(size)
    short = size if isinstance(size, int) else size[0]
    if short <= 0:
        raise ArgumentError(f"`size` (={size}) must be positive")
    long = int(short * max(height, width) / min(height, width))
    if max_size is not None:
        if max_size <= short:
            raise ArgumentError(
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = {size}"
            )
        if long > max_size:
            short, long = int(max_size * short / long), max_size
    return (short, long) if height <= width else (long, short)


def _resample(array, axis, before, after, name, antialias):
    if name.startswith("nearest"):
        shift = 0.5 if name == "nearest-exact" else 0.0
        index = ((np.arange(after) + shift) * before / after).astype(int).clip(0, before - 1)
        return np.take(array, index, axis)
    kernel, support = _KERNELS.get(name, (None, None))
    if kernel is None:
        raise ArgumentError(f"`interpolation` {name} is for PIL Images; tensors take nearest, bilinear and bicubic")
    weights = _weights(before, after, kernel, support, antialias).astype(array.dtype)
    return np.moveaxis(np.moveaxis(array, axis, -1) @ weights.T, -1, axis)


def _weights(before, after, kernel, support, antialias):
    """(after, before): how much of each old pixel is in each new one."""
    scale = before / after
    stretch = max(scale, 1.0) if antialias else 1.0
    centre = (np.arange(after) + 0.5) * scale - 0.5
    reach = int(math.ceil(support * stretch)) + 1
    found = np.zeros((after, before))
    rows = np.arange(after)
    for offset in range(-reach, reach + 1):
        pixel = np.floor(centre).astype(int) + offset
        value = kernel(np.abs(pixel - centre) / stretch)
        inside = pixel.clip(0, before - 1)
        if antialias:  # pixels outside do not count
            value = np.where(pixel == inside, value, 0)
        np.add.at(found, (rows, inside), value)
    return found / found.sum(1, keepdims=True)


def _triangle(x):
    return np.maximum(1 - x, 0)


def _cubic(x, a=-0.5):
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * x + 8) * x * a - 4 * a
    return np.where(x < 1, near, np.where(x < 2, far, 0))


_KERNELS = {"bilinear": (_triangle, 1), "bicubic": (_cubic, 2)}


def pad(img, padding, fill=0, padding_mode="constant"):
    """A picture with a border.

    Args:
        img (Tensor or PIL Image): the picture
        padding (int or sequence): for all sides, (left and right, top and bottom), or (left, top, right, bottom)
        fill (number or tuple): what a constant border shows
        padding_mode (str): "constant", "edge", "reflect" or "symmetric"
    """
    left, top, right, bottom = _sides(padding)
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ArgumentError("Padding mode should be either constant, edge, reflect or symmetric; "
                            f"`padding_mode` is {padding_mode!r}")
    if is_pil(img) and padding_mode == "constant":
        made = pil().new(img.mode, (img.width + left + right, img.height + top + bottom), _fill_of(img, fill))
        made.paste(img, (left, top))
        return made
    around = ((top, bottom), (left, right))
    options = {"constant_values": fill} if padding_mode == "constant" else {}
    if is_pil(img):
        array = np.asarray(img)
        return pil().fromarray(np.pad(array, around + ((0, 0),) * (array.ndim - 2), padding_mode))
    array = img.detach().cpu().numpy()
    return from_numpy(np.pad(array, ((0, 0),) * (array.ndim - 2) + around, padding_mode, **options))


def _sides(padding):
    if isinstance(padding, int):
        return (padding,) * 4
    padding = tuple(padding)
    if len(padding) not in (1, 2, 4):
        raise ArgumentError(
            f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple"
        )
    return padding * (4 // len(padding))


def _fill_of(img, fill):
    bands = len(img.getbands())
    if isinstance(fill, int | float) and bands > 1:
        return (fill,) * bands
    return tuple(fill) if isinstance(fill, list) else fill


def crop(img, top, left, height, width):
    """The part of a picture from (top, left) on; what lies outside is 0."""
    if is_pil(img):
        return img.crop((left, top, left + width, top + height))
    _, h, w = size_of(img)
    outside = [max(-left, 0), max(-top, 0), max(left + width - w, 0), max(top + height - h, 0)]
    inner = img[..., max(top, 0):max(top + height, 0), max(left, 0):max(left + width, 0)]
    return pad(inner, outside) if any(outside) else inner


def center_crop(img, output_size):
    """The middle of a picture; a smaller picture is padded with 0."""
    height, width = pair_of("output_size", output_size)
    _, h, w = size_of(img)
    if width > w or height > h:
        sides = [max(width - w, 0) // 2, max(height - h, 0) // 2, (max(width - w, 0) + 1) // 2,
                 (max(height - h, 0) + 1) // 2]
        img = pad(img, sides)
        _, h, w = size_of(img)
    return crop(img, int(round((h - height) / 2.0)), int(round((w - width) / 2.0)), height, width)


def resized_crop(img, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=True):
    """A part of a picture, in another size."""
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img):
    """A picture mirrored left to right."""
    return img.transpose(pil().Transpose.FLIP_LEFT_RIGHT) if is_pil(img) else img.flip(-1)


def vflip(img):
    """A picture mirrored top to bottom."""
    return img.transpose(pil().Transpose.FLIP_TOP_BOTTOM) if is_pil(img) else img.flip(-2)


def five_crop(img, size):
    """The four corners and the middle of a picture."""
    height, width = pair_of("size", size)
    _, h, w = size_of(img)
    if width > w or height > h:
        raise ShapeError(f"Requested crop size {(height, width)} is bigger than input size {(h, w)}")
    corners = ((0, 0), (0, w - width), (h - height, 0), (h - height, w - width))
    return (*[crop(img, top, left, height, width) for top, left in corners], center_crop(img, (height, width)))


def ten_crop(img, size, vertical_flip=False):
    """The five crops of a picture and of its mirror image."""
    return five_crop(img, size) + five_crop(vflip(img) if vertical_flip else hflip(img), size)


def _warp(img, coefficients, method, size, interpolation, fill):
    """A picture read at the places that PIL's `coefficients` give; tensors channel by channel, in floats."""
    number = _NUMBER[_mode_name(interpolation)]
    fill = 0 if fill is None else fill
    if is_pil(img):
        return img.transform(size, method, coefficients, number, fillcolor=_fill_of(img, fill))
    array = img.detach().cpu().numpy()
    planes = array.reshape(-1, *array.shape[-2:]).astype(np.float32)
    if _mode_name(interpolation) == "bilinear":
        warped = _between(planes, coefficients, size, np.resize(np.asarray(fill, np.float32), len(planes)))
        warped = np.rint(warped) if array.dtype.kind != "f" else warped
        return from_numpy(warped.astype(array.dtype).reshape(*array.shape[:-2], *warped.shape[-2:]))
    fills = np.broadcast_to(np.asarray(fill, np.float32).reshape(-1), (len(planes),)) if np.ndim(fill) == 0 else np.tile(
        np.asarray(fill, np.float32), len(planes) // len(fill))
    image = pil()
    warped = np.stack([
        np.asarray(image.fromarray(plane).transform(size, method, coefficients, number, fillcolor=float(f)))
        for plane, f in zip(planes, fills, strict=True)
    ])
    if array.dtype.kind != "f":
        warped = np.rint(warped)
    return from_numpy(warped.astype(array.dtype).reshape(*array.shape[:-2], *warped.shape[-2:]))


def _between(planes, coefficients, size, fills):
    across, down = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    a, b, c, d, e, f, g, h = (*coefficients, 0.0, 0.0)[:8]
    depth = g * across + h * down + 1
    x, y = (a * across + b * down + c) / depth - 0.5, (d * across + e * down + f) / depth - 0.5
    return read_between(planes, x, y, fills)


def read_between(planes, x, y, fills):
    """`planes` read between their pixels; beyond the border there is `fills`, blended in as torchvision does it."""
    height, width = planes.shape[-2:]
    found, inside = np.zeros((len(planes), *x.shape)), np.zeros(x.shape)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        u, v = left + j, top + i
        share = (1 - np.abs(x - u)) * (1 - np.abs(y - v)) * ((u >= 0) & (u < width) & (v >= 0) & (v < height))
        found += share * planes[:, v.clip(0, height - 1), u.clip(0, width - 1)]
        inside += share
    return found * inside + (1 - inside) * fills[:, None, None]


def rotate(img, angle, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
    """A picture turned counter-clockwise.

    Args:
        img (Tensor or PIL Image): the picture
        angle (float): in degrees
        interpolation (InterpolationMode): how pixels are found
        expand (bool): make room for all of it
        center (pair): (x, y) that stays; the middle by default
        fill (number or tuple): what shows outside
    """
    if is_pil(img):
        return img.rotate(angle, _NUMBER[_mode_name(interpolation)], expand, center, fillcolor=_fill_of(img, fill or 0))
    _, height, width = size_of(img)
    cx, cy = (width / 2, height / 2) if center is None else center
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    size = (width, height)
    ox, oy = cx, cy
    if expand:
        reach = abs(width * cos) + abs(height * sin), abs(width * sin) + abs(height * cos)
        size = tuple(_whole_pixels(side, span) for side, span in zip((width, height), reach, strict=True))
        ox, oy = size[0] / 2, size[1] / 2
    matrix = (cos, -sin, cx - ox * cos + oy * sin, sin, cos, cy - ox * sin - oy * cos)
    return _warp(img, matrix, pil().Transform.AFFINE, size, interpolation, fill)


def _whole_pixels(side, span):
    """How many pixels are touched by a `span` about the middle of `side` pixels, but for a ten-thousandth."""
    low, high = ((side + way * span) / 2 for way in (-1, 1))
    return math.ceil(round(high, 4)) - math.floor(round(low, 4))


def affine(img, angle, translate, scale, shear, interpolation=InterpolationMode.NEAREST, fill=0, center=None):
    """A picture turned, moved, scaled and sheared about its middle.

    Args:
        img (Tensor or PIL Image): the picture
        angle (float): clockwise, in degrees
        translate (pair): right and down, in pixels
        scale (float): above 0
        shear (float or pair): in degrees, along x and y
        interpolation (InterpolationMode): how pixels are found
        fill (number or tuple): what shows outside
        center (pair): (x, y) that stays; the middle by default
    """
    if scale <= 0:
        raise ArgumentError(f"Argument scale should be positive; `scale` is {scale}")
    _, height, width = size_of(img)
    cx, cy = (width / 2, height / 2) if center is None else center
    shear = (shear, 0.0) if isinstance(shear, int | float) else (*shear, 0.0)[:2]
    turn, sx, sy = (math.radians(v) for v in (angle, *shear))
    a = math.cos(turn - sy) / math.cos(sy)
    b = -math.cos(turn - sy) * math.tan(sx) / math.cos(sy) - math.sin(turn)
    c = math.sin(turn - sy) / math.cos(sy)
    d = -math.sin(turn - sy) * math.tan(sx) / math.cos(sy) + math.cos(turn)
    matrix = [v / scale for v in (d, -b, 0.0, -c, a, 0.0)]
    x, y = -cx - translate[0], -cy - translate[1]
    matrix[2] = matrix[0] * x + matrix[1] * y + cx
    matrix[5] = matrix[3] * x + matrix[4] * y + cy
    return _warp(img, matrix, pil().Transform.AFFINE, (width, height), interpolation, fill)


def perspective(img, startpoints, endpoints, interpolation=InterpolationMode.BILINEAR, fill=0):
    """A picture whose four corners `startpoints` are moved to `endpoints` ([x, y] each, clockwise from top left)."""
    rows, values = [], []
    for (x, y), (u, v) in zip(endpoints, startpoints, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    coefficients = np.linalg.lstsq(np.array(rows, float), np.array(values, float), rcond=None)[0]
    coefficients = coefficients.astype(np.float32).tolist()  # torchvision's precision: it decides at the borders of pixels
    _, height, width = size_of(img)
    return _warp(img, coefficients, pil().Transform.PERSPECTIVE, (width, height), interpolation, fill)

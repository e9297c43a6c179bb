"""Text and rectangles on images."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array
from th.image.pictures import result

__all__ = ["drawRect", "drawText"]

# Pixels of a line of text at size 1, as in Torch7.
_LINE = 8


def _checked(src, options: dict, known: set) -> np.ndarray:
    unknown = set(options) - known
    if unknown:
        raise ArgumentError(f"`options` ({', '.join(sorted(unknown))}) must be among {', '.join(sorted(known))}.")
    value = as_array(src, "src")
    if value.ndim != 3 or value.shape[0] != 3 or value.size == 0:
        raise ShapeError(f"`src` (shape {value.shape}) must be a colour image: (3, H, W).")
    return value


def _in_range(colour, value: np.ndarray):
    """A colour of 0 to 255 in the image's own range."""
    colour = np.asarray(colour, float)
    if colour.shape != (3,):
        raise ArgumentError(f"the colour (={colour.tolist()}) must be three numbers from 0 to 255: red, green, blue.")
    return colour if value.dtype.kind in "iu" else colour / 255


def _text_mask(text: str, size: float, shape, x: int, y: int, wrap: bool) -> tuple[np.ndarray, np.ndarray]:
    """How much of each pixel the letters cover, and the area of their lines."""
    from PIL import Image, ImageDraw, ImageFont  # 15 ms, and only drawing needs it

    height, width = shape
    font = ImageFont.load_default(size=_LINE * size)
    letters = Image.new("L", (width, height))
    ground = np.zeros((height, width), bool)
    drawer = ImageDraw.Draw(letters)
    top = y
    for line in _wrapped(text, font, width - x if wrap else None):
        drawer.text((x, top), line, fill=255, font=font)
        wide = int(np.ceil(font.getlength(line)))
        ground[max(top, 0) : top + round(_LINE * size * 1.25), max(x, 0) : x + wide] = True
        top += round(_LINE * size * 1.25)
    return np.asarray(letters) / 255, ground


def _wrapped(text: str, font, room: int | None) -> list[str]:
    lines = []
    for line in text.split("\n"):
        while room is not None and len(line) > 1 and font.getlength(line) > room:
            fits = max(count for count in range(1, len(line) + 1) if count == 1 or font.getlength(line[:count]) <= room)
            lines.append(line[:fits])
            line = line[fits:]
        lines.append(line)
    return lines


def drawText(src, text, x, y, options=None, **more):
    """The image with text on it.

    Args:
        src (3, H, W): the image
        text (str): may have several lines
        x, y (int): its upper left corner
        color, bg: (red, green, blue) from 0 to 255, of the letters (red by default) and of what is behind them
        size (float): 1 is 8 pixels high
        wrap (bool): go on in the next line at the edge, as is the default
        inplace (bool): draw on `src` itself
    Example:
        >>> image.drawText(torch.zeros(3, 20, 60), 'hello', 2, 2, color=[0, 255, 0]).shape
        torch.Size([3, 20, 60])
    """
    options = {**(options or {}), **more}
    value = _checked(src, options, {"color", "bg", "size", "wrap", "inplace"})
    size = options.get("size", 1)
    if not size > 0:
        raise ArgumentError(f"`size` (={size}) must be above 0.")
    cover, ground = _text_mask(str(text), size, value.shape[1:], int(x), int(y), options.get("wrap", True))
    made = value.astype(float)
    if options.get("bg") is not None:
        made[:, ground] = _in_range(options["bg"], value)[:, None]
    colour = _in_range(options.get("color", (255, 0, 0)), value)
    made = made * (1 - cover) + colour[:, None, None] * cover
    return result(made.astype(value.dtype), src, src if options.get("inplace") else None)


def drawRect(src, x1, y1, x2, y2, options=None, **more):
    """The image with a rectangle on it.

    Args:
        src (3, H, W): the image
        x1, y1, x2, y2 (int): its corners, from 0 on, inclusive
        color: (red, green, blue) from 0 to 255; red by default
        lineWidth (int): in pixels
        inplace (bool): draw on `src` itself
    Example:
        >>> image.drawRect(torch.zeros(3, 9, 9), 2, 2, 7, 7, color=[255, 0, 0], lineWidth=1)[0].sum()
        tensor(20.)
    """
    options = {**(options or {}), **more}
    value = _checked(src, options, {"color", "lineWidth", "inplace"})
    x1, y1, x2, y2, width = (int(one) for one in (x1, y1, x2, y2, options.get("lineWidth", 1)))
    if x1 > x2 or y1 > y2 or width < 1:
        raise ArgumentError(f"the corners ({x1}, {y1}) and ({x2}, {y2}) must be in order, lineWidth (={width}) at least 1.")
    made = value.copy()
    colour = _in_range(options.get("color", (255, 0, 0)), value)[:, None, None].astype(value.dtype)
    half = width // 2
    for left, top, right, bottom in ((x1, y1, x2, y1), (x1, y2, x2, y2), (x1, y1, x1, y2), (x2, y1, x2, y2)):
        rows = slice(max(top - half, 0), max(bottom - half + width, 0))
        columns = slice(max(left - half, 0), max(right - half + width, 0))
        made[:, rows, columns] = colour
    return result(made, src, src if options.get("inplace") else None)

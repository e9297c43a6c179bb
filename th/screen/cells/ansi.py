"""Cells as text for a terminal: 24-bit colour, 256 colours, 16 colours, or none."""

from __future__ import annotations

import functools

import numpy as np

from th.screen.cells.characters import translation
from th.screen.cells.grid import Cells

__all__ = ["COLOUR_DEPTHS", "nearest_16", "nearest_256", "to_text"]

# Bits of colour: none, 16 colours, 256 colours, truecolour.
COLOUR_DEPTHS = (0, 4, 8, 24)

_RESET = "\x1b[0m"
_FAINT = {24: "38;2;128;128;128", 8: "38;5;244", 4: "90"}
_CUBE = np.array([0, 95, 135, 175, 215, 255])
# xterm's own 16; terminals differ in shades, but not in names.
_SIXTEEN = np.array(
    [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]
)  # fmt: skip


@functools.lru_cache(4096)
def nearest_256(colour: tuple[int, int, int]) -> int:
    """The number of the nearest of the 256 colours: the 6 x 6 x 6 cube or the 24 greys.

    >>> nearest_256((255, 0, 0)), nearest_256((128, 128, 128))
    (196, 244)
    """
    wanted = np.array(colour)
    steps = np.abs(_CUBE[:, None] - wanted).argmin(0)
    grey = int(np.clip(round((wanted.mean() - 8) / 10), 0, 23))
    cube_error = ((_CUBE[steps] - wanted) ** 2).sum()
    grey_error = ((8 + 10 * grey - wanted) ** 2).sum()
    if cube_error <= grey_error:
        return 16 + int(36 * steps[0] + 6 * steps[1] + steps[2])
    return 232 + grey


@functools.lru_cache(4096)
def nearest_16(colour: tuple[int, int, int]) -> int:
    """The number of the nearest of the 16 colours.

    >>> nearest_16((250, 10, 10))
    9
    """
    return int(((_SIXTEEN - np.array(colour)) ** 2).sum(1).argmin())


def _colour_code(packed: int, depth: int, is_page: bool) -> str:
    red, green, blue = packed >> 16, packed >> 8 & 255, packed & 255
    if depth == 24:
        return f"48;2;{red};{green};{blue}" if is_page else f"38;2;{red};{green};{blue}"
    if depth == 8:
        return "%d;5;%d" % (48 if is_page else 38, nearest_256((red, green, blue)))
    number = nearest_16((red, green, blue))
    base = 40 if is_page else 30
    return str(base + number if number < 8 else base + 60 + number - 8)


def _style_code(style, depth: int) -> str:
    ink, page, dim = style
    codes = ["0"]
    if dim:
        # A grey of our own: tmux and several terminals do not know "faint".
        codes.append(_FAINT[depth])
    elif ink is not None:
        codes.append(_colour_code(ink, depth, False))
    if page is not None:
        codes.append(_colour_code(page, depth, True))
    return "\x1b[" + ";".join(codes) + "m"


def _coloured_row(row, inks, pages, own, has_page, dim, depth) -> str:
    parts = []
    current = (None, None, False)
    last = max((place for place in range(len(row)) if row[place] != " " or has_page[place]), default=-1)
    for place in range(last + 1):
        character = row[place]
        page = pages[place] if has_page[place] else None
        if character == " " and page is None and current[1] is None:
            parts.append(character)
            continue
        ink = None if own[place] or character == " " else inks[place]
        style = (ink, page, dim[place])
        if style != current:
            parts.append(_style_code(style, depth))
            current = style
        parts.append(character)
    if current != (None, None, False):
        parts.append(_RESET)
    return "".join(parts)


def _packed(colours: np.ndarray) -> np.ndarray:
    """One number for each colour: lists of numbers are made in a third of the time of lists of lists."""
    return colours.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)


def to_text(cells: Cells, *, depth: int = 24, canvas: str = "braille") -> str:
    """The cells as lines of text, without a last newline.

    Args:
        cells (Cells): what to show
        depth (int): bits of colour, one of 0, 4, 8 and 24
        canvas (str): 'braille', 'block' or 'ascii', for fonts that lack the others
    """
    table = translation(canvas)
    if depth == 0:
        return "\n".join("".join(row).translate(table).rstrip() for row in cells.mono)
    fields = (cells.char, _packed(cells.ink), _packed(cells.page), cells.own_ink, cells.has_page, cells.dim)
    lines = []
    for char, *attributes in zip(*(field.tolist() for field in fields)):
        row = [character.translate(table) for character in char] if table else char
        lines.append(_coloured_row(row, *attributes, depth))
    return "\n".join(lines)

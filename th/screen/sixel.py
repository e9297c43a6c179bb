"""DEC sixel graphics: xterm, foot, mlterm, Konsole, Windows Terminal, VS Code's and JupyterLab's terminals.

Six rows of pixels make a band; in a band, each colour is drawn over the whole width, one character for six pixels.
"""

from __future__ import annotations

import numpy as np

from th.screen import terminal, tmux
from th.screen.base import Handle
from th.screen.pixels import PixelScreen

__all__ = ["SixelScreen", "encode_sixel"]

_BAND = 6
# A repeat `!n` is shorter than the characters themselves from here on.
_SHORTEST_RUN = 4


def _quantised(pixels: np.ndarray, colours: int) -> tuple[np.ndarray, np.ndarray]:
    """The picture as numbers (height, width) of a palette (n, 3)."""
    from PIL import Image  # 15 ms, and only pictures need it

    image = Image.fromarray(pixels).quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    index, palette = np.asarray(image), np.array(image.getpalette()).reshape(-1, 3)
    # The page must be exactly the terminal's background, or it shows as a box.
    palette[index[0, 0]] = pixels[0, 0]
    return index, palette


def _sixels(index: np.ndarray):
    """One sixel for each (band, colour, column) in use.

    Returns:
        row (n,): 256 * band + colour, ascending; column (n,), ascending in a row; bits (n,) of the six pixels
    """
    height, width = index.shape
    y, x = np.divmod(np.arange(height * width), width)
    band = y // _BAND
    key = (band.astype(np.int64) * 256 + index.ravel()) * width + x
    bits = (1 << (y - band * _BAND)).astype(np.int64)
    # One stable sort of all pixels (40 ms at 2000 x 1000) instead of a loop over bands and colours.
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    values = np.add.reduceat(bits[order], first)
    row, column = np.divmod(key[first], width)
    return row, column, values


def _runs(row, column, values):
    """Equal sixels side by side, joined: (is first of its row, gap before, length, value, row) of each run."""
    joined = (row[1:] == row[:-1]) & (column[1:] == column[:-1] + 1) & (values[1:] == values[:-1])
    start = np.flatnonzero(np.r_[True, ~joined])
    length = np.diff(np.r_[start, len(row)])
    row, column, values = row[start], column[start], values[start]
    is_first = np.r_[True, row[1:] != row[:-1]]
    gap = np.where(is_first, column, column - np.r_[0, (column + length)[:-1]])
    return zip(is_first.tolist(), gap.tolist(), length.tolist(), values.tolist(), row.tolist())


def _repeated(character: str, count: int) -> str:
    return f"!{count}{character}" if count >= _SHORTEST_RUN else character * count


def encode_sixel(pixels: np.ndarray, colours: int = 256) -> str:
    """uint8 (height, width, 3) as a sixel picture of at most `colours` colours."""
    height, width = pixels.shape[:2]
    index, palette = _quantised(pixels, min(colours, 256))
    # P2=1: pixels that are not drawn keep the background.
    parts = [f'\x1bP0;1;0q"1;1;{width};{height}']
    percent = (palette * 100 + 127) // 255
    for number in np.unique(index).tolist():
        parts.append("#%d;2;%d;%d;%d" % (number, *percent[number]))
    last_band = 0
    opened = False
    for is_first, gap, length, value, row in _runs(*_sixels(index)):
        if is_first:
            band, colour = divmod(row, 256)
            if band != last_band:
                parts.append("-" * (band - last_band))
                last_band = band
            elif opened:
                parts.append("$")
            opened = True
            parts.append(f"#{colour}")
        if gap:
            parts.append(_repeated("?", gap))
        parts.append(_repeated(chr(63 + value), length))
    parts.append("\x1b\\")
    return "".join(parts)


class SixelScreen(PixelScreen):
    """Sends sixels, of as many colours as the terminal has."""

    name = "sixel"

    def encode(self, pixels: np.ndarray, columns: int, rows: int, handle: Handle | None) -> str:
        """The picture at the cursor."""
        known = terminal.describe()
        sequence = encode_sixel(pixels, known.sixel_colours)
        return tmux.wrap(sequence) if known.passthrough else sequence

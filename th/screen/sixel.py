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
    used = np.flatnonzero(np.bincount(index.ravel(), minlength=len(palette)))
    place = np.zeros(256, np.int64)
    place[used] = np.arange(len(used))
    return place[index], palette[used]


def _sixels(index: np.ndarray, colours: int):
    """One sixel for each (band, colour, column) in use.

    Returns:
        row (n,): colours * band + colour, ascending; column (n,), ascending in a row; bits (n,) of the six pixels
    """
    height, width = index.shape
    bands = -(-height // _BAND)
    lines = [index[line::_BAND] for line in range(_BAND)]
    rows = [np.arange(len(line))[:, None] * colours + line for line in lines]
    is_used = np.zeros(bands * colours, bool)
    for row in rows:
        is_used[row] = True
    used = np.flatnonzero(is_used)
    # A table of all sixels in the rows in use, most of them empty: three times as fast as sorting the pixels.
    number = np.zeros(bands * colours, np.int64)
    number[used] = np.arange(len(used)) * width
    table = np.zeros(len(used) * width, np.uint8)
    columns = np.arange(width)
    for line, row in enumerate(rows):
        # Within one line of each band no place occurs twice, so that `|=` loses nothing.
        table[number[row] + columns] |= np.uint8(1 << line)
    key = np.flatnonzero(table)
    row, column = np.divmod(key, width)
    return used[row], column, table[key]


def _runs(row, column, values):
    """Equal sixels side by side, joined: (is first of its row, gap before, length, value, row) of each run."""
    joined = (row[1:] == row[:-1]) & (column[1:] == column[:-1] + 1) & (values[1:] == values[:-1])
    start = np.flatnonzero(np.r_[True, ~joined])
    length = np.diff(np.r_[start, len(row)])
    row, column, values = row[start], column[start], values[start]
    is_first = np.r_[True, row[1:] != row[:-1]]
    gap = np.where(is_first, column, column - np.r_[0, (column + length)[:-1]])
    return is_first, gap, length, values, row


def _repeated(character: str, count: int) -> str:
    return f"!{count}{character}" if count >= _SHORTEST_RUN else character * count


def _turns(rows, colours: int) -> list[str]:
    """What comes before each row of one colour: the way to its band, and its colour."""
    turns = []
    last_band = 0
    for number, row in enumerate(rows):
        band, colour = divmod(row, colours)
        if band != last_band:
            way = "-" * (band - last_band)
        else:
            way = "$" if number else ""
        last_band = band
        turns.append(f"{way}#{colour}")
    return turns


def encode_sixel(pixels: np.ndarray, colours: int = 256) -> str:
    """uint8 (height, width, 3) as a sixel picture of at most `colours` colours."""
    height, width = pixels.shape[:2]
    index, palette = _quantised(pixels, min(colours, 256))
    # P2=1: pixels that are not drawn keep the background.
    head = [f'\x1bP0;1;0q"1;1;{width};{height}']
    percent = (palette * 100 + 127) // 255
    for number, parts_of_100 in enumerate(percent.tolist()):
        head.append("#%d;2;%d;%d;%d" % (number, *parts_of_100))
    is_first, gap, length, values, row = _runs(*_sixels(index, len(palette)))
    gaps = [_repeated("?", count) for count in range(width)]
    short = [[chr(63 + value) * count for value in range(64)] for count in range(_SHORTEST_RUN)]
    # A photograph has a hundred thousand runs, most of them short: two look-ups each, and no more.
    parts = [
        gaps[before] + (short[count][value] if count < _SHORTEST_RUN else f"!{count}{chr(63 + value)}")
        for before, count, value in zip(gap.tolist(), length.tolist(), values.tolist())
    ]
    firsts = np.flatnonzero(is_first)
    for place, turn in zip(firsts.tolist(), _turns(row[firsts].tolist(), len(palette))):
        parts[place] = turn + parts[place]
    return "".join(head) + "".join(parts) + "\x1b\\"


class SixelScreen(PixelScreen):
    """Sends sixels, of as many colours as the terminal has."""

    name = "sixel"

    def encode(self, pixels: np.ndarray, columns: int, rows: int, handle: Handle | None) -> str:
        """The picture at the cursor."""
        known = terminal.describe()
        sequence = encode_sixel(pixels, known.sixel_colours)
        return tmux.wrap(sequence) if known.passthrough else sequence

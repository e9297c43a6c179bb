"""The character sets of the cells screen: braille, blocks, box drawing, shades, and their plain ASCII stand-ins.

A cell is 2 x 4 dots. A *pattern* is the number whose bit `2 * row + column` says whether that dot is on.
"""

from __future__ import annotations

import unicodedata

import numpy as np

__all__ = [
    "BLOCKS",
    "BOX",
    "BRAILLE",
    "DOTS_ACROSS",
    "DOTS_DOWN",
    "DOWN",
    "GRID_ACROSS",
    "GRID_CROSSING",
    "GRID_DOWN",
    "LEFT",
    "PHOTO_SHADES",
    "QUADRANTS",
    "QUARTERS",
    "RIGHT",
    "SHADES",
    "SPLITS",
    "SPLIT_CHARACTERS",
    "UP",
    "pattern_of",
    "translation",
    "width_of",
]

DOTS_ACROSS, DOTS_DOWN = 2, 4

# Unicode's braille bits, in the order of our pattern's bits (row by row, left then right).
_BRAILLE_BITS = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
BOX = np.array(list(" ╵╶└╷│┌├╴┘─┴┐┤┬┼"))
GRID_ACROSS, GRID_DOWN, GRID_CROSSING = "╌", "┊", "·"

# Index: bit 0 upper left, bit 1 upper right, bit 2 lower left, bit 3 lower right.
QUADRANTS = np.array(list(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"))

SHADES = "░▒▓█"
PHOTO_SHADES = " .:-=+*#%@"


def _braille_table() -> np.ndarray:
    table = []
    for pattern in range(256):
        bits = sum(bit for place, bit in enumerate(_BRAILLE_BITS) if pattern >> place & 1)
        table.append(chr(0x2800 + bits) if bits else " ")
    return np.array(table)


def _quadrant_pattern(index: int) -> int:
    dots = 0
    for quadrant in range(4):
        if index >> quadrant & 1:
            row, column = divmod(quadrant, 2)
            for dot_row in (2 * row, 2 * row + 1):
                dots |= 1 << (2 * dot_row + column)
    return dots


def _block_table() -> np.ndarray:
    """For each pattern, the block character that differs from it in the fewest dots."""
    candidates = {_quadrant_pattern(index): str(QUADRANTS[index]) for index in range(16)}
    candidates.update({0b11000000: "▂", 0b11111100: "▆"})
    table = []
    for pattern in range(256):
        nearest = min(candidates, key=lambda known: ((known ^ pattern).bit_count(), known.bit_count()))
        table.append(candidates[nearest])
    return np.array(table)


def _splits() -> tuple[np.ndarray, np.ndarray]:
    """The ways to split eight dots in two with a block character, and those characters."""
    patterns = {_quadrant_pattern(index): str(QUADRANTS[index]) for index in range(1, 8)}
    patterns.update({0b11000000: "▂", 0b11111100: "▆"})
    masks = np.array([[pattern >> place & 1 for place in range(8)] for pattern in patterns], bool)
    return masks, np.array(list(patterns.values()))


SPLITS, SPLIT_CHARACTERS = _splits()
QUARTERS = np.array([[index >> place & 1 for place in range(4)] for index in range(1, 8)], bool)
BRAILLE = _braille_table()
BLOCKS = _block_table()


def pattern_of(dots: np.ndarray) -> np.ndarray:
    """The patterns (rows, columns) of boolean dots (4 * rows, 2 * columns)."""
    rows, columns = dots.shape[0] // DOTS_DOWN, dots.shape[1] // DOTS_ACROSS
    split = dots.reshape(rows, DOTS_DOWN, columns, DOTS_ACROSS).transpose(0, 2, 1, 3)
    weights = 1 << np.arange(8)
    return split.reshape(rows, columns, 8) @ weights


def width_of(text: str) -> int:
    """How many cells a terminal gives to the text.

    >>> width_of("loss"), width_of("損失")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    width = 0
    for character in text:
        if unicodedata.combining(character):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


def _ascii_of(pattern: int) -> str:
    """An ASCII character of about the shape of a braille pattern."""
    rows = [pattern >> 2 * row & 0b11 for row in range(4)]
    used = [row for row in range(4) if rows[row]]
    if len(used) == 1:
        return ("'", "-", "-", ".")[used[0]] if rows[used[0]] == 0b11 else ("'", "'", ".", ".")[used[0]]
    if pattern.bit_count() >= 5:
        return "#"
    columns = [rows[row] for row in used]
    if columns[0] == 0b10 and columns[-1] == 0b01:
        return "/"
    if columns[0] == 0b01 and columns[-1] == 0b10:
        return "\\"
    if len(set(columns)) == 1 and columns[0] != 0b11:
        return "|" if len(used) > 2 else ":"
    return "-" if len(used) == 2 and 0b11 in columns else "*"


def _ascii_table() -> dict[int, str]:
    table = {ord(str(BRAILLE[pattern])): _ascii_of(pattern) for pattern in range(1, 256)}
    for index, character in enumerate(BOX[1:], start=1):
        bits = {index & (UP | DOWN) > 0, index & (LEFT | RIGHT) > 0}
        straight = "|" if index & (UP | DOWN) else "-"
        table[ord(str(character))] = "+" if bits == {True} else straight
    for character in set(BLOCKS) | set(QUADRANTS):
        if character != " ":
            table[ord(str(character))] = "#"
    table.update({ord("▂"): "_", ord("▄"): "=", ord("▀"): '"'})
    table.update(zip(map(ord, SHADES), ".+%#"))
    table.update(zip(map(ord, "●○◆■□▲▼◀▶×·╌┊…−"), "o0*#nAv<>x.-:~-"))
    table.update(zip(map(ord, "→↗↑↖←↙↓↘"), ">/^\\</v\\"))
    return table


def _block_strokes() -> dict[int, str]:
    table = {}
    for pattern in range(1, 256):
        quadrants = 0
        for row in range(4):
            for column in range(2):
                if pattern >> (2 * row + column) & 1:
                    quadrants |= 1 << (2 * (row // 2) + column)
        table[ord(str(BRAILLE[pattern]))] = str(QUADRANTS[quadrants])
    return table


_TRANSLATIONS = {"braille": {}, "block": _block_strokes(), "ascii": _ascii_table()}


def translation(canvas: str) -> dict[int, str]:
    """What `str.translate` needs to draw with the characters of `canvas`: braille, block or ascii."""
    return _TRANSLATIONS[canvas]

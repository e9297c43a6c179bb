"""kitty's Unicode placeholders: characters that stand for the cells of an image, so that tmux can move them."""

from __future__ import annotations

import functools
import unicodedata

__all__ = ["placeholder_rows"]

_PLACEHOLDER = "\U0010eeee"

# kitty's table of row and column marks: the combining characters above (class 230) without decomposition, of Unicode
# 6.0, in order of their code points; these ranges hold the first of them, more than any terminal has rows.
_RANGES = (
    (0x0305, 0x0305), (0x030D, 0x030E), (0x0310, 0x0310), (0x0312, 0x0312), (0x033D, 0x033F), (0x0346, 0x0346),
    (0x034A, 0x034C), (0x0350, 0x0352), (0x0357, 0x0357), (0x035B, 0x035B), (0x0363, 0x036F), (0x0483, 0x0487),
    (0x0592, 0x0595), (0x0597, 0x0599), (0x059C, 0x05A1), (0x05A8, 0x05A9), (0x05AB, 0x05AC), (0x05AF, 0x05AF),
    (0x05C4, 0x05C4), (0x0610, 0x0617), (0x0657, 0x065B), (0x065D, 0x065E), (0x06D6, 0x06DC), (0x06DF, 0x06E2),
    (0x06E4, 0x06E4), (0x06E7, 0x06E8), (0x06EB, 0x06EC), (0x0730, 0x0730), (0x0732, 0x0733), (0x0735, 0x0736),
    (0x073A, 0x073A), (0x073D, 0x073D), (0x073F, 0x0741), (0x0743, 0x0743), (0x0745, 0x0745), (0x0747, 0x0747),
    (0x0749, 0x074A), (0x07EB, 0x07F1), (0x07F3, 0x07F3), (0x0816, 0x0819), (0x081B, 0x0823), (0x0825, 0x0827),
    (0x0829, 0x082D),
)  # fmt: skip


@functools.lru_cache(1)
def _marks() -> str:
    codes = [code for first, last in _RANGES for code in range(first, last + 1)]
    return "".join(chr(code) for code in codes if unicodedata.combining(chr(code)) == 230)


def placeholder_rows(identity: int, columns: int, rows: int) -> str:
    """The rows of placeholders for an image, each on its own line from the cursor's column on.

    The image's number is the ink: 24 bits of it.
    """
    ink = f"\x1b[38;2;{identity >> 16 & 255};{identity >> 8 & 255};{identity & 255}m"
    marks = _marks()
    rows = min(rows, len(marks))
    lines = []
    for row in range(rows):
        # Only the first cell of a row names its place; the others count on from it.
        lines.append(ink + _PLACEHOLDER + marks[row] + marks[0] + _PLACEHOLDER * (columns - 1) + "\x1b[39m")
    back = f"\x1b[{columns}D\x1b[1B"
    return back.join(lines)

"""What the user asked of the screens: which one, how large, which characters, how many colours."""

from __future__ import annotations

import os
from dataclasses import dataclass

from th.errors import ArgumentError

__all__ = ["CANVASES", "canvas", "depth", "forced", "room", "set_screen"]

CANVASES = ("braille", "block", "ascii")
_DEPTHS = (0, 4, 8, 24)


@dataclass
class _Wishes:
    screen: str | None = None
    room: tuple[int, int] | None = None
    canvas: str | None = None
    depth: int | None = None


_wishes = _Wishes()


def set_screen(screen=None, *, size=None, canvas=None, colours=None) -> None:
    """Keep the user's wishes; what is None is left to be found out."""
    if canvas is not None and canvas not in CANVASES:
        raise ArgumentError(f"`canvas` (={canvas!r}) must be one of {', '.join(map(repr, CANVASES))}.")
    if colours is not None and colours not in _DEPTHS:
        raise ArgumentError(f"`colours` (={colours!r}) must be the bits of colour: 0, 4, 8 or 24.")
    if size is not None:
        is_pair = isinstance(size, (tuple, list)) and len(size) == 2
        if not is_pair or not all(isinstance(one, int) and one >= 4 for one in size):
            raise ArgumentError(f"`size` (={size!r}) must be (columns, rows) of at least 4 each.")
        size = tuple(size)
    _wishes.screen, _wishes.room, _wishes.canvas, _wishes.depth = screen, size, canvas, colours


def forced() -> str | None:
    """The screen the user asked for by `plot.screen(...)` or TH_SCREEN; None to find out."""
    return _wishes.screen or os.environ.get("TH_SCREEN") or None


def room() -> tuple[int, int] | None:
    """Columns and rows the user asked for."""
    return _wishes.room


def canvas() -> str:
    """The character set: braille, or what the user asked for by `canvas=` or TH_CANVAS."""
    wanted = _wishes.canvas or os.environ.get("TH_CANVAS") or "braille"
    if wanted not in CANVASES:
        raise ArgumentError(f"TH_CANVAS (={wanted!r}) must be one of {', '.join(CANVASES)}.")
    return wanted


def depth(found: int) -> int:
    """Bits of colour: what the user asked for, else what was found."""
    return found if _wishes.depth is None else _wishes.depth

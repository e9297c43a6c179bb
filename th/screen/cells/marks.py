"""Which character stands for a marker of matplotlib, and for the head of an arrow."""

from __future__ import annotations

import functools
import math

import numpy as np

__all__ = ["arrow_of", "is_cap", "mark_of"]

_FILLED = {"o": "●", "s": "■", "^": "▲", "v": "▼", "<": "◀", ">": "▶", "D": "◆", "d": "◆", "*": "★", "p": "●", "h": "●"}
_OPEN = {"o": "○", "s": "□", "^": "△", "v": "▽", "<": "◁", ">": "▷", "D": "◇", "d": "◇", "*": "☆", "p": "○", "h": "○"}
_STROKES = {"+": "+", "x": "×", "1": "┬", "2": "┴", "3": "┤", "4": "├"}


@functools.lru_cache(1)
def _outlines():
    from matplotlib.markers import MarkerStyle

    table = []
    for name in (*_FILLED, *_STROKES):
        style = MarkerStyle(name)
        # The unit square is "s" and, turned, "D": the turn is part of the transform, so compare after it.
        table.append((name, style.get_transform().transform(style.get_path().vertices)))
    return table


def _normalised(vertices: np.ndarray) -> np.ndarray:
    size = np.abs(vertices).max()
    return vertices / size if size else vertices


def mark_of(vertices, filled: bool) -> str:
    """The character for the outline of a marker."""
    vertices = _normalised(np.asarray(vertices, float))
    for name, outline in _outlines():
        if outline.shape == vertices.shape and np.abs(_normalised(outline) - vertices).max() < 0.02:
            return _STROKES.get(name) or (_FILLED if filled else _OPEN)[name]
    return "●" if filled else "○" if len(vertices) > 4 else "×"


def is_cap(path, transform) -> bool:
    """Whether a marker is one straight stroke, as the caps of error bars are."""
    if len(path.vertices) != 2:
        return False
    start, end = transform.transform(path.vertices)
    return min(abs(end - start)) < 1e-6


def arrow_of(dx: float, dy: float) -> str:
    """The arrow character that points along (dx, dy), y upwards.

    >>> arrow_of(1, 0), arrow_of(-1, -1)
    ('→', '↙')
    """
    turn = round(math.atan2(dy, dx) / (math.pi / 4)) % 8
    return "→↗↑↖←↙↓↘"[turn]

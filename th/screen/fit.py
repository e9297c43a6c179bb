"""How large a Figure is drawn: to the screen if it has no size of its own, else its own size if that fits."""

from __future__ import annotations

from th.screen import settings, terminal

__all__ = ["figure_pixels", "figure_room", "has_own_size"]

_POINTS_ACROSS, _POINTS_DOWN = 6, 12  # of a cell

# Larger plots are no clearer, and scroll what was said before off the screen.
_MOST_COLUMNS, _MOST_ROWS = 100, 30


def has_own_size(figure) -> bool:
    """Whether the user gave the Figure a size other than the default."""
    import matplotlib

    default = matplotlib.rcParams["figure.figsize"]
    width, height = getattr(figure, "_th_size", None) or figure.get_size_inches()
    return abs(width - default[0]) > 1e-6 or abs(height - default[1]) > 1e-6


def figure_room(figure, columns: int, rows: int, spare: int = 0) -> tuple[int, int]:
    """Columns and rows for a Figure where there are so many.

    A terminal keeps two rows for the prompt, and `spare` for what is printed between two drawings. A Figure with a size of its own gets its size, reduced to what fits.
    """
    if settings.room():
        return columns, rows
    if terminal.is_terminal():
        rows = max(rows - 2 - spare, 8)
    if has_own_size(figure):
        width, height = figure.get_size_inches() * 72
        scale = min(columns * _POINTS_ACROSS / width, 1)
        wanted = max(round(width * scale / _POINTS_ACROSS), 16), max(round(height * scale / _POINTS_DOWN), 6)
        # Taller than the screen is fine in a pipe or log, and scrolls in a terminal.
        return wanted[0], min(wanted[1], 4 * rows)
    return min(columns, _MOST_COLUMNS), min(rows, _MOST_ROWS)


def figure_pixels(figure, cell: tuple[int, int], spare: int = 0) -> tuple[int, int, int, int]:
    """Width and height in pixels, and columns and rows, for a Figure on a terminal with such cells."""
    columns, rows = figure_room(figure, *(settings.room() or terminal.room()), spare)
    return columns * cell[0], rows * cell[1], columns, rows

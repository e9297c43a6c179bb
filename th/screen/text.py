"""The `cells` screen: pictures made of characters, for every terminal there is, for pipes and logs."""

from __future__ import annotations

from th.screen import settings, terminal
from th.screen.base import Handle, Screen, checked_pixels
from th.screen.fit import figure_room
from th.screen.output import in_place, write

__all__ = ["CellsScreen"]

# How many times as high as the screen a picture may be.
_MOST_SCREENS = 4
# Rows of a terminal that stay free, so that the prompt does not push the picture's first ones away.
_PROMPT = 2


class CellsScreen(Screen):
    """Draws with characters; in colour where standard output is a terminal that has colours."""

    name = "cells"

    def show(self, figure, handle: Handle | None = None) -> None:
        """Draw a Figure in text."""
        from th.screen.cells import figure_cells, to_text  # with matplotlib: 250 ms

        columns, rows = figure_room(figure, *self._room(), handle.spare if handle else 0)
        depth, paper = self._colours()
        cells = figure_cells(figure, columns, rows, paper=paper)
        self._put(to_text(cells, depth=depth, canvas=settings.canvas()), rows, handle)

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Show an image in text."""
        from th.screen.cells import picture_cells, to_text

        pixels = checked_pixels(pixels)
        columns, rows = self._room()
        if not settings.room() and terminal.is_terminal():
            rows = max(rows - _PROMPT, 4)
        height, width = pixels.shape[:2]
        if width <= columns and height > rows * 2:
            # A tall grid of small pictures would become a blur if it had to fit: it may scroll instead.
            rows = min(-(-height // 2), _MOST_SCREENS * rows)
        if zoom is not None:
            # At zoom 1 a pixel is half a cell high and one wide.
            columns = min(columns, max(round(width * zoom), 1))
            rows = min(rows, max(round(height * zoom / 2), 1))
        depth, _ = self._colours()
        cells = picture_cells(pixels, columns, rows, depth=depth)
        self._put(to_text(cells, depth=depth, canvas=settings.canvas()), cells.rows, handle)

    @staticmethod
    def _room() -> tuple[int, int]:
        return settings.room() or terminal.room()

    @staticmethod
    def _colours() -> tuple[int, tuple[int, int, int]]:
        """Bits of colour, and the background."""
        if not terminal.is_terminal() or terminal.is_dumb():
            return settings.depth(0), (255, 255, 255)
        known = terminal.describe()
        return settings.depth(known.depth), known.paper

    @staticmethod
    def _put(text: str, rows: int, handle: Handle | None) -> None:
        if handle is None or not terminal.is_terminal() or terminal.is_dumb():
            write(text + "\n", handle)
            return
        write(in_place(text, rows, handle), handle)

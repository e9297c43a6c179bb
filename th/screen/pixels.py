"""The screens of terminals that show pixels: what they share. Each protocol adds how it encodes a picture."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from th.screen import settings, terminal
from th.screen.base import Handle, Screen, checked_pixels
from th.screen.fit import figure_pixels
from th.screen.output import reserve, write

__all__ = ["PixelScreen", "enlarged", "fitted_size"]

# A picture of fewer pixels than this is enlarged: a digit of 28 x 28 would be a speck.
_SMALLEST_SIDE = 224


def fitted_size(height: int, width: int, room: tuple[int, int], zoom: float | None) -> tuple[int, int]:
    """Width and height in pixels for a picture on a screen with `room` (width, height).

    >>> fitted_size(28, 28, (640, 384), None), fitted_size(1000, 2000, (640, 384), None)
    ((224, 224), (640, 320))
    """
    if zoom is None:
        zoom = max(_SMALLEST_SIDE // max(height, width), 1)
    limit = min(room[0] / width, room[1] / height)
    scale = min(zoom, limit)
    if zoom >= 1 and scale >= 1:
        scale = int(scale)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def enlarged(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The picture at (width, height): pixels stay square when enlarged, are averaged when reduced."""
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    from PIL import Image  # 15 ms, and only pictures need it

    enlarging = size[0] >= width and size[1] >= height
    method = Image.Resampling.NEAREST if enlarging else Image.Resampling.BOX
    return np.asarray(Image.fromarray(pixels).resize(size, method))


class PixelScreen(Screen):
    """A terminal that shows pixels."""

    @abstractmethod
    def encode(self, pixels: np.ndarray, columns: int, rows: int, handle: Handle | None) -> str:
        """The control sequences that draw the picture at the cursor, on so many cells."""

    def show(self, figure, handle: Handle | None = None) -> None:
        """Draw a Figure at the size of the terminal."""
        from th.screen.raster import figure_pixels_of  # with matplotlib: 250 ms

        known = terminal.describe()
        width, height, columns, rows = figure_pixels(figure, known.cell, handle.spare if handle else 0)
        # dpi so that a cell is 6 x 12 points, as on the cells screen: the same ticks on every screen.
        pixels = figure_pixels_of(figure, width, height, dpi=known.cell[0] * 12, background=known.background)
        self._put(pixels, columns, rows, handle)

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Show an image, at most as large as the terminal."""
        pixels = checked_pixels(pixels)
        known = terminal.describe()
        columns, lines = settings.room() or terminal.room()
        room = (columns * known.cell[0], max(lines - 2, 4) * known.cell[1])
        size = fitted_size(*pixels.shape[:2], room, zoom)
        columns, rows = -(-size[0] // known.cell[0]), -(-size[1] // known.cell[1])
        self._put(enlarged(pixels, size), columns, rows, handle)

    def _put(self, pixels, columns: int, rows: int, handle: Handle | None) -> None:
        encoded = self.encode(pixels, columns, rows, handle)
        before, after = reserve(rows, handle)
        write(before + encoded + after, handle)

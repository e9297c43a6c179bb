"""Images as cells: two colours and a quadrant in each cell, half blocks where colours are few, shades where none."""

from __future__ import annotations

import numpy as np

from th.screen.cells.characters import PHOTO_SHADES, QUADRANTS, QUARTERS
from th.screen.cells.grid import Cells, blank, luminance, two_colours

__all__ = ["picture_cells", "picture_size"]

# A cell is about twice as high as wide.
_CELL_ASPECT = 2.0


def picture_size(height: int, width: int, columns: int, rows: int) -> tuple[int, int]:
    """Columns and rows that show a picture of height x width undistorted within the given room.

    >>> picture_size(512, 512, 80, 24)
    (48, 24)
    """
    scale = min(columns / width, rows * _CELL_ASPECT / height)
    if scale >= 1:
        scale = int(scale)  # so that all pixels are equally large
    return max(round(width * scale), 1), max(round(height * scale / _CELL_ASPECT), 1)


def _resized(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    from PIL import Image  # 15 ms, and only pictures need it

    enlarging = width >= pixels.shape[1] and height >= pixels.shape[0]
    method = Image.Resampling.NEAREST if enlarging else Image.Resampling.BOX
    return np.asarray(Image.fromarray(pixels).resize((width, height), method))


def picture_cells(pixels: np.ndarray, columns: int = 80, rows: int = 24, *, depth: int = 24) -> Cells:
    """An image on a grid of cells, as large as fits.

    Args:
        pixels (height, width, 3): uint8
        columns, rows (int): the room there is
        depth (int): bits of colour; below 8 a cell is split in two halves, with none it is a shade
    """
    columns, rows = picture_size(*pixels.shape[:2], columns, rows)
    cells = blank(rows, columns)
    if depth < 8:
        _halves(cells, _resized(pixels, columns, 2 * rows))
    else:
        _quadrants(cells, _resized(pixels, 2 * columns, 2 * rows))
    cells.has_page[:] = True
    return cells


def _shade(cells: Cells, mean: np.ndarray) -> None:
    levels = len(PHOTO_SHADES)
    index = np.clip(luminance(mean) * levels, 0, levels - 1).astype(int)
    cells.mono[:] = np.array(list(PHOTO_SHADES))[index]


def _halves(cells: Cells, pixels: np.ndarray) -> None:
    upper, lower = pixels[0::2], pixels[1::2]
    cells.char[:] = "▀"
    cells.ink[:], cells.page[:] = upper, lower
    same = (upper == lower).all(-1)
    cells.char[same] = " "
    _shade(cells, (upper.astype(int) + lower) // 2)


def _quadrants(cells: Cells, pixels: np.ndarray) -> None:
    rows, columns = cells.rows, cells.columns
    split = pixels.reshape(rows, 2, columns, 2, 3).swapaxes(1, 2)
    quarters = split.reshape(-1, 4, 3)
    which, ink, page = two_colours(quarters, QUARTERS)
    uniform = (quarters.max(1) == quarters.min(1)).all(1)
    cells.char[:] = np.where(uniform, " ", QUADRANTS[which + 1]).reshape(rows, columns)
    cells.ink[:], cells.page[:] = ink.reshape(rows, columns, 3), page.reshape(rows, columns, 3)
    cells.page[uniform.reshape(rows, columns)] = quarters[uniform, 0]
    _shade(cells, quarters.mean(1).reshape(rows, columns, 3))

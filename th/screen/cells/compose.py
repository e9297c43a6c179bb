"""A Figure becomes cells: drawn by `RendererCells`, its layers joined, its words, legends and colour bars set."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN, PHOTO_SHADES, width_of
from th.screen.cells.grid import Cells, blank, by_cell, luminance, paint_dots, paint_rules
from th.screen.cells.layers import Layers
from th.screen.cells.layout import arrange, borrowed
from th.screen.cells.legend import draw_legend
from th.screen.cells.renderer import RendererCells

__all__ = ["figure_cells"]

# Colours whose parts differ by no more (of 255) are shades of grey.
_GREY = 15


def figure_cells(figure, columns: int = 80, rows: int = 24, *, paper=(0, 0, 0), layout: bool = True) -> Cells:
    """Draw a matplotlib Figure on a grid of cells; the Figure is left as it was.

    Args:
        figure (matplotlib.figure.Figure): what to draw
        columns, rows (int): the size of the grid
        paper: the terminal's background, 0 to 255; translucent shapes mix with it
        layout (bool): whether to make room for labels (False keeps the figure's own places, and 8 ms)
    """
    with borrowed(figure, columns, rows) as (legends, engine):
        pages = [figure.get_facecolor(), *(axes.get_facecolor() for axes in figure.axes)]
        renderer = RendererCells(columns, rows, pages)
        FigureCanvasAgg(figure).get_renderer = lambda: renderer
        if layout:
            arrange(figure, renderer, engine, legends)
        figure.draw(renderer)
        layers = renderer.layers
        layers.finish()
        cells = _join(layers, paper)
        for axes in figure.axes:
            if hasattr(axes, "_colorbar"):
                _stretch_colour_bar(axes, cells, layers)
        _write_words(cells, layers)
        for legend in legends:
            draw_legend(legend, cells, layers)
    return cells


def _join(layers: Layers, paper) -> Cells:
    cells = blank(layers.rows, layers.columns)
    alpha = layers.fill[..., 3]
    fill_on = (alpha > 0) & (alpha >= layers.opacity * 0.45)
    # What one can see through mixes with the page; the soft edge of an opaque shape does not.
    share = np.where(layers.opacity > 240, 255, alpha).astype(np.int32)[..., None]
    mixed = (_shades(layers, paper) * share + np.asarray(paper) * (255 - share)) // 255
    stroke_on = layers.stroke
    paint_dots(cells, mixed, fill_on, layers.stroke_rgb, stroke_on, layers.photo & fill_on)
    _own_ink(cells, layers, fill_on)
    covered = fill_on.reshape(layers.rows, DOTS_DOWN, layers.columns, DOTS_ACROSS).any((1, 3))
    paint_rules(cells, layers.box, layers.box_rgb, layers.box_own, layers.grid, covered)
    for mark in layers.marks:
        cells.put(mark.row, mark.column, mark.character, mark.colour)
    return cells


def _shades(layers: Layers, paper) -> np.ndarray:
    """The colours of fills; greys meant for a light page are turned round on dark paper, unless they are data."""
    shades = layers.fill[..., :3]
    if sum(paper) >= 384 or layers.colour_of((0, 0, 0)) is not None:
        return shades
    turned = (layers.fill[..., 3] > 0) & ~layers.data & (shades.max(-1) - shades.min(-1) <= _GREY)
    if turned.any():
        grey = shades[turned].mean(1, keepdims=True) / 255
        shades = shades.copy()
        shades[turned] = np.asarray(paper) * grey + (255 - np.asarray(paper)) * 0.92 * (1 - grey)
    return shades


def _own_ink(cells: Cells, layers: Layers, fill_on) -> None:
    """Ink of the page's opposite colour is the terminal's own foreground; but where colours are data they stay."""
    is_data = by_cell(layers.data & fill_on).any(2)
    is_black = layers.colour_of((0, 0, 0)) is None
    bright = luminance(cells.ink)
    colourful = cells.ink.max(-1).astype(int) - cells.ink.min(-1) > 12
    opposite = bright < 0.16 if is_black else bright > 0.84
    cells.own_ink |= (cells.char != " ") & ~cells.has_page & opposite & ~colourful & ~is_data


def _write_words(cells: Cells, layers: Layers) -> None:
    taken = np.zeros((cells.rows, cells.columns), bool)
    # Slanted labels come last: they take the rows that are left.
    for words in sorted(layers.words, key=lambda words: words.rows > 1):
        length = width_of(words.text)
        if words.down:
            _write_down(cells, words, length)
            continue
        if words.column + length > cells.columns:
            words.column = max(cells.columns - length, 0)
        row = _free_row(taken, words, length, layers.words)
        if row is None or not 0 <= row < cells.rows or not length:
            continue
        taken[row, max(words.column, 0) : words.column + length] = True
        text = words.text
        if length > cells.columns:
            text = text[: cells.columns - 1] + "…"
        cells.put(row, words.column, text, words.colour)


def _free_row(taken, words, length: int, others) -> int | None:
    """The row for a text; None for a tick label without one, since two in one place could be read by nobody."""
    if not words.is_tick_label:
        # One that was rounded off the grid, as an axis label may be, comes back to its last row.
        last = len(taken) - 1
        is_below = words.row == last + 1 and not taken[last, max(words.column, 0) : words.column + length].any()
        return last if is_below else words.row
    # Slanted labels side by side share the rows of the longest.
    rows = words.rows if words.rows == 1 else max(one.rows for one in others if one.row == words.row)
    for row in range(max(words.row, 0), min(words.row + rows, len(taken))):
        if not taken[row, max(words.column - 1, 0) : words.column + length + 1].any():
            return row
    return None


def _write_down(cells: Cells, words, length: int) -> None:
    text = words.text
    if length > cells.rows:
        # No column is long enough: across the top, where `arrange` has left a row.
        text = text if length <= cells.columns else text[: cells.columns - 1] + "…"
        cells.put(0, min(words.column, cells.columns - width_of(text)), text, words.colour)
        return
    for place, character in enumerate(text):
        cells.put(words.row + place, words.column, character, words.colour)


def _stretch_colour_bar(axes, cells: Cells, layers: Layers) -> None:
    """A colour bar ends in the middle of a cell, as axes do; its last colours get the whole cell."""
    box = axes.bbox
    left, right = int(box.x0 // DOTS_ACROSS), int((box.x1 - 1e-6) // DOTS_ACROSS)
    top, bottom = int((layers.height - box.y1) // DOTS_DOWN), int((layers.height - box.y0 - 1e-6) // DOTS_DOWN)
    if right <= left or bottom <= top:
        return
    stands = bottom - top >= right - left
    # Half a cell of colour becomes a whole one.
    bar = np.s_[top : bottom + 1, left : right + 1]
    half = np.zeros(cells.char.shape, bool)
    half[bar] = ~cells.has_page[bar] & np.isin(cells.char[bar], list("▀▄▌▐"))
    cells.page[half], cells.has_page[half], cells.char[half] = cells.ink[half], True, " "
    levels = np.array(list(PHOTO_SHADES))
    bright = luminance(cells.page[half])
    cells.mono[half] = levels[np.clip(bright * len(levels), 0, len(levels) - 1).astype(int)]
    fields = (cells.char, cells.mono, cells.ink, cells.page, cells.has_page, cells.own_ink, cells.dim)
    for one in fields:
        area = one[top : bottom + 1, left : right + 1]
        # Along the bar its ends are filled; across, a third column or row would be half full: it goes.
        area = area if stands else area.swapaxes(0, 1)
        area[0], area[-1] = area[1], area[-2]
        area[:, 0] = area[:, 1]
        if area.shape[1] > 2:
            area[:, -1] = " " if one.dtype.kind == "U" else 0

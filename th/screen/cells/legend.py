"""Legends in rows of cells. matplotlib packs them by points, which never fall on rows, so we place them ourselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import to_rgba

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN, width_of
from th.screen.cells.marks import mark_of
from th.screen.cells.plain import plain

__all__ = ["draw_legend", "legend_size", "outside_room", "rows_of"]

# Where each location code of matplotlib puts the box: share of the free width and height, from the lower left.
_LOCATIONS = {
    1: (1, 1), 2: (0, 1), 3: (0, 0), 4: (1, 0), 5: (1, 0.5), 6: (0, 0.5), 7: (1, 0.5), 8: (0.5, 0), 9: (0.5, 1),
    10: (0.5, 0.5),
}  # fmt: skip
_BEST = 0
_SAMPLE = 3


@dataclass
class _Entry:
    character: str
    line: str
    colour: tuple
    label: str


def _colour(artist) -> tuple:
    for name in ("get_facecolor", "get_color", "get_edgecolor"):
        get = getattr(artist, name, None)
        if get is None:
            continue
        colour = np.atleast_2d(get()) if not isinstance(get(), str) else np.array([to_rgba(get())])
        if len(colour) and (colour.shape[1] == 3 or colour[0, 3] > 0):
            return tuple(colour[0, :3])
    return (0.0, 0.0, 0.0)


def _entry(handle, label: str) -> _Entry:
    if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
        style, marker = handle.get_linestyle(), handle.get_marker()
        line = {"-": "─", "--": "╌", ":": "┈", "-.": "╌"}.get(style, " ")
        character = ""
        if marker not in (None, "None", "", " ", ","):
            outline = handle._marker
            vertices = outline.get_transform().transform(outline.get_path().vertices)
            character = mark_of(vertices, outline.is_filled()) if len(vertices) else ""
        return _Entry(character, line, tuple(to_rgba(handle.get_color())[:3]), label)
    if hasattr(handle, "get_offsets"):
        character = mark_of(handle.get_paths()[0].vertices, True) if len(handle.get_paths()) else "●"
        return _Entry(character, " ", _colour(handle), label)
    if hasattr(handle, "get_segments"):
        return _Entry("", "─", _colour(handle), label)
    face = np.atleast_2d(handle.get_facecolor() if hasattr(handle, "get_facecolor") else 1.0)
    is_empty = not len(face) or face.shape[1] == 4 and face[0, 3] == 0
    return _Entry("", "□" if is_empty else "█", _colour(handle), label)


def _entries(legend) -> list[_Entry]:
    handles = list(getattr(legend, "legend_handles", ()))
    return [_entry(handle, plain(text.get_text())) for handle, text in zip(handles, legend.get_texts())]


class _Block:
    """The legend's text: lines of (text, colour) pieces, and its size in cells."""

    def __init__(self, legend, most_across: int | None = None):
        self.entries = _entries(legend)
        self.title = plain(legend.get_title().get_text()) if legend.get_title().get_visible() else ""
        self.title = "" if self.title == "None" else self.title
        self.across = max(1, min(legend._ncols, len(self.entries) or 1, most_across or legend._ncols))
        self.down = -(-len(self.entries) // self.across)
        widths = [width_of(entry.label) for entry in self.entries]
        columns = [widths[start : start + self.down] for start in range(0, len(widths), self.down or 1)]
        self.widths = [_SAMPLE + 1 + max(column) for column in columns]
        inner = sum(self.widths) + 2 * (len(self.widths) - 1)
        self.framed = legend.get_frame_on()
        self.width = max(inner, width_of(self.title)) + 2
        self.height = self.down + bool(self.title) + 2 * self.framed


def legend_size(legend) -> tuple[int, int]:
    """Columns and rows that the legend takes."""
    block = _Block(legend)
    return block.width, block.height


def _corner(legend, block: _Block, figure_height: float, cells) -> tuple[int, int]:
    """Row and column of the block's upper left cell."""
    anchor = legend.get_bbox_to_anchor()
    left, right = anchor.x0 / DOTS_ACROSS, anchor.x1 / DOTS_ACROSS
    top, bottom = (figure_height - anchor.y1) / DOTS_DOWN, (figure_height - anchor.y0) / DOTS_DOWN
    if not legend.isaxes and legend._bbox_to_anchor is None:
        # A legend of the whole figure stands between its title and its label.
        top += rows_of(legend.parent._suptitle)
        bottom -= rows_of(legend.parent._supxlabel)
    if isinstance(legend._loc_real, tuple):
        x, y = legend._loc_real
        return round(bottom + y * (top - bottom) - block.height), round(left + x * (right - left))
    # Inside a frame the spines keep their cells, and a blank column stands beside them.
    inset = 1 if right - left >= block.width and bottom - top >= block.height else 0
    places = {}
    for code, (x, y) in _LOCATIONS.items():
        column = np.floor(left) + 2 * inset + x * (np.floor(right) - np.floor(left) - block.width - 3 * inset)
        row = np.floor(top) + inset + (1 - y) * (np.floor(bottom) - np.floor(top) - block.height - inset)
        if not inset:
            column, row = _beside(anchor, x, y, block, (left, right, top, bottom))
        places[code] = (round(row), round(column))
    if legend._loc_real != _BEST:
        return places[legend._loc_real]
    return min(places.values(), key=lambda place: _hidden(cells, block, place))


def rows_of(text) -> int:
    """Rows of a title; 0 if there is none."""
    return 0 if text is None or not text.get_text() else text.get_text().count("\n") + 1


def _beside(anchor, x, y, block, edges) -> tuple[float, float]:
    """A point or narrow box to anchor to: the block's own corner (x, y) goes there."""
    left, right, top, bottom = edges
    at_x, at_y = left + x * (right - left), bottom + y * (top - bottom)
    return np.ceil(at_x - x * block.width - 1e-6), at_y - (1 - y) * block.height


def _hidden(cells, block: _Block, place) -> int:
    row, column = place
    area = np.s_[max(row, 0) : row + block.height, max(column, 0) : column + block.width]
    return int((~cells.is_free()[area]).sum())


def outside_room(axes, box) -> np.ndarray:
    """Dots that a legend beside its axes needs: left, right, bottom, top of the box."""
    legend = axes.get_legend()
    room = np.zeros(4)
    if legend is None or isinstance(legend._loc_real, tuple):
        return room
    anchor = legend.get_bbox_to_anchor()
    x, y = _LOCATIONS.get(legend._loc_real, (1, 1))
    block = _Block(legend)
    at_x, at_y = anchor.x0 + x * anchor.width, anchor.y0 + y * anchor.height
    width, height = block.width * DOTS_ACROSS, block.height * DOTS_DOWN
    beyond = np.array(
        [box.x0 - (at_x - x * width), at_x + (1 - x) * width - box.x1, box.y0 - (at_y - y * height), 0.0]
    )
    beyond[3] = at_y + (1 - y) * height - box.y1
    # A legend that fits inside its axes needs no room.
    fits = anchor.width >= width and anchor.height >= height
    return room if fits else np.maximum(beyond, 0)


def draw_legend(legend, cells, layers) -> None:
    """Write the legend into the cells, where it hides least if it may choose."""
    block = _Block(legend)
    if not block.entries:
        return
    while block.width > cells.columns and block.across > 1:
        block = _Block(legend, block.across - 1)
    block.height = min(block.height, cells.rows)
    row, column = _corner(legend, block, layers.height, cells)
    row = max(min(row, cells.rows - block.height), 0)
    column = max(min(column, cells.columns - block.width), 0)
    cells.erase(row, row + block.height - 1, column, column + block.width - 1)
    if block.framed:
        _draw_frame(cells, row, column, block)
        row += 1
    if block.title:
        cells.put(row, column + (block.width - width_of(block.title)) // 2, block.title)
        row += 1
    room = block.height - 2 * block.framed - bool(block.title)
    for number, entry in enumerate(block.entries):
        place, line = divmod(number, block.down)
        if line >= room:
            continue
        at = column + 1 + sum(block.widths[:place]) + 2 * place
        _draw_entry(cells, row + line, at, entry, layers)


def _draw_frame(cells, row: int, column: int, block: _Block) -> None:
    inner, last = block.width - 2, row + block.height - 1
    cells.put(row, column, "┌" + "─" * inner + "┐")
    cells.put(last, column, "└" + "─" * inner + "┘")
    for between in range(row + 1, last):
        cells.put(between, column, "│")
        cells.put(between, column + block.width - 1, "│")
        cells.dim[between, column : column + block.width : block.width - 1] = True
    cells.dim[row : last + 1 : last - row, column : column + block.width] = True


def _draw_entry(cells, row: int, column: int, entry: _Entry, layers) -> None:
    colour = layers.colour_of(entry.colour)
    cells.put(row, column, entry.line * _SAMPLE, colour)
    if entry.character:
        cells.put(row, column + 1, entry.character, colour)
    cells.put(row, column + _SAMPLE + 1, entry.label)

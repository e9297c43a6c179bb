"""What a Figure is drawn into: layers of dots, rules, marks and words, before they are joined to cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN, DOWN, LEFT, RIGHT, UP

__all__ = ["Layers", "Mark", "Words", "bytes_of", "rows_of_slanted", "vertical_alignment"]

# Grid lines closer than this many cells to each other would fill the picture.
_GRID_SPACING = {"across": 2, "down": 4}


@dataclass
class Words:
    """A text on the grid: where, which way it runs, and in which colour (None: the terminal's own)."""

    row: int
    column: int
    text: str
    down: bool
    colour: tuple | None
    is_tick_label: bool = False
    # How many rows, from its own down, it may be moved to where others stand: a slanted label.
    rows: int = 1


@dataclass
class Mark:
    """One character that stands for a data point."""

    row: int
    column: int
    character: str
    colour: tuple | None


def bytes_of(rgb) -> tuple[int, int, int]:
    """A colour of 0 to 1 as 0 to 255."""
    return tuple(round(255 * float(part)) for part in rgb[:3])


def vertical_alignment(text) -> str:
    """Which end of a text that runs down is at its anchor."""
    if text is None:
        return "center"
    if text.get_rotation_mode() == "anchor":
        # Aligned first, turned then: the turned text's vertical is its own horizontal.
        return {"left": "bottom", "right": "top"}.get(text.get_horizontalalignment(), "center")
    return text.get_verticalalignment()


def rows_of_slanted(y: float, length: float, height: float, turn: float) -> tuple[int, int]:
    """The first row that a slanted text touches, and how many there are; cells have no slant, but rows to choose.

    `y` is where its base line starts, from above, in dots as its length and height; `turn` is in radians.
    """
    ends = [y - along * np.sin(turn) - above * np.cos(turn) for along in (0, length) for above in (0, height)]
    first = int((min(ends) + DOTS_DOWN / 2) // DOTS_DOWN)
    return first, max(int((max(ends) - 1e-3) // DOTS_DOWN) - first + 1, 1)


class Layers:
    """The layers of a grid of cells.

    Attributes:
        fill: Agg's own buffer of dots (rows * 4, columns * 2, 4)
        opacity, photo, data: of each dot, how opaque its shape was, whether it is a picture's, and whether its colour
            means something
        stroke, stroke_rgb: dots of lines
        box, box_rgb, box_own, grid: rules of box characters, and which of them are grid lines
        words, marks: texts, and characters for points
    """

    def __init__(self, columns: int, rows: int, fill: np.ndarray, pages):
        self.columns, self.rows = columns, rows
        self.width, self.height = columns * DOTS_ACROSS, rows * DOTS_DOWN
        self.fill = fill
        dots = fill.shape[:2]
        self.opacity = np.full(dots, 255, np.uint8)
        self.photo = np.zeros(dots, bool)
        self.data = np.zeros(dots, bool)
        self.stroke = np.zeros(dots, bool)
        self.stroke_rgb = np.zeros((*dots, 3), np.uint8)
        self.box = np.zeros((rows, columns), np.uint8)
        self.box_rgb = np.zeros((rows, columns, 3), np.uint8)
        self.box_own = np.zeros((rows, columns), bool)
        self.grid = np.zeros((rows, columns), bool)
        self.words: list[Words] = []
        self.marks: list[Mark] = []
        self._pages = [page[:3] for page in pages]
        # The first is the figure's own, if one cannot see through it.
        seen = self._pages[:1] if pages and pages[0][3:] != (0.0,) else self._pages
        bright = np.mean([page @ [0.299, 0.587, 0.114] for page in map(np.array, seen)] or [1.0])
        self._own = (0.0, 0.0, 0.0) if bright > 0.5 else (1.0, 1.0, 1.0)
        self._ticks: list[tuple[int, int, int]] = []
        self._grid_places = {"across": [], "down": []}

    def colour_of(self, rgb) -> tuple | None:
        """Bytes of a colour; None for ink that contrasts with the page as black does with white."""
        if max(abs(part - own) for part, own in zip(rgb[:3], self._own)) < 0.16:
            return None
        return bytes_of(rgb)

    def is_page(self, rgb) -> bool:
        """Whether the colour is that of the page, so that drawing with it erases."""
        return any(max(abs(a - b) for a, b in zip(rgb[:3], page)) < 1e-3 for page in self._pages)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a place in dots, y upwards."""
        return int((self.height - y - 1e-3) // DOTS_DOWN), int(x // DOTS_ACROSS)

    def new_axes(self) -> None:
        """Grid lines of other axes do not count."""
        self._grid_places = {"across": [], "down": []}

    def takes_grid_line(self, across: bool, place: int) -> bool:
        """Whether a grid line in this row or column leaves enough room to the ones that are there."""
        way = "across" if across else "down"
        taken = self._grid_places[way]
        if any(abs(place - other) < _GRID_SPACING[way] for other in taken):
            return False
        taken.append(place)
        return True

    def rule(self, places, across: bool, rgb, is_grid: bool) -> None:
        """A straight line of box characters through cells side by side."""
        back, forth = (LEFT, RIGHT) if across else (UP, DOWN)
        colour = self.colour_of(rgb)
        for number, place in enumerate(places):
            if is_grid and self.box[place] and not self.grid[place]:
                continue
            if self.grid[place] and not is_grid:
                self.box[place] = 0
            bits = (back if number > 0 else 0) | (forth if number < len(places) - 1 else 0)
            self.box[place] |= bits or back | forth
            self.box_rgb[place] = colour or 0
            self.box_own[place] = colour is None
            self.grid[place] = is_grid

    def put_dots(self, points, rgb, clip) -> None:
        """Dots of a line; page-coloured ones erase, as those that part the wedges of a pie."""
        x0, y0, x1, y1 = clip
        x, y = points.T
        inside = (x >= x0 - 1e-6) & (x <= x1 + 1e-6) & (y >= y0 - 1e-6) & (y <= y1 + 1e-6)
        # A line along the edge between two dots keeps to one of them, whichever way its ends were rounded.
        column = np.clip((x[inside] + 1e-3).astype(int), 0, self.width - 1)
        row = np.clip((self.height - y[inside] - 1e-3).astype(int), 0, self.height - 1)
        if self.is_page(rgb):
            self.stroke[row, column] = False
            self.fill[row, column] = 0
            return
        self.stroke[row, column] = True
        self.stroke_rgb[row, column] = bytes_of(rgb)

    def put_tick(self, x: float, y: float, direction: int) -> None:
        """A tick, to be added to its spine when that is drawn."""
        row, column = self.cell(min(max(x, 0), self.width - 1e-3), min(max(y, 1e-3), self.height))
        self._ticks.append((row, column, direction))

    def put_mark(self, x: float, y: float, character: str, rgb) -> None:
        """A character for a point."""
        row, column = self.cell(x, y)
        self.marks.append(Mark(row, column, character, self.colour_of(rgb)))

    def cover(self, area, covered) -> None:
        """A shape lies over what was drawn there before: dots under it, and rules in cells that it fills."""
        self.stroke[area][covered] = False
        (top, bottom, _), (left, right, _) = (part.indices(size) for part, size in zip(area, self.stroke.shape))
        first, before = top // DOTS_DOWN, left // DOTS_ACROSS
        rows, columns = -(-bottom // DOTS_DOWN) - first, -(-right // DOTS_ACROSS) - before
        box = self.box[first : first + rows, before : before + columns]
        if box.any():
            dots = np.zeros((rows * DOTS_DOWN, columns * DOTS_ACROSS), bool)
            top, left = top - first * DOTS_DOWN, left - before * DOTS_ACROSS
            dots[top : top + covered.shape[0], left : left + covered.shape[1]] = covered
            box[dots.reshape(rows, DOTS_DOWN, columns, DOTS_ACROSS).all((1, 3))] = 0

    def hide(self, area, hidden, cells) -> None:
        """Erase dots, and with `cells` (top, bottom, left, right) also the rules and marks there."""
        self.fill[area][hidden] = 0
        self.stroke[area][hidden] = False
        if cells is None:
            return
        top, bottom, left, right = cells
        self.box[max(top, 0) : max(bottom + 1, 0), max(left, 0) : max(right + 1, 0)] = 0
        self.marks = [one for one in self.marks if not (top <= one.row <= bottom and left <= one.column <= right)]

    def finish(self) -> None:
        """Add the ticks to the spines, which matplotlib draws after them."""
        for row, column, direction in self._ticks:
            if self.box[row, column] and not self.grid[row, column]:
                self.box[row, column] |= direction

"""Dots become cells: layers of dots, rules, marks and texts are composed into one grid of characters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from th.screen.cells.characters import (
    BLOCKS,
    BOX,
    BRAILLE,
    DOTS_ACROSS,
    DOTS_DOWN,
    GRID_ACROSS,
    GRID_CROSSING,
    GRID_DOWN,
    LEFT,
    PHOTO_SHADES,
    RIGHT,
    SHADES,
    SPLITS,
    SPLIT_CHARACTERS,
    UP,
    DOWN,
    pattern_of,
    width_of,
)

__all__ = ["Cells", "blank", "by_cell", "luminance", "paint_dots", "paint_rules", "two_colours"]

# Above this difference (of 255) within a cell, two colours say more than their mean.
_ONE_COLOUR = 6


@dataclass
class Cells:
    """A grid of terminal cells, (rows, columns) each.

    Attributes:
        char: the character of each cell
        mono: the character where colours cannot be shown
        ink, page: uint8 colours (rows, columns, 3) of the character and of what is behind it
        has_page: whether there is a page colour, or only the terminal's own
        own_ink: whether the ink is the terminal's own
        dim: whether the ink is faint
    """

    char: np.ndarray
    mono: np.ndarray
    ink: np.ndarray
    page: np.ndarray
    has_page: np.ndarray
    own_ink: np.ndarray
    dim: np.ndarray

    @property
    def rows(self) -> int:
        return self.char.shape[0]

    @property
    def columns(self) -> int:
        return self.char.shape[1]

    def is_free(self) -> np.ndarray:
        """Where nothing but grid lines stands."""
        return ((self.char == " ") & ~self.has_page) | self.dim

    def put(self, row: int, column: int, text: str, ink=None, *, keep_page: bool = True) -> None:
        """Write characters from (row, column) on; what falls off the grid is cut. `ink` None: the terminal's own."""
        if not 0 <= row < self.rows:
            return
        for character in text:
            width = width_of(character)
            if width and 0 <= column and column + width <= self.columns:
                self._put_one(row, column, character, ink, keep_page)
                if width == 2:
                    self._put_one(row, column + 1, "", ink, keep_page)
            column += width

    def _put_one(self, row, column, character, ink, keep_page) -> None:
        self.char[row, column] = self.mono[row, column] = character
        self.dim[row, column] = False
        if not keep_page:
            self.has_page[row, column] = False
        if self.has_page[row, column]:
            self.ink[row, column] = _readable(ink, self.page[row, column])
            self.own_ink[row, column] = False
        else:
            self.own_ink[row, column] = ink is None
            self.ink[row, column] = 0 if ink is None else ink

    def erase(self, top: int, bottom: int, left: int, right: int) -> None:
        """Empty the cells of a rectangle, its last row and column included."""
        area = np.s_[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
        self.char[area] = self.mono[area] = " "
        self.has_page[area] = self.own_ink[area] = self.dim[area] = False


def luminance(colour) -> np.ndarray:
    """How bright a colour of 0 to 255 looks, 0 to 1."""
    return np.asarray(colour, float) @ np.array([0.299, 0.587, 0.114]) / 255


def _readable(ink, page):
    """Ink that can be read on the page: the wanted one, or else black or white."""
    if ink is not None and abs(luminance(ink) - luminance(page)) > 0.4:
        return ink
    return (0, 0, 0) if luminance(page) > 0.5 else (255, 255, 255)


def blank(rows: int, columns: int) -> Cells:
    """An empty grid."""
    shape = (rows, columns)
    return Cells(
        char=np.full(shape, " ", "<U1"),
        mono=np.full(shape, " ", "<U1"),
        ink=np.zeros((*shape, 3), np.uint8),
        page=np.zeros((*shape, 3), np.uint8),
        has_page=np.zeros(shape, bool),
        own_ink=np.zeros(shape, bool),
        dim=np.zeros(shape, bool),
    )


def by_cell(dots: np.ndarray) -> np.ndarray:
    """Dots (4 rows, 2 columns, ...) as (rows, columns, 8, ...)."""
    rows, columns = dots.shape[0] // DOTS_DOWN, dots.shape[1] // DOTS_ACROSS
    rest = dots.shape[2:]
    split = dots.reshape(rows, DOTS_DOWN, columns, DOTS_ACROSS, *rest)
    return split.swapaxes(1, 2).reshape(rows, columns, 8, *rest)


def _mean_colour(rgb: np.ndarray, on: np.ndarray) -> np.ndarray:
    count = np.maximum(on.sum(2), 1)
    return (rgb * on[..., None]).sum(2) // count[..., None]


def two_colours(samples: np.ndarray, masks: np.ndarray):
    """The best split of each cell's samples into two colours.

    Args:
        samples (n, m, 3): colours
        masks (k, m): bool, which samples the ink covers; a mask and its complement are one split
    Returns:
        which mask (n,), ink (n, 3), page (n, 3)
    """
    samples = samples.astype(np.float32)
    count = len(samples)
    # The error of a split is the sum of squares less what the two means explain: the largest explained wins.
    total = samples.sum(1)
    best = np.full(count, -1.0, np.float32)
    which = np.zeros(count, int)
    ink = np.zeros((count, 3), np.float32)
    for number, mask in enumerate(masks):
        inside = np.einsum("nmc,m->nc", samples, mask.astype(np.float32))
        outside = total - inside
        covered = mask.sum()
        explained = (inside**2).sum(1) / covered + (outside**2).sum(1) / (len(mask) - covered)
        better = explained > best
        best[better], which[better] = explained[better], number
        ink[better] = inside[better]
    covered = masks.sum(1)[which][:, None]
    page = (total - ink) / (masks.shape[1] - covered)
    return which, (ink / covered).round().astype(np.uint8), page.round().astype(np.uint8)


def paint_dots(cells: Cells, fill_rgb, fill_on, stroke_rgb, stroke_on, photo) -> None:
    """Compose fills and strokes.

    Args:
        fill_rgb, stroke_rgb (4 rows, 2 columns, 3): colours of the dots
        fill_on, stroke_on (4 rows, 2 columns): which dots are covered
        photo (4 rows, 2 columns): which fills are pictures, whose brightness matters
    """
    fills, strokes = by_cell(fill_on), by_cell(stroke_on)
    filled, stroked = fills.sum(2), strokes.sum(2)
    fill_colour = _mean_colour(by_cell(fill_rgb).astype(np.int32), fills)
    stroke_colour = _mean_colour(by_cell(stroke_rgb).astype(np.int32), strokes)

    only_fill = (filled > 0) & (stroked == 0)
    shape = BLOCKS[pattern_of(fill_on)]
    cells.char[only_fill] = cells.mono[only_fill] = shape[only_fill]
    cells.ink[only_fill] = fill_colour[only_fill]
    _paint_full(cells, (filled == 8) & (stroked == 0), by_cell(fill_rgb), fill_colour, by_cell(photo).any(2))

    any_stroke = stroked > 0
    on_fill = any_stroke & (filled >= 5)
    pattern = pattern_of(stroke_on | (fill_on & np.repeat(np.repeat(~on_fill, 4, 0), 2, 1)))
    cells.char[any_stroke] = cells.mono[any_stroke] = BRAILLE[pattern][any_stroke]
    cells.ink[any_stroke] = stroke_colour[any_stroke]
    cells.page[on_fill] = fill_colour[on_fill]
    cells.has_page[on_fill] = True


def _paint_full(cells: Cells, full, rgb, mean, photo) -> None:
    """Cells that fills cover wholly: a coloured blank, or two colours in quadrants."""
    if not full.any():
        return
    spread = np.zeros(full.shape, int)
    spread[full] = (rgb[full].max(1).astype(int) - rgb[full].min(1)).max(1)
    solid = full & (spread <= _ONE_COLOUR)
    # A blank with a background: █ leaves seams between the cells in some fonts.
    cells.char[solid] = " "
    cells.page[solid] = mean[solid]
    mixed = full & ~solid
    if mixed.any():
        which, ink, page = two_colours(rgb[mixed], SPLITS)
        cells.char[mixed] = SPLIT_CHARACTERS[which]
        cells.ink[mixed], cells.page[mixed] = ink, page
    cells.has_page[full] = True
    bright = luminance(mean[full])
    tones = np.array(list(SHADES))[np.clip((1 - bright) * 4, 0, 3).astype(int)]
    levels = np.array(list(PHOTO_SHADES))[np.clip(bright * len(PHOTO_SHADES), 0, len(PHOTO_SHADES) - 1).astype(int)]
    cells.mono[full] = np.where(photo[full], levels, tones)


def paint_rules(cells: Cells, box, colour, own, grid, covered) -> None:
    """Draw rules in box characters: spines over everything, grid lines only where nothing stands.

    Args:
        box (rows, columns): bits of UP, RIGHT, DOWN, LEFT
        colour (rows, columns, 3), own (rows, columns): ink, or the terminal's own
        grid: whether the rule is a grid line
        covered: cells that fills cover, where grid lines stay hidden
    """
    free = (cells.char == " ") & ~cells.has_page
    lines = (box > 0) & np.where(grid, free, True)
    cells.char[lines] = cells.mono[lines] = BOX[box][lines]
    cells.ink[lines] = colour[lines]
    cells.own_ink[lines] = own[lines]
    on_fill = lines & covered & cells.has_page
    page = luminance(cells.page)
    unreadable = on_fill & (own | (np.abs(luminance(cells.ink) - page) < 0.12))
    cells.ink[unreadable] = np.where(page > 0.5, 0, 255)[unreadable][:, None]
    cells.own_ink[on_fill] = False
    faint = lines & grid
    across = (box & (LEFT | RIGHT) > 0) & (box & (UP | DOWN) == 0)
    down = (box & (UP | DOWN) > 0) & (box & (LEFT | RIGHT) == 0)
    dashes = np.where(across, GRID_ACROSS, np.where(down, GRID_DOWN, GRID_CROSSING))
    cells.char[faint] = cells.mono[faint] = dashes[faint]
    cells.dim[faint] = cells.own_ink[faint] = True
    cells.has_page[lines & ~covered] = False

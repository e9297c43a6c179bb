"""Room for labels in whole cells, so that spines run through the middle of cells; all of it is put back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from matplotlib.transforms import Bbox

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN, width_of
from th.screen.cells.legend import outside_room
from th.screen.cells.margins import label_room, legend_room, legends_of, place_parts, place_titles, titles_of
from th.screen.cells.plain import plain
from th.screen.cells.renderer import DPI
from th.screen.space import borrowed_space, fit_space
from th.screen.ticks import quick_ticks

__all__ = ["arrange", "borrowed"]

# A colour bar is at least so wide, in dots, or as low: thinner ones fall between the cells.
_THINNEST_BAR = {"vertical": 2.1 * DOTS_ACROSS, "horizontal": 1.05 * DOTS_DOWN}


@contextmanager
def borrowed(figure, columns: int, rows: int):
    """The Figure at the size of the grid, its legends hidden, its layout engine off; afterwards as it was."""
    size, dpi, canvas = figure.get_size_inches().copy(), figure.dpi, figure.canvas
    engine = figure._layout_engine
    places = [(axes, axes._originalPosition.frozen(), axes._position.frozen()) for axes in figure.axes]
    bars = [(axes, axes._box_aspect, axes._colorbar_info) for axes in figure.axes if hasattr(axes, "_colorbar_info")]
    parts = [(part, part.bbox_relative.frozen()) for part in _parts_of(figure)]
    titles = [(text, text.get_position()) for one in _with_parts(figure) for text in titles_of(one)]
    legends = [legend for legend in _legends_of(figure) if legend.get_visible()]
    # The outline of a colour bar would cost it half of its two columns.
    outlines = [axes._colorbar.outline for axes in figure.axes if hasattr(axes, "_colorbar")]
    hidden = [*legends, *(outline for outline in outlines if outline.get_visible())]
    stale, parameters = figure.stale, dict(vars(figure.subplotpars))
    effects = [(text, text.get_path_effects()) for text in _texts_of(figure) if text.get_path_effects()]
    try:
        figure.set_size_inches(columns * DOTS_ACROSS / DPI, rows * DOTS_DOWN / DPI, forward=False)
        figure._set_dpi(DPI, forward=False)
        figure._layout_engine = None
        for artist in hidden:
            artist.set_visible(False)
        for text, _ in effects:
            # With effects matplotlib draws the outlines of its letters.
            text._path_effects = []
        with borrowed_space(figure), quick_ticks(figure), _snapped_aspects(figure):
            yield legends, engine
    finally:
        for artist in hidden:
            artist.set_visible(True)
        for text, kept in effects:
            text._path_effects = kept
        for axes, original, active in places:
            axes._originalPosition.set(original)
            axes._position.set(active)
        for axes, aspect, known in bars:
            axes._box_aspect, axes._colorbar_info = aspect, known
        for part, place in parts:
            part._redo_transform_rel_fig(place)
        for text, place in titles:
            text.set_position(place)
        figure._layout_engine = engine
        vars(figure.subplotpars).update(parameters)
        figure.set_size_inches(size, forward=False)
        figure._set_dpi(dpi, forward=False)
        figure.set_canvas(canvas)
        figure.stale = stale


def _texts_of(figure):
    """Texts that may have path effects."""
    for axes in figure.axes:
        yield from (*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label)
    yield from figure.texts


def _legends_of(figure):
    for axes in figure.axes:
        if axes.get_legend() is not None:
            yield axes.get_legend()
    yield from legends_of(figure)


def _parts_of(figure):
    """The subfigures, and theirs."""
    for part in figure.subfigs:
        yield part
        yield from _parts_of(part)


def _with_parts(figure):
    yield figure
    yield from _parts_of(figure)


@dataclass
class _Group:
    """The axes in one place of a grid: one and its twins, or one and its colour bar."""

    rows: range
    columns: range
    box: Bbox
    axes: list = field(default_factory=list)
    # Room beyond the box, in dots: left, right, bottom, top.
    room: np.ndarray = field(default_factory=lambda: np.zeros(4))


def arrange(figure, renderer, engine=None, legends=()) -> None:
    """Place the axes of the figure's grid, and those of its subfigures, so that every label has its cells.

    A colour bar of several axes belongs to no place of a grid: then the figure's own engine, or its own places, decide.
    """
    axes = [one for one in figure.axes if one.get_visible() and one.figure is figure]
    placed = [one for one in axes if one.get_subplotspec() is not None]
    grids = {id(one.get_subplotspec().get_topmost_subplotspec().get_gridspec()) for one in placed}
    shared_bars = [one for one in axes if hasattr(one, "_colorbar") and one.get_subplotspec() is None]
    beside = legend_room(figure, legends)
    if shared_bars and engine is not None:
        engine.execute(figure)
        _squeeze(axes, figure, beside)
    else:
        place_titles(figure)
        edges = label_room(figure) + beside
        place_parts(figure, edges)
        if len(grids) == 1 and not shared_bars:
            _arrange_grid(figure, renderer, placed, edges)
    for one in axes:
        if one.name == "3d":
            fit_space(one, renderer, _in_dots(one._originalPosition.get_points(), figure))
        elif hasattr(one, "_colorbar_info"):
            _thicken(one, figure)
        else:
            _snap(one, figure)
    for part in figure.subfigs:
        arrange(part, renderer, None, legends)


def _thicken(bar, figure) -> None:
    """Give a thin colour bar the width of a cell or two."""
    box, orientation = _in_dots(bar._originalPosition.get_points(), figure), bar._colorbar.orientation
    least, aspect = _THINNEST_BAR[orientation], bar._box_aspect
    if not aspect:
        return
    length, across = (box.height, box.width) if orientation == "vertical" else (box.width, box.height)
    if across < least:
        grow = 1 + (least / across - 1) * (np.array([1, 0]) if orientation == "vertical" else np.array([0, 1]))
        place = bar._originalPosition.expanded(*grow)
        bar._originalPosition.set(place)
        bar._position.set(place)
    # The ratio of height to width; a bar with pointed ends works it out anew from what is known of it.
    limit = length / least
    bar._box_aspect = min(aspect, limit) if orientation == "vertical" else max(aspect, 1 / limit)
    if "aspect" in bar._colorbar_info:
        bar._colorbar_info = {**bar._colorbar_info, "aspect": min(bar._colorbar_info["aspect"], limit)}


def _arrange_grid(figure, renderer, placed, edges) -> None:
    groups = _groups_of(figure, placed)
    grid = placed[0].get_subplotspec().get_topmost_subplotspec().get_gridspec()
    # On a small grid the room that labels take changes which labels there are: so look twice.
    down, across = figure.bbox.height / grid.nrows, figure.bbox.width / grid.ncols
    is_small = down < 16 * DOTS_DOWN or across < 50 * DOTS_ACROSS
    for _ in range(2 if is_small else 1):
        for group in groups:
            _measure(group, renderer)
        _place(figure, groups, grid, edges)


def _squeeze(axes, figure, room) -> None:
    """Move axes that fill the figure out of the way of its legends."""
    if not room.any():
        return
    size = figure.bbox.size
    low, high = room[[0, 2]] / size, 1 - room[[1, 3]] / size
    for one in axes:
        place = Bbox(low + one._originalPosition.get_points() * (high - low))
        one._originalPosition.set(place)
        one._position.set(place)


def _groups_of(figure, placed) -> list[_Group]:
    groups: dict[tuple, _Group] = {}
    for one in placed:
        spec = one.get_subplotspec().get_topmost_subplotspec()
        key = (spec.rowspan.start, spec.rowspan.stop, spec.colspan.start, spec.colspan.stop)
        if key not in groups:
            position = spec.get_position(figure)
            box = _in_dots(position.get_points(), figure)
            groups[key] = _Group(spec.rowspan, spec.colspan, box)
        groups[key].axes.append(one)
    return list(groups.values())


def _in_dots(points, figure) -> Bbox:
    """Shares of the figure, which may be part of another, as dots of the grid."""
    return Bbox(figure.bbox.p0 + points * figure.bbox.size)


def _measure(group: _Group, renderer) -> None:
    group.room = np.zeros(4)
    for one in group.axes:
        if one.name == "3d":
            continue
        one.apply_aspect()
        # A label longer than its axis is centred on it, and asks for no room at its ends.
        # Of what is drawn inside only texts may reach beyond it; asking every bar of a histogram takes 20 ms.
        inside = [text for text in one.texts if text.get_in_layout()] + list(one.tables)
        try:
            tight = one.get_tightbbox(renderer, for_layout_only=True, bbox_extra_artists=inside)
        except TypeError:  # axes of axisartist know no such option
            tight = one.get_tightbbox(renderer, bbox_extra_artists=inside)
        if tight is None:
            continue
        box = group.box
        room = np.array([box.x0 - tight.x0, tight.x1 - box.x1, box.y0 - tight.y0, tight.y1 - box.y1])
        room[2] += _hanging_labels(one)
        room[3] += DOTS_DOWN * (width_of(plain(one.get_ylabel())) > renderer.layers.rows)
        group.room = np.maximum(group.room, np.maximum(room, outside_room(one, box)))


def _hanging_labels(axes) -> float:
    """More room below for tick labels that run down: matplotlib gives them half a row a character."""
    # Measuring has brought the ticks up to date; asking for them would do so again.
    labels = [label for label in (tick.label1 for tick in axes.xaxis.majorTicks) if 60 < label.get_rotation() % 180 < 120]
    longest = max((width_of(plain(label.get_text())) for label in labels), default=0)
    return longest * (DOTS_DOWN - DOTS_ACROSS)


def _up(room: float, dots: int) -> float:
    """Whole cells beyond the spine's own, from whose middle the room is measured.

    A text takes the cell that its middle falls into, so half a cell too few is still enough.
    """
    return np.floor(max(room / dots - 0.5, 0) + 0.49) * dots + dots / 2


def _tracks(count: int, total: float, before: np.ndarray, after: np.ndarray, ratios, dots: int):
    """Starts and ends of `count` columns (or rows) between their margins, at the middle of cells."""
    free = max(total - before.sum() - after.sum(), count * 2 * dots)
    shares = free * np.asarray(ratios, float) / np.sum(ratios)
    starts, ends, here = [], [], 0.0
    for number in range(count):
        here += before[number]
        starts.append(here)
        here += shares[number]
        ends.append(here)
        here += after[number]
    return np.array(starts), np.array(ends)


def _place(figure, groups: list[_Group], grid, edges) -> None:
    width, height = figure.bbox.size
    left, right = np.zeros(grid.ncols), np.zeros(grid.ncols)
    above, below = np.zeros(grid.nrows), np.zeros(grid.nrows)
    for group in groups:
        room = group.room
        left[group.columns.start] = max(left[group.columns.start], _up(room[0], DOTS_ACROSS))
        right[group.columns.stop - 1] = max(right[group.columns.stop - 1], _up(room[1], DOTS_ACROSS))
        below[group.rows.stop - 1] = max(below[group.rows.stop - 1], _up(room[2], DOTS_DOWN))
        above[group.rows.start] = max(above[group.rows.start], _up(room[3], DOTS_DOWN))
    left[0], right[-1] = left[0] + edges[0], right[-1] + edges[1]
    below[-1], above[0] = below[-1] + edges[2], above[0] + edges[3]
    # One blank column between the labels of one picture and the spine of the last.
    left[1:] += DOTS_ACROSS
    starts, ends = _tracks(grid.ncols, width, left, right, grid.get_width_ratios() or [1] * grid.ncols, DOTS_ACROSS)
    tops, bottoms = _tracks(grid.nrows, height, above, below, grid.get_height_ratios() or [1] * grid.nrows, DOTS_DOWN)
    for group in groups:
        box = Bbox.from_extents(
            starts[group.columns.start],
            height - bottoms[group.rows.stop - 1],
            ends[group.columns.stop - 1],
            height - tops[group.rows.start],
        ).translated(*figure.bbox.p0)
        for one in group.axes:
            _move(one, group.box, box, figure)
        group.box = box


def _move(axes, old: Bbox, new: Bbox, figure) -> None:
    """Where `axes` lay in the old box, it lies in the new one."""
    inside = _in_dots(axes._originalPosition.get_points(), figure)
    share = (inside.get_points() - old.p0) / old.size
    place = Bbox((new.p0 + share * new.size - figure.bbox.p0) / figure.bbox.size)
    axes._originalPosition.set(place)
    axes._position.set(place)


def _snap(axes, figure) -> None:
    """Move the edges to the middle of cells, where box characters run."""
    if axes.name == "3d" or axes.get_axes_locator() is not None:
        return
    place = _snapped(axes._originalPosition, figure)
    axes._originalPosition.set(place)
    axes._position.set(place)


def _snapped(place: Bbox, figure) -> Bbox:
    # The grid of cells is the whole figure's.
    size = figure.figure.bbox.size
    cell = np.array([DOTS_ACROSS, DOTS_DOWN])
    points = _in_dots(place.get_points(), figure).get_points()
    # From above, since rows are counted from above.
    middles = np.floor(np.abs(points - [0, size[1]]) / cell + 1e-6) + 0.5
    limit = size / cell - 0.5
    middles = np.clip(middles, 0.5, limit)
    snapped = middles * cell
    snapped[:, 1] = size[1] - snapped[:, 1]
    return Bbox((snapped - figure.bbox.p0) / figure.bbox.size)


@contextmanager
def _snapped_aspects(figure):
    """While inside, axes of a fixed aspect end in the middle of cells too: their labels stand beside them."""
    framed = [one for one in figure.axes if one.name == "rectilinear" and one.axison and one.get_frame_on()]
    fixed = [one for one in framed if not hasattr(one, "_colorbar")]

    def snapping(axes):
        def apply_aspect(position=None):
            type(axes).apply_aspect(axes, position)
            if axes.get_aspect() != "auto" and axes.get_axes_locator() is None:
                axes._position.set(_snapped(axes._position, axes.figure))

        return apply_aspect

    for one in fixed:
        one.apply_aspect = snapping(one)
    try:
        yield
    finally:
        for one in fixed:
            vars(one).pop("apply_aspect", None)

"""What stands at the edges of a whole figure, around its axes: its title, its labels, its legends."""

from __future__ import annotations

import numpy as np
from matplotlib.transforms import Bbox

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN
from th.screen.cells.legend import legend_size, rows_of

__all__ = ["label_room", "legend_room", "legends_of", "place_parts", "place_titles", "titles_of"]

# The edges that a legend's location code touches: a corner touches two, the middle none.
_EDGES = {
    1: ("right", "upper"), 2: ("left", "upper"), 3: ("left", "lower"), 4: ("right", "lower"), 5: ("right",),
    6: ("left",), 7: ("right",), 8: ("lower",), 9: ("upper",),
}  # fmt: skip
_ORDER = ("left", "right", "lower", "upper")
# A legend anchored this near to an edge of the figure, or beyond it, stands at that edge.
_NEAR = 0.02


def legends_of(figure):
    """The legends of the figure itself and of its parts, not those of axes."""
    yield from figure.legends
    for part in figure.subfigs:
        yield from legends_of(part)


def label_room(figure) -> np.ndarray:
    """Dots that the figure's own title and labels take: left, right, bottom, top."""
    across = 2 * DOTS_ACROSS * bool(rows_of(figure._supylabel))
    return np.array([across, 0, rows_of(figure._supxlabel) * DOTS_DOWN, rows_of(figure._suptitle) * DOTS_DOWN], float)


def legend_room(figure, legends) -> np.ndarray:
    """Dots that legends of the whole figure take: left, right, bottom, top."""
    room = np.zeros(4)
    for legend in legends:
        edge = _edge_of(legend, figure) if legend in figure.legends else None
        if edge is not None:
            width, height = legend_size(legend)
            wanted = height * DOTS_DOWN if edge in ("lower", "upper") else width * DOTS_ACROSS
            room[_ORDER.index(edge)] = max(room[_ORDER.index(edge)], wanted)
    return room


def _edge_of(legend, figure) -> str | None:
    """The edge of the figure at which the legend stands; None where it floats over the axes."""
    if getattr(legend, "_outside_loc", None):
        return legend._outside_loc
    if isinstance(legend._loc_real, tuple):
        return None
    edges = _EDGES.get(legend._loc_real, ())
    if legend._bbox_to_anchor is not None:
        edges = [edge for edge in edges if _is_near(legend.get_bbox_to_anchor(), edge, figure.bbox)]
    if len(edges) < 2:
        return edges[0] if edges else None
    width, height = legend_size(legend)
    # In a corner: where it takes the smaller share of the figure.
    is_narrow = width * DOTS_ACROSS / figure.bbox.width <= height * DOTS_DOWN / figure.bbox.height
    return edges[0] if is_narrow else edges[1]


def _is_near(anchor, edge: str, box) -> bool:
    left, right = (anchor.x0 - box.x0) / box.width, (anchor.x1 - box.x0) / box.width
    bottom, top = (anchor.y0 - box.y0) / box.height, (anchor.y1 - box.y0) / box.height
    beyond = {"left": -left, "right": right - 1, "lower": -bottom, "upper": top - 1}
    return beyond[edge] >= -_NEAR


def place_titles(figure) -> None:
    """Put the title into the first rows and the labels at the edges, where nobody has placed them elsewhere."""
    width, height = figure.bbox.size
    for text in titles_of(figure):
        if text is figure._supylabel:
            text.set_x(0.5 / width)
        else:
            text.set_y(1 - 0.5 / height if text is figure._suptitle else 0.5 / height)


def titles_of(figure):
    """The figure's own title and labels that matplotlib has placed."""
    texts = (figure._suptitle, figure._supxlabel, figure._supylabel)
    return [text for text in texts if text is not None and getattr(text, "_autopos", False)]


def place_parts(figure, room: np.ndarray) -> None:
    """Share what the figure's own titles and legends leave between its subfigures, in whole cells."""
    for part in figure.subfigs:
        part._redo_transform_rel_fig()
    size, cell = figure.bbox.size, np.array([DOTS_ACROSS, DOTS_DOWN])
    low, high = room[[0, 2]], size - room[[1, 3]]
    for part in figure.subfigs:
        corners = low + part.bbox_relative.get_points() * (high - low)
        # Rows are counted from above.
        corners[:, 1] = size[1] - np.round((size[1] - corners[:, 1]) / cell[1]) * cell[1]
        corners[:, 0] = np.round(corners[:, 0] / cell[0]) * cell[0]
        part._redo_transform_rel_fig(Bbox(corners / size))

"""Axes in space, made as large as their labels allow: mplot3d leaves half of the width empty and lets labels fall off."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import product

import numpy as np
from matplotlib.transforms import Bbox

__all__ = ["borrowed_space", "fit_space"]

_LARGEST_ZOOM = 1.6
# Labels keep their size when the box grows, so that one step does not hit the size exactly.
_STEPS = 2


@contextmanager
def borrowed_space(figure):
    """The zoom and the titles of a Figure's axes in space may be changed inside; afterwards they are as they were."""
    kept = [(axes, axes._box_aspect, axes._autotitlepos, axes.title.get_position()) for axes in figure.axes if axes.name == "3d"]
    try:
        yield
    finally:
        for axes, aspect, automatic, place in kept:
            axes._box_aspect = aspect
            axes._autotitlepos = automatic
            axes.title.set_position(place)


def fit_space(axes, renderer, target: Bbox, margin: float = 0.0) -> None:
    """Zoom and move axes in space so that they fill a box, their labels included.

    Args:
        axes (mpl_toolkits.mplot3d.Axes3D): its `_position` and zoom are changed
        renderer: measures the labels
        target (Bbox): in pixels
        margin (float): pixels to leave free around
    """
    title = axes.title.get_window_extent(renderer).height if axes.title.get_text() else 0.0
    room = Bbox.from_extents(target.x0 + margin, target.y0 + margin, target.x1 - margin, target.y1 - margin - 1.25 * title)
    if min(room.width, room.height) <= 0:
        return
    start = axes._box_aspect
    for _ in range(_STEPS):
        content = _content_of(axes, renderer)
        if content is None:
            return
        growth = min(room.width / content.width, room.height / content.height)
        zoom = np.linalg.norm(axes._box_aspect) / np.linalg.norm(start) * growth
        axes._box_aspect = start * min(zoom, _LARGEST_ZOOM)
    content = _content_of(axes, renderer)
    figure = axes.figure.bbox
    shift = (np.mean(room.get_points(), 0) - np.mean(content.get_points(), 0)) / figure.size
    place = axes.get_position(original=True).translated(*shift)
    axes._originalPosition.set(place)
    axes._position.set(place)
    if title:
        axes.apply_aspect()
        box = axes.bbox
        axes._autotitlepos = False
        middle = (np.mean(room.get_points(), 0)[0] - box.x0) / box.width
        axes.title.set_position((middle, (room.y1 + 0.25 * title - box.y0) / box.height))


def _content_of(axes, renderer) -> Bbox | None:
    """What the box in space, its ticks and its labels cover, in pixels."""
    axes.apply_aspect()
    axes.M = axes.get_proj()
    corners = np.array(list(product(axes.get_xlim3d(), axes.get_ylim3d(), axes.get_zlim3d())))
    flat = np.c_[corners, np.ones(len(corners))] @ axes.M.T
    points = axes.transData.transform(flat[:, :2] / flat[:, 3:])
    if not np.isfinite(points).all():
        return None
    boxes = [Bbox([points.min(0), points.max(0)])]
    if axes._axis3don:
        boxes += [axis.get_tightbbox(renderer) for axis in (axes.xaxis, axes.yaxis, axes.zaxis) if axis.get_visible()]
    return Bbox.union([box for box in boxes if box is not None and np.isfinite(box.get_points()).all()])

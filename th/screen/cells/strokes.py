"""Polylines as dots, one dot wide. Agg's own one-pixel strokes cover two dots and come out twice as heavy."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN

__all__ = ["corners_of", "is_rectilinear", "is_thin", "sample", "segments_of", "widened"]

# From so many points on, a curve is thinned: 200 000 take 2 s to sample, and 10 ms to thin.
_MANY = 4000
# Outlines of more points than this are curves and maps, not arrows.
_MOST_CORNERS = 64


def segments_of(path, transform, clip) -> tuple[np.ndarray, np.ndarray]:
    """The straight pieces of a path in dots: starts (n, 2) and ends (n, 2); curves are flattened.

    Args:
        path, transform: as matplotlib gives them
        clip (x0, y0, x1, y1): pieces outside may be left out
    """
    x0, y0, x1, y1 = clip
    if len(path.vertices) > _MANY and path.codes is None:
        points = _outline(transform.transform(path.vertices))
        if points is not None:
            path, transform = Path(points), IdentityTransform()
    cleaned = path.cleaned(transform, remove_nans=True, clip=(x0 - 1, y0 - 1, x1 + 1, y1 + 1), curves=False)
    keep = cleaned.codes != Path.STOP
    points, codes = cleaned.vertices[keep], cleaned.codes[keep]
    closing = codes == Path.CLOSEPOLY
    if closing.any():
        places = np.arange(len(codes))
        start = np.maximum.accumulate(np.where(codes == Path.MOVETO, places, 0))
        points = points.copy()
        points[closing] = points[start[closing]]
    drawn = np.flatnonzero(codes[1:] != Path.MOVETO)
    return points[drawn], points[drawn + 1]


def _outline(points: np.ndarray) -> np.ndarray | None:
    """First, lowest, highest and last point of each column of dots: a long curve looks no different.

    None where x does not ascend, or a point is not finite.
    """
    x, y = points.T
    if not np.isfinite(points).all() or (np.diff(x) < 0).any():
        return None
    column = np.floor(x).astype(np.int64)
    first = np.flatnonzero(np.r_[True, column[1:] != column[:-1]])
    last = np.r_[first[1:], len(x)] - 1
    lowest, highest = np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)
    across = np.repeat(x[first], 4)
    across[3::4] = x[last]
    return np.stack([across, np.stack([y[first], lowest, highest, y[last]], 1).ravel()], 1)


def sample(starts: np.ndarray, ends: np.ndarray, dashes: np.ndarray | None, offset: float) -> np.ndarray:
    """Points (n, 2), at most one dot apart, along the pieces.

    Args:
        starts, ends (m, 2): the pieces
        dashes: lengths of ink and gap by turns, in dots; None for a solid line
        offset: where in the dashes the line begins
    """
    if not len(starts):
        return np.empty((0, 2))
    steps = np.maximum(np.ceil(np.abs(ends - starts).max(1)).astype(int), 1) + 1
    piece = np.repeat(np.arange(len(steps)), steps)
    place = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    fraction = (place / (steps[piece] - 1))[:, None]
    points = starts[piece] * (1 - fraction) + ends[piece] * fraction
    if dashes is None:
        return points
    lengths = np.hypot(*(ends - starts).T)
    along = (np.cumsum(lengths) - lengths)[piece] + lengths[piece] * fraction[:, 0]
    turn = np.searchsorted(np.cumsum(dashes), (along + offset) % dashes.sum(), side="right")
    return points[turn % 2 == 0]


def corners_of(path) -> np.ndarray | None:
    """The points of a path that is one straight line, or closed with four corners; None for any other."""
    corners, codes = path.vertices, path.codes
    if codes is not None and len(codes) and codes[-1] == Path.CLOSEPOLY and (codes[1:-1] == Path.LINETO).all():
        # The last vertex says nothing, and the one before may be the first again.
        corners = corners[:-1]
        if len(corners) == 5 and np.array_equal(corners[0], corners[-1]):
            corners = corners[:-1]
        corners, codes = np.concatenate([corners, corners[:1]]), None
    return corners if len(corners) == 2 or (len(corners) == 5 and codes is None) else None


def is_rectilinear(points: np.ndarray, shortest: float) -> bool:
    """Whether all pieces run straight across or down, the longest over at least `shortest` cells."""
    if not np.isfinite(points).all():
        return False
    lengths = np.abs(np.diff(points, axis=0))
    if (lengths.min(1) >= 1e-4).any():
        return False
    return bool((lengths / (DOTS_ACROSS, DOTS_DOWN)).max() >= shortest)


def is_thin(path, transform) -> bool:
    """Whether a shape other than a line or a rectangle is on average less than two dots wide."""
    if not 3 <= len(path.vertices) <= _MOST_CORNERS or corners_of(path) is not None:
        return False
    area = around = 0.0
    for polygon in path.to_polygons(transform):
        sides = np.diff(polygon, axis=0)
        around += np.hypot(*sides.T).sum()
        area += abs(polygon[:-1, 0] @ sides[:, 1] - polygon[:-1, 1] @ sides[:, 0]) / 2
    return 0 < 2 * area < 2 * around


def widened(transform, extents):
    """The transform, changed so that a shape thinner than a dot covers one: a bar among thousands is still seen.

    Args:
        transform: from the shape to dots
        extents: of the transformed shape
    """
    for across, low, size, other in ((True, extents.x0, extents.width, extents.height),
                                     (False, extents.y0, extents.height, extents.width)):  # fmt: skip
        if 0 < size < 1 <= other:
            factors, place = ((1 / size, 1), (np.floor(low), 0)) if across else ((1, 1 / size), (0, np.floor(low)))
            origin = (low, 0) if across else (0, low)
            return transform + Affine2D().translate(-origin[0], -origin[1]).scale(*factors).translate(*place)
    return transform

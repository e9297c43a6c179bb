"""Polylines as dots, one dot wide. Agg's own one-pixel strokes cover two dots and come out twice as heavy."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

__all__ = ["sample", "segments_of"]

# From so many points on, a curve is thinned: 200 000 take 2 s to sample, and 10 ms to thin.
_MANY = 4000


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

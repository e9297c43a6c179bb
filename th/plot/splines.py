"""The smooth lines of gnuplot: through the points (`csplines`), or near them (`acsplines`)."""

from __future__ import annotations

import numpy as np

__all__ = ["natural_spline", "smoothing_spline"]

_SAMPLES = 300


def _second_derivatives(x: np.ndarray, y: np.ndarray, stiffness: float) -> tuple[np.ndarray, np.ndarray]:
    """Second derivatives at the inner points, and the values there, of the (smoothing) natural spline.

    Reinsch, Smoothing by spline functions, 1967: (R + stiffness Q'Q) gamma = Q'y, values = y - stiffness Q gamma.
    """
    count = len(x)
    step = np.diff(x)
    inner = np.arange(count - 2)
    differences = np.zeros((count, count - 2))
    differences[inner, inner] = 1 / step[:-1]
    differences[inner + 1, inner] = -1 / step[:-1] - 1 / step[1:]
    differences[inner + 2, inner] = 1 / step[1:]
    weights = np.diag((step[:-1] + step[1:]) / 3)
    weights += np.diag(step[1:-1] / 6, 1) + np.diag(step[1:-1] / 6, -1)
    gamma = np.linalg.solve(weights + stiffness * differences.T @ differences, differences.T @ y)
    return np.r_[0.0, gamma, 0.0], y - stiffness * differences @ gamma


def _sampled(x: np.ndarray, values: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at = np.linspace(x[0], x[-1], max(_SAMPLES, 3 * len(x)))
    piece = np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2)
    step = np.diff(x)[piece]
    right = (at - x[piece]) / step
    left = 1 - right
    bend = (left**3 - left) * second[piece] + (right**3 - right) * second[piece + 1]
    return at, left * values[piece] + right * values[piece + 1] + bend * step**2 / 6


def _thinned(x: np.ndarray, y: np.ndarray, most: int = 1000):
    """The solver is dense: a thousand points bend as much as a screen can show."""
    if len(x) <= most:
        return x, y
    groups = np.array_split(np.arange(len(x)), most)
    return np.array([x[one].mean() for one in groups]), np.array([y[one].mean() for one in groups])


def natural_spline(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of the natural cubic spline through (x, y), x ascending."""
    return smoothing_spline(x, y, np.inf)


def smoothing_spline(x: np.ndarray, y: np.ndarray, weight: float) -> tuple[np.ndarray, np.ndarray]:
    """Points of the smoothing spline; the larger the weight, the closer it keeps to the points."""
    x, y = _thinned(x, y)
    if len(x) < 3:
        return x, y
    stiffness = 0.0 if np.isinf(weight) else 1.0 / max(weight, 1e-12)
    second, values = _second_derivatives(x, y, stiffness)
    return _sampled(x, values, second)

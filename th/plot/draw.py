"""Curves, surfaces and matrices become artists on matplotlib Axes: the only place that knows artists."""

from __future__ import annotations

import numpy as np

from th.plot.spec import Curve, Surface
from th.plot.styles import COLOURS

__all__ = ["draw_curves", "draw_matrix", "draw_points3", "draw_surfaces"]

# Up to this many points a line shows them too, as gnuplot's `linespoints` does.
_FEW_POINTS = 40
# From this many bars on, their gaps and edges cannot be seen.
_MANY_BARS = 30


def draw_curves(axes, curves: list[Curve], **options) -> None:
    """Draw curves; a legend if any has a label. `options` go to matplotlib for each of them."""
    for curve in curves:
        merged = {**(curve.style.rest or {}), **options}
        merged.setdefault("label", curve.label or None)
        _DRAWERS[curve.style.kind](axes, curve, merged)
    if axes.get_legend_handles_labels()[1]:
        axes.legend()


def _line(axes, curve: Curve, options: dict) -> None:
    axes.plot(curve.x, curve.y, **options)


def _default(axes, curve: Curve, options: dict) -> None:
    if len(curve.x) <= _FEW_POINTS:
        options.setdefault("marker", "o")
        options.setdefault("markersize", 4)
    axes.plot(curve.x, curve.y, **options)


def _linespoints(axes, curve: Curve, options: dict) -> None:
    options.setdefault("marker", "o")
    options.setdefault("markersize", 4)
    axes.plot(curve.x, curve.y, **options)


def _points(axes, curve: Curve, options: dict) -> None:
    options.setdefault("marker", "+")
    axes.plot(curve.x, curve.y, linestyle="none", **options)


def _dots(axes, curve: Curve, options: dict) -> None:
    axes.plot(curve.x, curve.y, linestyle="none", marker=".", markersize=2, **options)


def _boxes(axes, curve: Curve, options: dict) -> None:
    order = np.argsort(curve.x)
    x, y = curve.x[order], curve.y[order]
    steps = np.diff(x)
    steps = steps[steps > 0]
    width = float(steps.min()) if len(steps) else 1.0
    options.pop("marker", None)
    options.setdefault("color", axes._get_lines.get_next_color())
    if len(x) > _MANY_BARS and np.allclose(np.diff(x), width, rtol=1e-3):
        # One outline in place of a rectangle a bar: 50 of those cost 30 ms.
        axes.stairs(y, np.r_[x - width / 2, x[-1] + width / 2], fill=True, **options)
    else:
        axes.bar(x, y, width=width, **options)


def _finite(curve: Curve):
    """Points in the order of x, one for each x, as splines need them."""
    keep = np.isfinite(curve.x) & np.isfinite(curve.y)
    x, inverse = np.unique(curve.x[keep], return_inverse=True)
    y = np.bincount(inverse.ravel(), curve.y[keep]) / np.bincount(inverse.ravel())
    return x.astype(float), y


def _spline(axes, curve: Curve, options: dict) -> None:
    from th.plot.splines import natural_spline

    x, y = _finite(curve)
    axes.plot(*natural_spline(x, y), **options)


def _smooth(axes, curve: Curve, options: dict) -> None:
    from th.plot.splines import smoothing_spline

    x, y = _finite(curve)
    axes.plot(*smoothing_spline(x, y, curve.style.weight), **options)


def _vectors(axes, curve: Curve, options: dict) -> None:
    options = {name: value for name, value in options.items() if name in ("color", "label", "alpha")}
    options.setdefault("color", axes._get_lines.get_next_color())
    axes.quiver(curve.x, curve.y, curve.dx, curve.dy, angles="xy", scale_units="xy", scale=1, **options)
    # quiver looks at the tails only: the heads are to be seen too.
    axes.update_datalim(np.column_stack([curve.x + curve.dx, curve.y + curve.dy]))
    axes.autoscale_view()


def _steps(axes, curve: Curve, options: dict) -> None:
    axes.step(curve.x, curve.y, where="post", **options)


def _impulses(axes, curve: Curve, options: dict) -> None:
    options.setdefault("color", axes._get_lines.get_next_color())
    axes.vlines(curve.x, 0, curve.y, **options)


def _band(axes, curve: Curve, options: dict) -> None:
    lower = np.zeros_like(curve.y) if curve.lower is None else curve.lower
    options.setdefault("color", axes._get_lines.get_next_color())
    options.setdefault("alpha", 0.5)
    axes.fill_between(curve.x, lower, curve.y, **options)


def _errorbars(axes, curve: Curve, options: dict) -> None:
    options.setdefault("capsize", 3)
    axes.errorbar(curve.x, curve.y, yerr=curve.error, **options)


def _matplotlib(axes, curve: Curve, options: dict) -> None:
    axes.plot(curve.x, curve.y, curve.style.text, **options)


_DRAWERS = {
    "": _default,
    "band": _band,
    "boxes": _boxes,
    "dots": _dots,
    "errorbars": _errorbars,
    "impulses": _impulses,
    "line": _line,
    "linespoints": _linespoints,
    "matplotlib": _matplotlib,
    "points": _points,
    "smooth": _smooth,
    "spline": _spline,
    "steps": _steps,
    "vectors": _vectors,
}


def draw_matrix(axes, matrix: np.ndarray, palette: str, **options) -> None:
    """A matrix as coloured squares, first row on top, with its colour scale."""
    options.setdefault("aspect", "auto")
    image = axes.imshow(matrix, cmap=palette, interpolation="nearest", **options)
    axes.figure.colorbar(image, ax=axes)


def draw_surfaces(axes, surfaces: list[Surface], **options) -> None:
    """Surfaces over x and y, with contour lines below the first, as gnuplot's `contour base`."""
    for number, surface in enumerate(surfaces):
        if len(surfaces) == 1:
            options.setdefault("cmap", "viridis")
        else:
            options["color"] = COLOURS[number % len(COLOURS)]
        axes.plot_surface(surface.x, surface.y, surface.z, label=surface.label or None, **options)
    if any(surface.label for surface in surfaces):
        axes.legend()


def draw_points3(axes, clouds: list[Surface], **options) -> None:
    """Points in space."""
    for number, cloud in enumerate(clouds):
        colour = options.get("color") or options.get("c")
        chosen = {} if colour is not None else {"color": COLOURS[number % len(COLOURS)]}
        axes.scatter(cloud.x, cloud.y, cloud.z, label=cloud.label or None, **chosen, **options)
    if any(cloud.label for cloud in clouds):
        axes.legend()

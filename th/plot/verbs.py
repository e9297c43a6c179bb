"""Torch7's `gnuplot` functions: what draws."""

from __future__ import annotations

from th.errors import ArgumentError
from th.plot import figures, spec
from th.plot.decimate import decimated_matrix
from th.plot.draw import draw_curves, draw_matrix, draw_points3, draw_surfaces
from th.plot.histogram import Histogram, histogram_of

__all__ = ["bar", "hist", "histc", "imagesc", "plot", "scatter3", "splot"]


def plot(*arguments, **options):
    """Draw curves in the current figure.

    Args:
        arguments: `[label,] y [, format]` or `[label,] x, y [, format]`, or several such lists. y alone is drawn over
            1, 2, 3, ...; of a matrix the first column is x and each other column is a curve.
            Formats: '.' dots, '+' points, '-' lines, '+-' both, '|' boxes, '~' a smooth line through the points,
            '~0.5' one near them, 'v' arrows; gnuplot's 'with lines lw 3'; or matplotlib's, such as 'r--'
        options: what matplotlib's `Axes.plot` takes, for all curves: color='red', linewidth=2, alpha=0.5
    Returns:
        Figure: shown at the end of the statement
    Example:
        >>> x = torch.linspace(0, 6, 100)
        >>> figure = plot.plot(['sin', x, x.sin(), '-'], ['cos', x, x.cos(), '~'])
    """
    curves = spec.curves(*arguments)
    draw_curves(figures.begin(), curves, **options)
    return figures.mark()


def bar(*arguments, **options):
    """Draw bars: `bar([label,] y)` or `bar([label,] x, y)`, or several such lists.

    Example:
        >>> figure = plot.bar('votes', torch.tensor([3., 5., 2.]))
        >>> len(figure.axes[0].patches)
        3
    """
    curves = spec.curves(*arguments)
    for curve in curves:
        curve.style.kind = "boxes"
    draw_curves(figures.begin(), curves, **options)
    return figures.mark()


def histc(tensor, bins=None, min=None, max=None) -> Histogram:
    """Count the values of a tensor in bins; `print` draws the result in characters.

    Args:
        tensor: any shape
        bins (int): 72 by default
        min, max (float): the ends; by default the least and the largest value
    Example:
        >>> plot.histc(torch.tensor([1., 2., 2., 3.]), 3)
        <Histogram of 4 values from 1 to 3 in 3 bins of 0.666667>
        >>> plot.histc(torch.tensor([1., 2., 2., 3.]), 3)[1].nb
        2
    """
    return histogram_of(tensor, bins, min, max)


def hist(tensor, bins=None, min=None, max=None, **options) -> Histogram:
    """Draw the histogram of a tensor's values; returns the counts, as `histc` does.

    Example:
        >>> counted = plot.hist(torch.tensor([1., 2., 2., 3.]), 3)
        >>> counted.raw
        tensor([1., 2., 1.], dtype=torch.float64)
    """
    counted = histogram_of(tensor, bins, min, max)
    curve = spec.Curve(counted.centres, counted._counts, "", spec.parse_style("|"))
    axes = figures.begin()
    draw_curves(axes, [curve], **options)
    # Room at both sides would look like empty bins.
    axes.set_xlim(counted.min, counted.max)
    figures.mark().th_value = counted
    return counted


def imagesc(x, palette="gray", **options):
    """Draw a matrix as an image, first row on top, least value dark and largest bright.

    Args:
        x (rows, columns): the matrix
        palette (str): 'gray', 'color', or any of matplotlib's colour maps, such as 'viridis'
        options: what matplotlib's `imshow` takes: vmin=0, vmax=1, aspect='equal'
    Example:
        >>> figure = plot.imagesc(torch.eye(5), 'color')
        >>> len(figure.axes)  # the matrix and its scale
        2
    """
    small, edges = decimated_matrix(x)
    values = spec.matrix(small)
    if edges is not None:
        options.setdefault("extent", edges)
    draw_matrix(figures.begin(), values, _colour_map(palette), **options)
    return figures.mark()


def _colour_map(palette: str) -> str:
    """gnuplot's names for palettes, and matplotlib's."""
    from matplotlib import colormaps

    name = {"color": "turbo", "grey": "gray"}.get(palette, palette)
    if name not in colormaps:
        raise ArgumentError(f"`palette` (={palette!r}) must be 'gray', 'color' or a colour map such as 'viridis'.")
    return name


def splot(*arguments, **options):
    """Draw surfaces: `splot([label,] z)` or `splot([label,] x, y, z)`, all matrices, or several such lists.

    Example:
        >>> x, y = torch.meshgrid(torch.linspace(-1, 1, 9), torch.linspace(-1, 1, 9), indexing='ij')
        >>> figure = plot.splot('bowl', x, y, x ** 2 + y ** 2)
    """
    surfaces = spec.surfaces(*arguments)
    draw_surfaces(figures.begin("3d"), surfaces, **options)
    return figures.mark()


def scatter3(*arguments, **options):
    """Draw points in space: `scatter3([label,] x, y, z)`, or several such lists.

    Example:
        >>> figure = plot.scatter3(torch.rand(50), torch.rand(50), torch.rand(50))
        >>> figure.axes[0].name
        '3d'
    """
    clouds = spec.points3(*arguments)
    draw_points3(figures.begin("3d"), clouds, **options)
    return figures.mark()

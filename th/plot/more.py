"""What people ask for beyond gnuplot: several plots in a figure, error bars, scatter, confusion, weights, networks."""

from __future__ import annotations

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import is_remote, numeric
from th.plot import figures, pending, spec
from th.plot.draw import draw_curves

__all__ = ["confusion", "errorbar", "filters", "scatter", "subplot", "weights"]

# Numbers in the squares of a confusion matrix are legible up to so many classes.
_MOST_NUMBERED = 20


def subplot(rows, columns=None, n=None):
    """Choose a place in a grid; the next plot is drawn there.

    Args:
        rows, columns (int): the size of the grid
        n (int): the place, counted from 1, row by row
    Example:
        >>> left = plot.subplot(1, 2, 1); figure = plot.plot(torch.rand(50))
        >>> right = plot.subplot(1, 2, 2); figure = plot.hist(torch.randn(500))
    """
    if columns is None and n is None and 111 <= rows <= 999:
        rows, columns, n = (int(digit) for digit in str(rows))
    if columns is None or n is None or rows < 1 or columns < 1 or not 1 <= n <= rows * columns:
        raise ArgumentError(f"(`rows`, `columns`, `n`) (={rows}, {columns}, {n}) must be a grid and a place in it, from 1.")
    figure = figures.current()
    if figure.th_place is None or figure.th_place[:2] != (rows, columns):
        pending.show_pending()
        figure.clear()
    figure.th_place = (rows, columns, n)
    figure.th_axes = next((one for one in figure.axes if getattr(one, "th_place", None) == figure.th_place), None)
    return figure


def errorbar(*arguments, xerr=None, **options):
    """Draw points with error bars: `errorbar([label,] y, error)` or `errorbar([label,] x, y, error)`.

    Args:
        arguments: label, values and half the length of the bars
        xerr: half the length of bars along x
        options: what matplotlib's `errorbar` takes
    Example:
        >>> figure = plot.errorbar('mean', torch.tensor([1., 2., 1.5]), torch.tensor([0.1, 0.2, 0.1]))
        >>> figure.axes[0].get_legend().get_texts()[0].get_text()
        'mean'
    """
    rest = list(arguments)
    label = rest.pop(0) if rest and isinstance(rest[0], str) else None
    if not 2 <= len(rest) <= 3:
        raise ArgumentError("the arguments must be errorbar([label,] y, error) or errorbar([label,] x, y, error).")
    arrays = [numeric(one, name) for one, name in zip(rest[::-1], ("error", "y", "x"))][::-1]
    if any(one.ndim != 1 or one.shape != arrays[0].shape or not one.size for one in arrays):
        shapes = ", ".join(str(one.shape) for one in arrays)
        raise ShapeError(f"the values (shapes {shapes}) must be 1-D, of one length above 0.")
    for one, name in zip(arrays[::-1], ("error", "y", "x")):
        spec.check_finite(one, name)
    x = arrays[0] if len(arrays) == 3 else np.arange(1, len(arrays[0]) + 1)
    axes = figures.begin()
    settings = {"capsize": 3, "marker": "o", "markersize": 4, **options}
    axes.errorbar(x, arrays[-2], yerr=arrays[-1], xerr=None if xerr is None else numeric(xerr), label=label, **settings)
    if label:
        axes.legend()
    return figures.mark()


def scatter(*arguments, **options):
    """Draw points: `scatter([label,] x, y)`, or several such lists; options as for matplotlib's `scatter`.

    Example:
        >>> figure = plot.scatter('points', torch.randn(50), torch.randn(50))
    """
    # A colour or a size of each point needs all points.
    curves = spec.curves(*arguments, thin=not {"c", "s"} & set(options), default="+")
    if not {"c", "s"} & set(options):
        for curve in curves:
            curve.style = spec.parse_style("points")
        draw_curves(figures.begin(), curves, **{"marker": "o", **options})
        return figures.mark()
    axes = figures.begin()
    options = {name: numeric(value, name) if hasattr(value, "shape") else value for name, value in options.items()}
    for curve in curves:
        axes.scatter(curve.x, curve.y, label=curve.label or None, **options)
    return figures.mark()


def confusion(matrix, classes=None, *, normalize=False):
    """Draw a confusion matrix: the true classes down, the predicted across.

    Args:
        matrix (n, n): counts; anything with a `.mat`, such as `optim.ConfusionMatrix`, does too
        classes: n names; by default 0, 1, 2, ...
        normalize (bool): shares of each row instead of counts
    Example:
        >>> figure = plot.confusion(torch.tensor([[30, 2], [1, 40]]), ['cat', 'dog'])
        >>> figure.axes[0].get_title()
        '95.9% of 73 right'
    """
    values = spec.matrix(getattr(matrix, "mat", matrix), "matrix").astype(float)
    if values.shape[0] != values.shape[1]:
        raise ShapeError(f"`matrix` (shape {values.shape}) must be square.")
    classes = getattr(matrix, "classes", None) if classes is None else classes
    names = [str(one) for one in (range(len(values)) if classes is None else classes)]
    if len(names) != len(values):
        raise ArgumentError(f"`classes` ({len(names)} names) must have one name for each of {len(values)} rows.")
    shares = values / np.maximum(values.sum(1, keepdims=True), 1e-12)
    axes = figures.begin()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    right = np.trace(values) / max(values.sum(), 1e-12)
    axes.set_title(f"{right:.1%} of {values.sum():g} right")
    if len(names) <= _MOST_NUMBERED:
        for (row, column), share in np.ndenumerate(shares):
            text = f"{share:.0%}" if normalize else f"{values[row, column]:g}"
            axes.text(column, row, text, ha="center", va="center", color="white" if share > 0.5 else "black")
    return figures.mark()


def _weight_of(layer):
    """The weights of a layer, or a tensor itself; an array, but a tensor where it is on a device."""
    weight = getattr(layer, "weight", None)
    if weight is None and not hasattr(layer, "shape"):
        raise ArgumentError(f"`layer` (a {type(layer).__name__}) must have a weight, or be a tensor.")
    weight = layer if weight is None else weight
    values = weight.detach() if is_remote(weight) else numeric(weight, "weight")
    if 0 in values.shape:
        raise ShapeError(f"`weight` (shape {values.shape}) must not be empty.")
    return values


def weights(layer, bins=None):
    """Draw the weights of a layer: as a matrix where there are two dimensions or more, else as a histogram.

    Args:
        layer: a module with a `weight`, or a tensor
        bins (int): draw a histogram of so many bins instead
    Example:
        >>> figure = plot.weights(nn.Linear(8, 4))
    """
    values = _weight_of(layer)
    if values.ndim < 2 or bins is not None:
        from th.plot.verbs import hist

        hist(values, bins)
        return figures.current()
    from th.plot.verbs import imagesc

    limit = max(float(values.max()), -float(values.min())) or 1.0
    # Zero is the middle of the scale.
    return imagesc(values.reshape(len(values), -1), "RdBu_r", vmin=-limit, vmax=limit)


def filters(layer, nrow=8, padding=1):
    """Show the filters of a convolution as pictures, at once: of three channels in colour, else one plane each.

    Args:
        layer: a module with a `weight` of four dimensions, or a tensor
        nrow (int): filters in a row
        padding (int): pixels between them
    Example:
        >>> handle = plot.filters(nn.Conv2d(1, 8, 5))  # doctest: +SKIP
    """
    from th.image import display

    values = _weight_of(layer)
    if values.ndim != 4:
        raise ShapeError(f"`weight` (shape {values.shape}) must have four dimensions. See plot.weights for others.")
    if values.shape[1] not in (1, 3):
        values = values.reshape(-1, 1, *values.shape[2:])
    return display(values, nrow=nrow, padding=padding, symm=True)

"""Torch7's `gnuplot` functions: labels, axes, legends, files, and what gnuplot had and we explain."""

from __future__ import annotations

from th.errors import ArgumentError, NotAvailableError
from th.image.arrays import is_tensor, numeric
from th.plot import figures
from th.screen.file import checked_path, save_figure

__all__ = [
    "axis",
    "epsfigure",
    "figprint",
    "grid",
    "logscale",
    "movelegend",
    "pdffigure",
    "plotflush",
    "pngfigure",
    "raw",
    "setgnuplotexe",
    "setterm",
    "svgfigure",
    "title",
    "xlabel",
    "ylabel",
    "zlabel",
]

# figprint's size in Torch7.
_PRINT_SIZE = (1024, 768)


def title(label):
    """Write a title above the current plot.

    Example:
        >>> figure = plot.plot(torch.rand(9)); figure = plot.title(r'Loss, $x^2$')
    """
    figures.current_axes().set_title(str(label))
    return figures.mark()


def xlabel(label):
    """Name the x axis of the current plot.

    Example:
        >>> figure = plot.plot(torch.rand(9))
        >>> plot.xlabel('step').axes[0].get_xlabel()
        'step'
    """
    figures.current_axes().set_xlabel(str(label))
    return figures.mark()


def ylabel(label):
    """Name the y axis of the current plot.

    Example:
        >>> figure = plot.plot(torch.rand(9))
        >>> plot.ylabel('loss').axes[0].get_ylabel()
        'loss'
    """
    figures.current_axes().set_ylabel(str(label))
    return figures.mark()


def zlabel(label):
    """Name the z axis of the current plot, which must be one of `splot` or `scatter3`.

    Example:
        >>> figure = plot.splot(torch.rand(5, 5))
        >>> plot.zlabel('height').axes[0].get_zlabel()
        'height'
    """
    axes = figures.current_axes()
    if not hasattr(axes, "set_zlabel"):
        raise ArgumentError("zlabel must follow splot or scatter3: the current plot has no z axis.")
    axes.set_zlabel(str(label))
    return figures.mark()


def grid(toggle=True):
    """Draw grid lines, or take them away with False.

    Example:
        >>> figure = plot.plot(torch.rand(9)); figure = plot.grid()
        >>> figure = plot.grid(False)
    """
    if isinstance(toggle, str):
        raise ArgumentError(f"`toggle` (={toggle!r}) must be True or False.")
    figures.current_axes().grid(bool(toggle))
    return figures.mark()


def movelegend(horizontal, vertical):
    """Move the legend: 'left', 'center' or 'right', and 'top', 'middle' or 'bottom'.

    Example:
        >>> figure = plot.plot(['a', torch.rand(9)], ['b', torch.rand(9)])
        >>> figure = plot.movelegend('left', 'bottom')
    """
    across = {"left": "left", "right": "right", "center": "center"}
    down = {"top": "upper", "bottom": "lower", "middle": "center"}
    if horizontal not in across:
        raise ArgumentError(f"`horizontal` (={horizontal!r}) must be 'left', 'center' or 'right'.")
    if vertical not in down:
        raise ArgumentError(f"`vertical` (={vertical!r}) must be 'top', 'middle' or 'bottom'.")
    axes = figures.current_axes()
    if not axes.get_legend_handles_labels()[1]:
        raise ArgumentError("movelegend must follow a plot with labels, such as plot('loss', y).")
    place = f"{down[vertical]} {across[horizontal]}"
    axes.legend(loc="center" if place == "center center" else place)
    return figures.mark()


def axis(axis):
    """Say what the axes show.

    Args:
        axis: 'auto' for all data; 'image' or 'equal' for one scale on both axes; 'fill' for the whole width; or
            [xmin, xmax, ymin, ymax], with '' or None to keep one as it is
    Example:
        >>> figure = plot.plot(torch.rand(9))
        >>> figure = plot.axis([0, 10, -1, 2])
        >>> figure.axes[0].get_xlim() == (0, 10)
        True
    """
    axes = figures.current_axes()
    if isinstance(axis, str):
        if axis not in ("auto", "image", "equal", "fill"):
            raise ArgumentError(f"`axis` (={axis!r}) must be 'auto', 'image', 'equal', 'fill' or four limits.")
        axes.set_aspect("equal" if axis in ("image", "equal") else "auto")
        if axis == "auto":
            axes.autoscale(True)
            axes.relim()
            axes.autoscale_view()
        return figures.mark()
    if isinstance(axis, (set, frozenset)):
        raise ArgumentError(f"`axis` (={axis!r}) must be a list: a set has no order. Type [xmin, xmax, ymin, ymax].")
    limits = list(numeric(axis, "axis")) if is_tensor(axis) else list(axis)
    if len(limits) != 4:
        raise ArgumentError(f"`axis` (={axis!r}) must have four limits: [xmin, xmax, ymin, ymax].")
    low_x, high_x, low_y, high_y = (None if one in ("", None) else float(one) for one in limits)
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    return figures.mark()


def logscale(toggle=True, axis="y"):
    """Use a logarithmic scale, or a linear one with False.

    Args:
        toggle (bool): whether
        axis (str): 'y' (as in Torch7), 'x' or 'xy'
    Example:
        >>> figure = plot.plot(torch.logspace(0, 4, 20)); figure = plot.logscale()
        >>> figure.axes[0].get_yscale()
        'log'
        >>> plot.logscale(axis='x').axes[0].get_xscale()
        'log'
    """
    if isinstance(toggle, str):
        raise ArgumentError(f"`toggle` (={toggle!r}) must be True or False. For an axis: logscale(axis={toggle!r}).")
    if axis not in ("x", "y", "xy", "yx"):
        raise ArgumentError(f"`axis` (={axis!r}) must be 'x', 'y' or 'xy'.")
    axes = figures.current_axes()
    scale = "log" if toggle else "linear"
    if "x" in axis:
        axes.set_xscale(scale)
    if "y" in axis:
        axes.set_yscale(scale)
    return figures.mark()


def _file_figure(filename, n, suffix: str):
    path = checked_path(filename)
    if path.suffix.lower() != suffix:
        path = path.with_name(path.name + suffix)
    return figures.written_figure(path, n)


def pngfigure(filename, n=None):
    """Make a figure (or take figure n) whose plots go to a PNG file, written by `plotflush` or `close`.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> figure = plot.pngfigure(path); figure = plot.plot(torch.rand(9))
        >>> plot.plotflush().name
        'picture.png'
    """
    return _file_figure(filename, n, ".png")


def pdffigure(filename, n=None):
    """As `pngfigure`, for PDF.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.pdf')
        >>> figure = plot.pdffigure(path); figure = plot.plot(torch.rand(9))
        >>> plot.plotflush().name
        'picture.pdf'
    """
    return _file_figure(filename, n, ".pdf")


def svgfigure(filename, n=None):
    """As `pngfigure`, for SVG.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.svg')
        >>> figure = plot.svgfigure(path); figure = plot.plot(torch.rand(9))
        >>> plot.plotflush().name
        'picture.svg'
    """
    return _file_figure(filename, n, ".svg")


def epsfigure(filename, n=None):
    """As `pngfigure`, for EPS.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.eps')
        >>> figure = plot.epsfigure(path); figure = plot.plot(torch.rand(9))
        >>> plot.plotflush().name
        'picture.eps'
    """
    return _file_figure(filename, n, ".eps")


def plotflush(n=None):
    """Write the file of the current figure, or of figure n; show the figure if it has none.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.svg')
        >>> figure = plot.svgfigure(path); figure = plot.plot(torch.rand(9))
        >>> plot.plotflush().suffix
        '.svg'
    """
    return figures.flush(n)


def figprint(filename):
    """Write the current figure to a file; the suffix says how: png (1024 x 768), pdf, svg, eps, jpg or txt.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> figure = plot.plot(torch.rand(9))
        >>> plot.figprint(path).name
        'picture.png'
    """
    figure = figures.current()
    path = checked_path(filename)
    size = _PRINT_SIZE if path.suffix.lower() in (".png", ".jpg", ".jpeg") else None
    return save_figure(figure, path, size=size)


def raw(command):
    """gnuplot's own commands, which there is no gnuplot here to understand.

    Example:
        >>> plot.raw('set xtics 2')  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        th.errors.NotAvailableError: raw (='set xtics 2') must be said in matplot...
    """
    raise NotAvailableError(
        f"raw (={str(command)!r}) must be said in matplotlib's words: plots are matplotlib Figures here. "
        "Type ax = plot.figure(1).gca() and, for 'set xtics 5' say, ax.set_xticks(range(0, 50, 5))."
    )


def setterm(term):
    """gnuplot's terminals; here the screens of `plot.screen`.

    Example:
        >>> plot.setterm('x11')  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        th.errors.NotAvailableError: setterm (='x11') must be plot.screen: type p...
    """
    raise NotAvailableError(
        f"setterm (={term!r}) must be plot.screen: type plot.screen('window'), 'cells', 'kitty', 'sixel' or 'file'."
    )


def setgnuplotexe(exe):
    """Where gnuplot is; it is not needed here.

    Example:
        >>> plot.setgnuplotexe('/usr/bin/gnuplot')  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        th.errors.NotAvailableError: setgnuplotexe (='/usr/bin/gnuplot') must not...
    """
    raise NotAvailableError(f"setgnuplotexe (={str(exe)!r}) must not be called: plots need no gnuplot program here.")

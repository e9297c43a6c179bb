"""`itorch.Plot()`: iTorch's chainable plots, drawn by matplotlib instead of a script from the web."""

from __future__ import annotations

import base64

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image import colormap
from th.image.arrays import numeric
from th.plot.histogram import histogram_of
from th.screen import Handle, choose
from th.screen.file import save_figure, written_whole, checked_path

__all__ = ["Plot"]

_GROUPS = 10


def _same_length(**values) -> list[np.ndarray]:
    """1-D arrays of one length; an error that names them otherwise."""
    arrays = [np.atleast_1d(numeric(value, name)) for name, value in values.items()]
    if any(one.ndim != 1 or len(one) != len(arrays[0]) or not one.size for one in arrays):
        shapes = ", ".join(f"`{name}` {one.shape}" for name, one in zip(values, arrays))
        raise ShapeError(f"{shapes} must be 1-D, of one length above 0.")
    return arrays


class Plot:
    """A plot that is built by a chain of calls, each of which returns the plot.

    Example:
        >>> x = torch.rand(20)
        >>> chart = itorch.Plot().circle(x, 2 * x, 'red', 'points').line(x, x + x, 'blue', 'fit').legend(True).title('Fit')
        >>> chart.draw()  # doctest: +SKIP
    """

    def __init__(self):
        from th.plot.figure_class import Figure  # with matplotlib: 250 ms

        self.figure = Figure()
        self._axes = self.figure.add_subplot()
        self._handle = Handle()

    def circle(self, x, y, color="red", legend=None, *_more):
        """Points as circles."""
        return self._markers(x, y, color, legend, "o")

    def triangle(self, x, y, color="red", legend=None, *_more):
        """Points as triangles."""
        return self._markers(x, y, color, legend, "^")

    def _markers(self, x, y, color, legend, marker):
        x, y = _same_length(x=x, y=y)
        self._axes.plot(x, y, linestyle="none", marker=marker, color=color, label=legend)
        return self

    def line(self, x, y, color="red", legend=None, *_more):
        """A line through the points."""
        x, y = _same_length(x=x, y=y)
        self._axes.plot(x, y, color=color, label=legend)
        return self

    def segment(self, x0, y0, x1, y1, color="red", legend=None):
        """Straight pieces from (x0, y0) to (x1, y1)."""
        x0, y0, x1, y1 = _same_length(x0=x0, y0=y0, x1=x1, y1=y1)
        self._axes.plot(np.stack([x0, x1]), np.stack([y0, y1]), color=color)
        self._axes.lines[-1].set_label(legend)
        return self

    def quad(self, x0, y0, x1, y1, color="red", legend=None):
        """Filled rectangles from (x0, y0) to (x1, y1)."""
        x0, y0, x1, y1 = _same_length(x0=x0, y0=y0, x1=x1, y1=y1)
        self._axes.bar((x0 + x1) / 2, y1 - y0, width=np.abs(x1 - x0), bottom=y0, color=color, label=legend)
        return self

    def quiver(self, U, V, color="red", legend=None, scaling=1):
        """Arrows (U, V) on a grid."""
        u, v = numeric(U, "U"), numeric(V, "V")
        if u.ndim != 2 or u.shape != v.shape:
            raise ShapeError(f"`U` {u.shape} and `V` {v.shape} must be matrices of one shape.")
        y, x = np.mgrid[: u.shape[0], : u.shape[1]]
        settings = {"angles": "xy", "scale_units": "xy", "scale": 1 / scaling}
        self._axes.quiver(x, y, u, v, color=color, label=legend, **settings)
        return self

    def text(self, x, y, text, angle=0, color="black", size=None, align="left", baseline="bottom"):
        """Text at each point."""
        xs, ys = _same_length(x=x, y=y)
        words = [text] * len(xs) if isinstance(text, str) else list(text)
        if len(words) != len(xs):
            raise ArgumentError(f"`text` ({len(words)} texts) must have one text for each of {len(xs)} points.")
        down = {"middle": "center", "alphabetic": "baseline"}.get(baseline, baseline)
        for at_x, at_y, word in zip(xs, ys, words):
            settings = {"rotation": np.degrees(angle), "color": color, "ha": align, "va": down}
            self._axes.text(at_x, at_y, str(word), fontsize=size, **settings)
        self._axes.update_datalim(np.stack([xs, ys], 1))
        self._axes.autoscale_view()
        return self

    def gscatter(self, x, y, labels=None, legend=True):
        """Points in a colour for each label."""
        x, y = _same_length(x=x, y=y)
        groups = np.zeros(len(x), int) if labels is None else np.asarray(labels).ravel()
        if len(groups) != len(x):
            raise ShapeError(f"`labels` ({len(groups)}) must have one label for each of {len(x)} points.")
        colours = colormap(_GROUPS).numpy()
        for number, group in enumerate(np.unique(groups)):
            chosen = groups == group
            label = str(group) if legend and labels is not None else None
            self._axes.plot(x[chosen], y[chosen], "o", color=colours[number % _GROUPS], label=label)
        return self

    def histogram(self, x, nBins=100, min=None, max=None, color="red", legend=None):
        """The histogram of the values."""
        counted = histogram_of(x, nBins, min, max)
        self._axes.bar(counted.centres, counted.raw.numpy(), counted.binwidth, color=color, label=legend)
        return self

    hist = histogram

    def title(self, text):
        """A title above the plot."""
        self._axes.set_title(str(text))
        return self

    def xaxis(self, text):
        """Name the x axis."""
        self._axes.set_xlabel(str(text))
        return self

    def yaxis(self, text):
        """Name the y axis."""
        self._axes.set_ylabel(str(text))
        return self

    def legend(self, shown=True):
        """Show the legend, or take it away."""
        if shown and self._axes.get_legend_handles_labels()[1]:
            self._axes.legend()
        elif self._axes.get_legend() is not None:
            self._axes.get_legend().remove()
        return self

    def hover_tool(self, *_tips):
        """Bokeh's labels under the mouse; pictures have none, so this changes nothing."""
        return self

    def draw(self, window_id=None):
        """Show the plot; with what an earlier plot was, in its place."""
        if isinstance(window_id, Plot):
            self._handle = window_id._handle
        else:
            self._handle = Handle()
        return self.redraw()

    def redraw(self):
        """Show the plot again, in the place where it was drawn last."""
        self.figure.stale = False
        choose().show(self.figure, self._handle)
        return self

    def _ipython_display_(self) -> None:
        """As the value of a statement it is shown, unless it was drawn and has not changed since."""
        if self.figure.stale:
            self.draw()

    def __repr__(self) -> str:
        return "<th.plot.itorch.Plot>"

    def toHTML(self) -> str:
        """The plot as a page of HTML that needs nothing else."""
        return f"<!DOCTYPE html>\n<html><meta charset='utf-8'><body>{self.toTemplate()}</body></html>\n"

    def toTemplate(self) -> str:
        """The plot as a piece of HTML."""
        from th.screen.raster import figure_png

        data, width, height = figure_png(self.figure, 2)
        encoded = base64.b64encode(data).decode("ascii")
        return f"<img width='{width}' height='{height}' src='data:image/png;base64,{encoded}'>"

    def save(self, filename):
        """Write the plot: HTML if the name ends in .html, else by its suffix (png, pdf, svg, ...)."""
        path = checked_path(filename)
        if path.suffix.lower() not in (".html", ".htm"):
            save_figure(self.figure, path)
            return self
        with written_whole(path) as temporary, open(temporary, "w", encoding="utf-8") as file:
            file.write(self.toHTML())
        return self

"""`plot.live()`: a curve that grows while a network trains, redrawn in place."""

from __future__ import annotations

import time

from th.errors import ArgumentError
from th.image.arrays import numeric
from th.plot.pending import finish_later
from th.screen import Handle, can_replace, choose

__all__ = ["EVERY_IN_LOGS", "Live", "live"]

# Seconds between two drawings where they cannot replace each other, as in a log.
EVERY_IN_LOGS = 30.0


def live(*names, title="", xlabel="", ylabel="", logscale=False, every=0.1):
    """A plot that grows: call it with the newest values. What is printed in between stays above it.

    Args:
        names (str): of the curves
        title, xlabel, ylabel (str): as for other plots
        logscale (bool): a logarithmic y axis
        every (float): the least time between two drawings in seconds, and 0 draws each value; the last values are always
            drawn. Where a drawing cannot replace the last one, as in a log, there are 30 seconds between them
    Example:
        >>> with plot.live('loss', 'accuracy') as curve:  # doctest: +SKIP
        ...     for epoch in range(20):
        ...         curve(train(), test())
    """
    return Live(names, title=title, xlabel=xlabel, ylabel=ylabel, logscale=logscale, every=every)


def _number(value, name: str) -> float:
    values = numeric(value, name)
    if values.size != 1:
        raise ArgumentError(f"`{name}` (shape {values.shape}) must be one number.")
    return float(values.reshape(()))


class Live:
    """What `plot.live()` returns: call it to add a point, leave the `with` block to draw the last ones."""

    def __init__(self, names=(), *, title="", xlabel="", ylabel="", logscale=False, every=0.1):
        from th.plot.figure_class import Figure  # with matplotlib: 250 ms

        self.figure = Figure()
        self._axes = self.figure.add_subplot()
        self._axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
        self._axes.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        if logscale:
            self._axes.set_yscale("log")
        self._names = list(names)
        self._lines: list = []
        self._points: list[tuple[list, list]] = []
        self._handle = Handle()
        self._every = every
        self._drawn = 0.0
        if every > 0 and not can_replace():
            self._every, self._drawn = max(every, EVERY_IN_LOGS), time.monotonic()
        self._is_stale = False

    def __call__(self, *values, x=None, **named) -> None:
        """Add a point to each curve, by order or by name.

        Args:
            values: one number for each curve
            x (float): where; by default 1, 2, 3, ...
            named: more curves: `curve(loss=0.5, accuracy=0.9)`
        """
        if not values and not named:
            raise ArgumentError("no values: call with one number for each curve, such as curve(loss).")
        for place, value in enumerate(values):
            self._add(place, _number(value, f"value {place + 1}"), x)
        for name, value in named.items():
            if name not in self._names:
                self._names.append(name)
            self._add(self._names.index(name), _number(value, name), x)
        self._is_stale = True
        if time.monotonic() - self._drawn >= self._every:
            self.draw()
        else:
            finish_later(self)

    def _add(self, place: int, value: float, x) -> None:
        while len(self._lines) <= place:
            label = self._names[len(self._lines)] if len(self._lines) < len(self._names) else None
            self._lines.extend(self._axes.plot([], [], label=label))
            self._points.append(([], []))
            if any(self._names):
                self._axes.legend()
        xs, ys = self._points[place]
        xs.append(len(xs) + 1 if x is None else float(x))
        ys.append(value)

    def draw(self) -> None:
        """Draw what there is now, in place of the last drawing."""
        for line, (xs, ys) in zip(self._lines, self._points):
            line.set_data(xs, ys)
            # A line of one point would not be seen.
            line.set_marker("o" if len(xs) == 1 else "")
        self._axes.relim()
        self._axes.autoscale_view()
        choose().show(self.figure, self._handle)
        self._handle.keep_what_is_printed()
        self._drawn = time.monotonic()
        self._is_stale = False

    def __enter__(self):
        return self

    def finish(self) -> None:
        """Draw the last values, if they are not drawn yet."""
        if self._is_stale:
            self.draw()

    def __exit__(self, *_):
        self.finish()
        self._handle.unwatch()

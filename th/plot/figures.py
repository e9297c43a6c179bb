"""The figures of this session: which is current, which are still to be shown, which belong to a file."""

from __future__ import annotations

from pathlib import Path

from th.errors import ArgumentError
from th.plot import pending
from th.screen import choose
from th.screen.file import checked_path, save_figure

__all__ = [
    "begin", "close", "closeall", "current", "current_axes", "figure", "flush", "mark", "show", "written_figure",
]  # fmt: skip

_figures: dict[int, object] = {}
_state = {"current": None}


def _number(given) -> int | None:
    """The number of a figure, given by its number or itself."""
    if given is None:
        return None
    number = getattr(given, "number", given)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ArgumentError(f"figure (={given!r}) must be a number from 1 on, or what plot.figure() returned.")
    return number


def _new(number: int | None = None, **options):
    from th.plot.figure_class import Figure  # with matplotlib: 250 ms

    if number is None:
        number = max(_figures, default=0) + 1
    made = Figure(number=number, **options)
    _figures[number] = made
    return made


def figure(n=None, config=None, **options):
    """Make a figure, or make an earlier one current again.

    Args:
        n (int): which one; by default a new one
        config: Torch7's `{noraise=true}`; without effect, since no window is raised
        options: what matplotlib's Figure takes, such as figsize=(8, 3)
    Returns:
        Figure: a matplotlib Figure, with its number in `.number`
    Example:
        >>> first = plot.figure(1); second = plot.figure(2, figsize=(8, 3))
        >>> plot.figure(1) is first
        True
    """
    number = _number(n)
    made = _figures.get(number) if number is not None else None
    if made is None:
        made = _new(number, **options)
    elif options:
        raise ArgumentError(f"`options` ({', '.join(options)}) must be given when figure {number} is made, not later.")
    _state["current"] = made.number
    return made


def current():
    """The current figure; one is made if there is none."""
    known = _figures.get(_state["current"])
    return known if known is not None else figure()


def mark(figure=None):
    """Note that the figure, or the current one, has changed and is to be shown; returns it."""
    return pending.add(current() if figure is None else figure)


def current_axes(projection: str | None = None):
    """The axes that verbs work on: the current figure's last, or new ones that fill it."""
    figure = current()
    axes = figure.th_axes
    if axes is None:
        axes = figure.add_subplot(projection=projection)
        figure.th_axes = axes
    return axes


def begin(projection: str | None = None):
    """Empty axes for a new plot: what was there is shown first if it has not been seen."""
    figure = current()
    place = figure.th_place
    if pending.is_pending(figure) and place is None:
        pending.show_pending()
    if place is None:
        figure.clear()
        axes = figure.add_subplot(projection=projection)
    else:
        if figure.th_axes is not None and figure.th_axes in figure.axes:
            figure.th_axes.remove()
        axes = figure.add_subplot(*place, projection=projection)
        axes.th_place = place
    figure.th_axes = axes
    return axes


def show(figure=None) -> None:
    """Show the current figure (or the given one) now, also when it has not changed.

    Example:
        >>> figure = plot.plot(torch.rand(9))
        >>> plot.show()  # doctest: +SKIP
    """
    figure = current() if figure is None else figure
    pending.forget_pending(figure)
    choose().show(figure)


def written_figure(path, n=None):
    """A figure that belongs to a file: drawn there by `plotflush`, not on the screen."""
    made = figure(n)
    made.th_path = checked_path(path)
    pending.forget_pending(made)
    return made


def flush(n=None) -> Path | None:
    """Write the figure's file, if it has one; else show it."""
    number = _number(n) if n is not None else _state["current"]
    known = _figures.get(number)
    if known is None:
        raise ArgumentError(f"figure (={n!r}) must exist. Make it with plot.figure({n or ''}).")
    if known.th_path is None:
        show(known)
        return None
    return save_figure(known, known.th_path)


def close(n=None) -> None:
    """Forget the current figure, or figure n; a figure of a file is written first.

    Example:
        >>> figure = plot.figure(7)
        >>> plot.close(7)
    """
    number = _number(n) if n is not None else _state["current"]
    known = _figures.pop(number, None)
    if known is None:
        return
    if known.th_path is not None and known.axes:
        save_figure(known, known.th_path)
    pending.forget_pending(known)
    if _state["current"] == number:
        _state["current"] = max(_figures, default=None)


def closeall() -> None:
    """Forget all figures; those of files are written first.

    Example:
        >>> first, second = plot.figure(), plot.figure()
        >>> plot.closeall()
    """
    for number in list(_figures):
        close(number)

"""The figures of this session: which is current, which are still to be shown, which belong to a file."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path

from th.errors import ArgumentError
from th.screen import choose
from th.screen.file import checked_path, save_figure
from th.screen.notebook import in_kernel

__all__ = [
    "begin",
    "claim",
    "close",
    "closeall",
    "current",
    "current_axes",
    "figure",
    "flush",
    "forget_pending",
    "mark",
    "register",
    "show",
    "show_pending",
    "shown_as_value",
    "written_figure",
]

_figures: dict[int, object] = {}
_pending: list = []
_state = {"current": None, "hooked": False}


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
    if figure in _pending and place is None:
        show_pending()
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


def mark(figure=None):
    """Note that the figure has changed and is to be shown at the end of the statement; returns it."""
    figure = current() if figure is None else figure
    _hook()
    if getattr(figure, "th_path", None) is None and figure not in _pending:
        _pending.append(figure)
    return figure


def register(figure) -> None:
    """Take in a Figure that was made elsewhere, by pyplot say, and show it with the others."""
    if figure not in _pending:
        _pending.append(figure)
    _hook()


def claim(value) -> bool:
    """Whether the value of a statement is a Figure: then it is shown once, as a picture, and not printed."""
    module = sys.modules.get("matplotlib.figure")
    if module is None or not isinstance(value, module.Figure):
        return False
    register(value)
    return True


def _hook() -> None:
    """Outside of `th`, see that what is pending gets shown: by IPython after each cell, or at exit."""
    if _state["hooked"]:
        return
    _state["hooked"] = True
    atexit.register(show_pending)
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        shell.events.register("post_run_cell", lambda *_: show_pending())


def show_pending() -> None:
    """Show the figures that changed since they were last shown, each once; pyplot's open ones too."""
    backend = sys.modules.get("th.plot.backend")
    if backend is not None:
        backend.flush()
    while _pending:
        waiting = _pending.pop(0)
        if waiting.axes or waiting.texts:
            choose().show(waiting)


def forget_pending(figure) -> None:
    """The figure was shown in another way."""
    if figure in _pending:
        _pending.remove(figure)


def show(figure=None):
    """Show the current figure (or the given one) now, also when it has not changed."""
    figure = current() if figure is None else figure
    forget_pending(figure)
    choose().show(figure)
    return figure


def written_figure(path, n=None):
    """A figure that belongs to a file: drawn there by `plotflush`, not on the screen."""
    made = figure(n)
    made.th_path = checked_path(path)
    forget_pending(made)
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
    """Forget the current figure, or figure n; a figure of a file is written first."""
    number = _number(n) if n is not None else _state["current"]
    known = _figures.pop(number, None)
    if known is None:
        return
    if known.th_path is not None and known.axes:
        save_figure(known, known.th_path)
    forget_pending(known)
    if _state["current"] == number:
        _state["current"] = max(_figures, default=None)


def closeall() -> None:
    """Forget all figures; those of files are written first."""
    for number in list(_figures):
        close(number)


def shown_as_value(figure) -> bool:
    """Whether a notebook shows the figure as the value of a cell, so that it need not be shown again."""
    if not in_kernel():
        return False
    forget_pending(figure)
    return True

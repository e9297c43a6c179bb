"""Figures that are still to be shown: each once, at the end of the statement that changed it."""

from __future__ import annotations

import atexit
import sys

from th.screen import check_forced, choose
from th.screen.notebook import in_kernel

__all__ = ["add", "claim", "finish_later", "forget_pending", "is_drawn", "is_pending", "register", "show_pending", "shown_as_value"]

_pending: list = []
_unfinished: list = []
_state = {"hooked": False}


def is_pending(figure) -> bool:
    """Whether the figure has changed since it was shown last."""
    return figure in _pending


def add(figure):
    """Note that the figure has changed and is to be shown at the end of the statement; returns it."""
    _hook()
    check_forced()  # here, where the user's own line is to blame
    if getattr(figure, "th_path", None) is None and figure not in _pending:
        _pending.append(figure)
    return figure


def is_drawn(value) -> bool:
    """Whether this statement's picture already tells what the value holds, so that it need not be printed too."""
    return any(getattr(figure, "th_value", None) is value for figure in _pending)


def register(figure) -> None:
    """Take in a Figure that was made elsewhere, by pyplot say, and show it with the others."""
    if figure not in _pending:
        _pending.append(figure)
    _hook()


def finish_later(drawing) -> None:
    """See that `drawing.finish()` is called at the end of the statement, or of the program."""
    if drawing not in _unfinished:
        _unfinished.append(drawing)
    _hook()


def claim(value) -> bool:
    """Whether the value of a statement is a Figure or the like: then it is shown once, and not printed."""
    for name in ("th.plot.itorch.media", "th.plot.itorch.chart"):
        if type(value).__module__ == name:
            value._ipython_display_()
            return True
    if is_drawn(value):
        return True
    module = sys.modules.get("matplotlib.figure")
    if module is not None and isinstance(value, module.Figure):
        register(value)
        return True
    backend = sys.modules.get("th.plot.backend")
    return backend is not None and backend.drawn_now() and _is_drawing(value)


def _is_drawing(value, depth: int = 2) -> bool:
    """Whether the value is what matplotlib's functions return: lines, patches, tuples and lists of them, axes."""
    if type(value).__module__.partition(".")[0] in ("matplotlib", "mpl_toolkits", "seaborn"):
        return True
    parts = value.values() if isinstance(value, dict) else value
    is_many = isinstance(value, (dict, list, tuple)) or type(value).__name__ == "ndarray" and value.dtype == object
    return bool(depth) and is_many and any(_is_drawing(part, depth - 1) for part in parts)


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
    while _unfinished:
        _unfinished.pop(0).finish()
    while _pending:
        waiting = _pending.pop(0)
        waiting.th_value = None
        if waiting.axes or waiting.texts:
            choose().show(waiting)
            waiting.stale = False
    backend = sys.modules.get("th.plot.backend")
    if backend is not None:
        backend.flush()


def forget_pending(figure) -> None:
    """The figure was shown in another way."""
    if figure in _pending:
        _pending.remove(figure)


def shown_as_value(figure) -> bool:
    """Whether a notebook shows the figure as the value of a cell, so that it need not be shown again."""
    if not in_kernel():
        return False
    forget_pending(figure)
    return True

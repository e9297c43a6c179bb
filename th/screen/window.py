"""A window of the desktop, only when asked for: matplotlib's own, alive while the prompt waits."""

from __future__ import annotations

import asyncio
import os
import sys

import numpy as np

from th.errors import MissingPackageError
from th.screen.base import Handle, Screen, checked_pixels

__all__ = ["WindowScreen", "has_windows", "inputhook", "tend", "wait"]

_BACKENDS = ("tkagg", "qtagg", "gtk4agg", "gtk3agg", "wxagg", "macosx")
# Seconds that a window's events are looked after between two looks at the keyboard.
_SLICE = 0.02

_managers: list = []


def _open_manager(figure, number: int):
    """A matplotlib window for the Figure, with the first toolkit that works here."""
    from matplotlib.backends import backend_registry

    _check_display()
    for name in _BACKENDS:
        try:
            module = backend_registry.load_backend_module(name)
            return module.FigureCanvas.new_manager(figure, number)
        except Exception:
            continue
    raise MissingPackageError(
        "The window screen must have a toolkit (Tk, Qt, GTK or wx), but none works here. Type: pip install pyqt6"
    )


def _check_display() -> None:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise MissingPackageError(
            "The window screen must have a display, but neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Type plot.screen('auto') to draw in the terminal."
        )


def has_windows() -> bool:
    """Whether a window is open."""
    return bool(_managers)


def _look_after(manager, seconds: float) -> None:
    try:
        manager.canvas.start_event_loop(seconds)
    except Exception:
        _forget(manager)


def _forget(manager) -> None:
    if manager in _managers:
        _managers.remove(manager)


def wait() -> None:
    """Look after the windows until the last is closed: what `pyplot.show()` does in a script."""
    while _managers:
        for manager in list(_managers):
            _look_after(manager, _SLICE)


async def tend() -> None:
    """Look after the windows while a prompt waits: a task of its event loop, to be cancelled at the end."""
    while _managers:
        for manager in list(_managers):
            _look_after(manager, 0.001)
        await asyncio.sleep(_SLICE)


def inputhook(context) -> None:
    """For prompt_toolkit: look after the windows until the user types."""
    while _managers and not context.input_is_ready():
        for manager in list(_managers):
            _look_after(manager, _SLICE)


class WindowScreen(Screen):
    """Opens one window for each figure."""

    name = "window"

    def check(self) -> None:
        """An error without a display."""
        _check_display()

    def show(self, figure, handle: Handle | None = None) -> None:
        """Show a Figure in its window, or draw that window anew."""
        manager = getattr(figure, "_th_manager", None)
        if manager not in _managers:
            manager = _open_manager(figure, len(_managers) + 1)
            figure._th_manager = manager
            _managers.append(manager)
            manager.canvas.mpl_connect("close_event", lambda _event: _forget(manager))
            manager.show()
        manager.canvas.draw()
        manager.canvas.flush_events()

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Show an image in a window of its size."""
        from matplotlib.figure import Figure

        pixels = checked_pixels(pixels)
        height, width = np.array(pixels.shape[:2]) * (zoom or max(224 // max(pixels.shape[:2]), 1))
        figure = handle.state if handle is not None and handle.state is not None else Figure()
        figure.clear()
        figure.set_size_inches(width / figure.dpi, height / figure.dpi)
        figure.add_axes((0, 0, 1, 1), frameon=False).imshow(pixels, interpolation="nearest", aspect="auto")
        figure.axes[0].set_axis_off()
        if handle is not None:
            handle.state = figure
        self.show(figure)

"""matplotlib's backend of `th`: `pyplot` figures go to the screen that `th` chooses.

    MPLBACKEND=module://th.plot.backend
"""

from __future__ import annotations

import sys
import time

from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import CloseEvent, FigureManagerBase, TimerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from th.plot import pending
from th.plot.live import EVERY_IN_LOGS
from th.screen import Handle, can_replace, choose

__all__ = ["FigureCanvas", "FigureManager", "drawn_now", "flush"]

# Frames of an animation without an end that `pyplot.show()` plays.
_MOST_FRAMES = 200
_running: list = []


class FigureManager(FigureManagerBase):
    """Shows its figure on the screen; within one statement a figure is drawn anew in its place."""

    handle: Handle | None = None
    shown_at = float("-inf")

    def show_if_stale(self, *, is_frame: bool = False) -> None:
        """Show this figure if it has changed; of frames that cannot replace each other, as in a log, only a few."""
        is_due = not is_frame or can_replace() or time.monotonic() - self.shown_at >= EVERY_IN_LOGS
        if self.canvas.figure.stale and is_due:
            self.show()

    def show(self) -> None:
        """Show this figure now."""
        figure = self.canvas.figure
        if not (figure.axes or figure.texts):
            return
        if self.handle is None:
            self.handle = Handle()
        pending.forget_pending(figure)
        choose().show(figure, self.handle)
        figure.stale = False
        self.shown_at = time.monotonic()
        self.handle.keep_what_is_printed()

    def end_statement(self) -> None:
        """What was drawn so far is not drawn over any more."""
        if self.handle is not None:
            self.handle.unwatch()
            self.handle = None

    def destroy(self) -> None:
        """The figure is closed: its animations stop."""
        CloseEvent("close_event", self.canvas)._process()
        self.end_statement()

    @classmethod
    def pyplot_show(cls, *, block=None) -> None:
        """What `pyplot.show()` does: it shows what has not been seen, plays animations, and closes the figures.

        With `block=False`, as in `pyplot.pause`, they stay open. In a script it waits until real windows are closed.
        """
        is_frame = not (block is None or block)
        for manager in _managers():
            manager.show_if_stale(is_frame=is_frame)
        if not is_frame:
            try:
                _play()
                if choose().name == "window" and (block or not hasattr(sys.modules["__main__"], "__th__")):
                    from th.screen.window import wait

                    wait()
            finally:
                pyplot.close("all")


class Timer(TimerBase):
    """Runs while `pyplot.pause` waits and while `pyplot.show` plays."""

    # When it is due; infinite while it stands.
    due = float("inf")

    def _timer_start(self) -> None:
        self.due = time.monotonic() + self.interval / 1000
        if self not in _running:
            _running.append(self)

    def _timer_stop(self) -> None:
        if self in _running:
            _running.remove(self)

    def tick(self) -> None:
        """Call what waits for this timer, if it is due."""
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + self.interval / 1000
            self._on_timer()
            if self.single_shot:
                self.stop()


class FigureCanvas(FigureCanvasAgg):
    """Agg's canvas, with our manager. A figure stays stale until the screen has shown it."""

    manager_class = FigureManager
    # Blitting writes to a canvas of pixels that nobody looks at.
    supports_blit = False
    _timer_cls = Timer

    def draw(self) -> None:
        """Draw to the pixels of this canvas, for who reads them."""
        stale = self.figure.stale
        super().draw()
        self.figure.stale = stale

    def draw_idle(self, *arguments, **options) -> None:
        """The screen is drawn once, after the statement."""

    def print_figure(self, *arguments, **options):
        """Write a file."""
        stale = self.figure.stale
        try:
            return super().print_figure(*arguments, **options)
        finally:
            self.figure.stale = stale

    def flush_events(self) -> None:
        """Let timers run, and bring the screen up to date."""
        for timer in list(_running):
            timer.tick()
        manager = self.manager
        if isinstance(manager, FigureManager):
            manager.show_if_stale(is_frame=True)


def _managers() -> list:
    return [manager for manager in Gcf.get_all_fig_managers() if isinstance(manager, FigureManager)]


def _has_content(figure) -> bool:
    """Whether there is anything to see: empty axes are those that are about to be filled."""
    if figure.texts or figure.subfigs or figure.legends or figure.images:
        return True
    return any(axes.has_data() or axes.texts or axes.tables or axes.artists for axes in figure.axes)


def _play() -> None:
    """Let animations run once to their end, where frames can be drawn over one another."""
    if not can_replace():
        return
    for timer in list(_running):
        for function, _, _ in timer.callbacks:
            animation = getattr(function, "__self__", None)
            if hasattr(animation, "_repeat"):
                animation._repeat = False
    left = _MOST_FRAMES
    while _running and left and _managers():
        next_due = min(timer.due for timer in _running)
        time.sleep(max(next_due - time.monotonic(), 0))
        for manager in _managers():
            manager.canvas.flush_events()
        left -= 1


def drawn_now() -> bool:
    """Whether this statement changed a figure, so that its picture is about to be shown."""
    return any(manager.canvas.figure.stale for manager in _managers())


def flush() -> None:
    """After each statement: show pyplot's figures that changed, so that `plt.plot(...)` and then `plt.title(...)` work.

    Unlike inline backends this leaves them open: at a prompt a figure grows line by line.
    """
    for manager in _managers():
        figure = manager.canvas.figure
        if figure.stale and _has_content(figure):
            manager.show()
        manager.end_statement()

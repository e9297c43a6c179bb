"""matplotlib's backend of `th`: `pyplot` figures go to the screen that `th` chooses.

    MPLBACKEND=module://th.plot.backend
"""

from __future__ import annotations

from matplotlib import pyplot
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from th.plot import pending
from th.screen import choose

__all__ = ["FigureCanvas", "FigureManager"]


class FigureManager(FigureManagerBase):
    """Shows its figure on the screen; `pyplot.show()` shows all and closes them."""

    def show(self) -> None:
        """Show this figure now."""
        pending.forget_pending(self.canvas.figure)
        choose().show(self.canvas.figure)

    @classmethod
    def pyplot_show(cls, *, block=None) -> None:
        """What `pyplot.show()` does."""
        _show_open()


class FigureCanvas(FigureCanvasAgg):
    """Agg's canvas, with our manager."""

    manager_class = FigureManager


def _show_open() -> None:
    for manager in Gcf.get_all_fig_managers():
        manager.show()
    pyplot.close("all")


def flush() -> None:
    """After each statement: show pyplot's figures that changed, so that `plt.plot(...)` and then `plt.title(...)` work.

    Unlike inline backends this leaves them open: at a prompt a figure grows line by line.
    """
    for manager in Gcf.get_all_fig_managers():
        figure = manager.canvas.figure
        if isinstance(manager, FigureManager) and figure.stale and (figure.axes or figure.texts):
            manager.show()
            figure.stale = False

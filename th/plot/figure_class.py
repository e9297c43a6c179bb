"""The Figure that verbs return: matplotlib's, with a number, and a picture of itself for notebooks."""

from __future__ import annotations

from th.plot import pending
from th.plot.lean import without_rarities

with without_rarities():
    from matplotlib.figure import Figure as MatplotlibFigure

__all__ = ["Figure"]


class Figure(MatplotlibFigure):
    """A matplotlib Figure with all its methods; `plot.plot`, `plot.hist` and the others draw into one."""

    # The size to go back to, while what is drawn has one of its own.
    th_usual_size: tuple[float, float] | None = None

    def __init__(self, *arguments, number: int = 0, **options):
        super().__init__(*arguments, **options)
        self.th_number = number
        # What the verbs keep: the axes they draw into, their place in a grid, and the file it belongs to.
        self.th_axes = None
        self.th_place = None
        self.th_path = None

    @property
    def number(self) -> int:
        """The number that `plot.figure(n)` knows it by."""
        return self.th_number

    def __repr__(self) -> str:
        return f"<th.plot.Figure {self.number} with {len(self.axes)} axes>"

    def __str__(self) -> str:
        return repr(self)

    def clear(self, keep_observers: bool = False) -> None:
        """Empty the figure."""
        # matplotlib would first empty the axes that it is about to drop: a tenth of the time of a plot.
        for axes in list(self._localaxes):
            self.delaxes(axes)
        super().clear(keep_observers=keep_observers)
        self.th_axes = None
        if self.th_usual_size is not None:
            self.set_size_inches(self.th_usual_size)
            self.th_usual_size = None

    def _repr_mimebundle_(self, include=None, exclude=None):
        if not pending.shown_as_value(self):
            return {"text/plain": repr(self)}
        from th.screen.notebook import figure_bundle

        return figure_bundle(self)

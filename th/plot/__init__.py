"""Plots: Torch7's `gnuplot` functions over matplotlib Figures, shown on any screen.

A verb draws into the current figure and returns it; the figure is shown once, at the end of the statement.
"""

from __future__ import annotations

from importlib import import_module

from th.plot.decoration import (
    axis, epsfigure, figprint, grid, logscale, movelegend, pdffigure, plotflush, pngfigure, raw, setgnuplotexe, setterm,
    svgfigure, title, xlabel, ylabel, zlabel,
)  # fmt: skip
from th.plot.figures import close, closeall, figure, show
from th.plot.graph import graph
from th.plot.live import live
from th.plot.more import confusion, errorbar, filters, scatter, subplot, weights
from th.plot.pending import claim, show_pending
from th.plot.screens import screen
from th.plot.verbs import bar, hist, histc, imagesc, plot, scatter3, splot

__all__ = [
    "Figure", "axis", "bar", "claim", "close", "closeall", "confusion", "epsfigure", "errorbar", "figprint", "figure",
    "filters", "graph", "grid", "hist", "histc", "imagesc", "itorch", "live", "logscale", "movelegend", "pdffigure",
    "plot", "plotflush", "pngfigure", "raw", "scatter", "scatter3", "screen", "setgnuplotexe", "setterm", "show",
    "show_pending", "splot", "subplot", "svgfigure", "title", "weights", "xlabel", "ylabel", "zlabel",
]  # fmt: skip

_LAZY = {"Figure": "th.plot.figure_class", "itorch": "th.plot.itorch"}


def __getattr__(name: str):
    if name not in _LAZY:
        raise AttributeError(f"module 'th.plot' has no attribute {name!r}")
    module = import_module(_LAZY[name])
    return module if name == "itorch" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)

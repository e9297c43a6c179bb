"""Figures that are seldom drawn, or drawn badly: none may fail, at any size, and each is left as it was."""

import time

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from th.screen.cells import figure_cells, to_text
from th.screen.raster import figure_pixels_of

RNG = np.random.default_rng(0)
X = np.linspace(0, 10, 60)


def simple(draw, **options):
    figure = Figure(**options)
    draw(figure.subplots())
    return figure


def shared_colour_bar():
    figure = Figure(layout="constrained")
    axes = figure.subplots(2, 2)
    figure.colorbar(matplotlib.cm.ScalarMappable(), ax=axes)
    return figure


def tight():
    figure = Figure(layout="tight")
    figure.subplots(2, 2)[0, 0].set_ylabel("label")
    return figure


def subfigures():
    figure = Figure()
    left, right = figure.subfigures(1, 2)
    left.subplots().plot(X)
    right.subplots(2, 1)[0].plot(X)
    left.suptitle("left")
    return figure


def legend_below():
    def draw(axes):
        for number in range(5):
            axes.plot(X, X * number, label=f"a long name {number}")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=5)

    return simple(draw)


def figure_legend():
    figure = Figure()
    for axes in figure.subplots(1, 2):
        axes.plot(X, label="x")
    figure.legend(loc="upper center", ncols=2)
    return figure


def inset():
    def draw(axes):
        axes.plot(X)
        axes.inset_axes([0.6, 0.6, 0.35, 0.35]).plot(-X)

    return simple(draw)


def strokes():
    from matplotlib.patheffects import withStroke

    return simple(lambda axes: axes.text(0.5, 0.5, "text", path_effects=[withStroke(linewidth=3)]))


def mixed_3d():
    figure = Figure()
    figure.add_subplot(121, projection="3d").bar3d([1, 2], [1, 2], [0, 0], 0.5, 0.5, [1, 2])
    figure.add_subplot(122).plot(X)
    return figure


ODD = {
    "bars with hatches": lambda: simple(lambda axes: axes.bar([1, 2], [3, 4], hatch="//", facecolor="none", edgecolor="k")),
    "empty axes": lambda: simple(lambda axes: None),
    "events": lambda: simple(lambda axes: axes.eventplot([RNG.random(9), RNG.random(9)])),
    "figure legend": figure_legend,
    "gaps": lambda: simple(lambda axes: axes.plot([1, np.nan, 3, np.inf])),
    "hexagons": lambda: simple(lambda axes: axes.hexbin(RNG.normal(size=99), RNG.normal(size=99), gridsize=9)),
    "inset": inset,
    "legend below": legend_below,
    "mixed 3-D": mixed_3d,
    "no axes": Figure,
    "opacity": lambda: simple(lambda axes: axes.imshow(RNG.random((9, 9, 4)))),
    "rotated labels": lambda: simple(lambda axes: (axes.bar(["alpha", "beta"], [1, 2]), axes.tick_params(axis="x", rotation=90))),
    "shared colour bar": shared_colour_bar,
    "spans": lambda: simple(lambda axes: (axes.axvspan(2, 4, alpha=0.3), axes.axhline(0.5), axes.plot(X))),
    "stream": lambda: simple(lambda axes: axes.streamplot(*np.meshgrid(X, X), np.ones((60, 60)), np.eye(60))),
    "strokes around text": strokes,
    "subfigures": subfigures,
    "symmetric log": lambda: simple(lambda axes: (axes.plot(X - 5, (X - 5) ** 3), axes.set_yscale("symlog"))),
    "table": lambda: simple(lambda axes: axes.table([[1, 2]], colLabels=["a", "b"], loc="center")),
    "tight": tight,
    "tiny figure": lambda: simple(lambda axes: axes.plot(X), figsize=(1, 0.5)),
    "triangles": lambda: simple(lambda axes: axes.tripcolor(*RNG.random((3, 20)))),
    "wide letters": lambda: simple(lambda axes: axes.set_title("損失 と 精度")),
}


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")  # matplotlib before 3.11 has no last resort
@pytest.mark.parametrize("name", ODD)
def test_it_is_drawn_everywhere(name):
    figure = ODD[name]()
    before = dict(vars(figure.subplotpars))
    for columns, rows in ((80, 24), (30, 9), (200, 50)):
        text = to_text(figure_cells(figure, columns, rows), depth=24)
        assert len(text.split("\n")) == rows
    assert vars(figure.subplotpars) == before
    assert figure_pixels_of(figure, 320, 240, dpi=60, background=(0, 0, 0)).shape == (240, 320, 3)
    assert vars(figure.subplotpars) == before


def test_colour_bars_of_several_axes_stand_beside_them():
    text = to_text(figure_cells(shared_colour_bar()), depth=0)
    assert all(line.rstrip().endswith(("%", "#", "*", "+", "=", "-", ":", ".", "0", "2", "4", "6", "8")) for line in text.split("\n")[1:20])


def test_a_million_points_through_pyplots_own_lines():
    figure = simple(lambda axes: axes.plot(RNG.normal(size=1_000_000)))
    figure_cells(figure)
    start = time.thread_time()
    figure_cells(figure)
    # 0.1 s here; sampling each piece took 10 s.
    assert time.thread_time() - start < 4

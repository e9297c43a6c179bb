"""Ticks made quickly look as matplotlib's own."""

import datetime
import pickle
from contextlib import nullcontext

import numpy as np
import pytest
from matplotlib.figure import Figure

from th.screen import raster
from th.screen.cells import figure_cells, layout, to_text


def linear(axes):
    axes.plot([1, 5, 2])
    axes.grid(True)


def logarithmic(axes):
    axes.loglog([1, 10, 1e6], [1, 20, 300])
    axes.grid(True, which="both")


def dates(axes):
    axes.plot([datetime.date(2024, 1, 1) + datetime.timedelta(40 * n) for n in range(9)], range(9))
    axes.tick_params("x", rotation=90, labelcolor="red")


def twins(axes):
    axes.plot([1, 2])
    axes.twinx().plot([100, 50], "r")
    axes.minorticks_on()


def coloured(axes):
    axes.figure.colorbar(axes.imshow(np.eye(4)), ax=axes)
    axes.xaxis.get_major_ticks()[0].label1.set_color("green")


def polar(axes):
    figure = axes.figure
    figure.clear()
    figure.add_subplot(projection="polar").plot([1, 2, 3])


FIGURES = (linear, logarithmic, dates, twins, coloured, polar)


def drawn(make, draw):
    figure = Figure()
    make(figure.add_subplot())
    return draw(figure), figure


@pytest.mark.parametrize("make", FIGURES)
def test_pictures_are_the_same(make, monkeypatch):
    ways = (lambda figure: raster.figure_pixels_of(figure, 640, 400, dpi=90), lambda figure: to_text(figure_cells(figure), depth=24))
    quick = [drawn(make, draw)[0] for draw in ways]
    monkeypatch.setattr(raster, "quick_ticks", nullcontext)
    monkeypatch.setattr(layout, "quick_ticks", nullcontext)
    slow = [drawn(make, draw)[0] for draw in ways]
    assert np.array_equal(quick[0], slow[0]) and quick[1] == slow[1]


@pytest.mark.parametrize("make", FIGURES)
def test_the_figure_is_left_as_it_was(make):
    first, figure = drawn(make, figure_cells)
    assert pickle.dumps(figure)
    figure.axes[0].set_xlim(0.5, 1.5)
    changed = to_text(figure_cells(figure), depth=0)
    figure.axes[0].set_xlim(0.5, 1.75)
    assert to_text(figure_cells(figure), depth=0) != changed


def test_each_tick_is_its_own():
    _, figure = drawn(linear, figure_cells)
    first, second, *_ = figure.axes[0].xaxis.get_major_ticks()
    second.label1.set_fontsize(30)
    second.gridline.set_color("red")
    second.tick1line.set_markersize(9)
    assert first.label1.get_fontsize() == 10 and first.gridline.get_color() != "red" and first.tick1line.get_markersize() == 3.5
    assert first.label1.get_text() != second.label1.get_text()

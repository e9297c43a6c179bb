"""Titles, labels and legends of a whole figure, and of its parts, have cells of their own."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from th.screen.cells import figure_cells, to_text

X = np.linspace(0, 6, 50)


def lines_of(figure, columns=80, rows=24):
    return to_text(figure_cells(figure, columns, rows), depth=0).split("\n")


def curves(layout=None):
    figure = Figure(layout=layout)
    axes = figure.subplots()
    axes.plot(X, np.sin(X), label="sine")
    axes.plot(X, np.cos(X), label="cosine")
    return figure, axes


@pytest.mark.parametrize(("loc", "rows"), [("lower center", (22, 23)), ("outside lower center", (22, 23)), ("upper center", (2, 3))])
def test_a_legend_above_or_below_has_rows(loc, rows):
    figure, axes = curves("constrained")
    figure.legend(loc=loc, ncols=2)
    figure.suptitle("the title")
    lines = lines_of(figure)
    assert "the title" in lines[0]
    named = [number for number, line in enumerate(lines) if "cosine" in line]
    assert len(named) == 1 and named[0] in rows
    # Only the legend stands on its rows.
    assert lines[named[0]].strip(" │─") and lines[named[0]].count("│") == 2


@pytest.mark.parametrize("loc", ["center right", "outside right upper", "center left", "upper right"])
def test_a_legend_beside_has_columns(loc):
    figure, axes = curves("constrained")
    axes.grid(False)
    figure.legend(loc=loc)
    row = next(line for line in lines_of(figure) if "cosine" in line)
    legend = row[row.index("│───", row.index("cosine") - 8) :] if "right" in loc else row[: row.index("cosine") + 7]
    rest = row.replace(legend, "")
    assert "┐" in rest or "│" in rest or "┤" in rest
    assert len(legend.strip()) == len("│─── cosine│")


def test_a_legend_in_the_middle_or_anchored_inside_floats():
    figure, _ = curves()
    figure.legend(loc="center")
    other, _ = curves()
    other.legend(loc="upper right", bbox_to_anchor=(0.7, 0.7))
    for one in (figure, other):
        lines = lines_of(one)
        assert "┌" in lines[0] and lines[0].endswith("┐")


def test_parts_of_a_figure_have_titles_of_their_own():
    figure = Figure()
    figure.suptitle("all")
    left, right = figure.subfigures(1, 2)
    left.suptitle("the left")
    right.suptitle("the right")
    left.subplots(2, 1)[0].plot(X, np.sin(X))
    right.subplots().plot(X, np.cos(X), label="cosine")
    right.legend(loc="lower center")
    figure.supxlabel("time")
    figure.supylabel("height")
    before = [(part.bbox_relative.frozen().extents.tolist(), part._suptitle.get_position()) for part in (left, right)]
    lines = lines_of(figure)
    assert lines[0].strip() == "all" and lines[-1].strip() == "time"
    assert lines[1].split() == ["the", "left", "the", "right"]
    assert "┬" in lines[2] and "┌" in lines[2]
    assert sum("cosine" in line for line in lines) == 1
    assert "".join(line[:2] for line in lines[2:]).split() == list("height")
    after = [(part.bbox_relative.frozen().extents.tolist(), part._suptitle.get_position()) for part in (left, right)]
    assert after == before


def test_parts_of_parts():
    figure = Figure()
    top, bottom = figure.subfigures(2, 1, height_ratios=[1, 2])
    inner = bottom.subfigures(1, 2)
    inner[1].suptitle("inner")
    for one in (top, *inner):
        one.subplots().set_title("axes")
    lines = lines_of(figure)
    assert "axes" in lines[0]
    row = next(number for number, line in enumerate(lines) if "inner" in line)
    assert row == 8 and "axes" in lines[row + 1]


def test_a_place_that_the_user_chose_is_kept():
    figure, _ = curves()
    figure.suptitle("here", y=0.5)
    lines = lines_of(figure)
    assert "here" not in lines[0] and "here" in "".join(lines[10:14])


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 10)])
@pytest.mark.parametrize("rotation", [20, 30, 45, -45])
def test_slanted_labels_are_all_there(size, rotation):
    words = ["aeroplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    figure = Figure()
    axes = figure.add_subplot()
    axes.bar(words, range(10))
    axes.tick_params("x", rotation=rotation)
    axes.set_xlabel("kind")
    shown = to_text(figure_cells(figure, *size), depth=0)
    assert [word for word in words if f" {word} " not in shown.replace("\n", " ")] == []
    assert shown.rstrip().split("\n")[-1].strip() == "kind"


def test_a_legend_higher_than_the_grid():
    figure = Figure()
    axes = figure.add_subplot()
    for number in range(20):
        axes.plot([number, 1], label=f"run {number}")
    axes.legend()
    lines = to_text(figure_cells(figure, 30, 8), depth=0).split("\n")
    assert len(lines) == 8 and "run 0" in lines[1] and "└" in lines[7]


@pytest.mark.parametrize("size", [(80, 24), (79, 23), (70, 21), (61, 18), (50, 14)])
def test_labels_stand_right_below_axes_of_a_fixed_aspect(size):
    figure = Figure()
    first, second = figure.subplots(1, 2)
    first.imshow(np.eye(10))
    second.imshow(np.eye(7))
    lines = to_text(figure_cells(figure, *size), depth=0).split("\n")
    last = max(number for number, line in enumerate(lines) if "┬" in line)
    assert float(lines[last + 1].split()[0]) == 0

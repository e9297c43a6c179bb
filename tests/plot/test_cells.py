"""The cells screen: thirty figures as text, read back as a terminal reads them."""

from pathlib import Path

import matplotlib
import numpy as np
import pyte
import pytest

from tests.plot.gallery import FIGURES
from th.plot import figures
from th.screen.cells import figure_cells, to_text

GOLDEN = Path(__file__).parents[1] / "data" / "plots"
# Positions of ticks and labels differ a little between matplotlib's versions; the texts were made with this one.
PINNED = "3.11"


@pytest.fixture(autouse=True)
def nothing_pending():
    yield
    figures.closeall()


def text_of(name, depth=0, columns=80, rows=24, canvas="braille"):
    return to_text(figure_cells(FIGURES[name](), columns, rows, paper=(255, 255, 255)), depth=depth, canvas=canvas)


def test_there_are_thirty():
    assert len(FIGURES) == 30


@pytest.mark.skipif(not matplotlib.__version__.startswith(PINNED), reason=f"texts are of matplotlib {PINNED}")
@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_as_it_was(name):
    """To accept a change: python -m tests.plot.test_cells."""
    assert text_of(name) + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("depth", [24, 8, 4])
@pytest.mark.parametrize("name", FIGURES)
def test_a_terminal_reads_24_rows_of_80_columns(name, depth):
    cells = figure_cells(FIGURES[name]())
    screen = pyte.Screen(90, 30)
    pyte.Stream(screen).feed(to_text(cells, depth=depth).replace("\n", "\r\n"))
    shown = [line.rstrip() for line in screen.display]
    assert not any(shown[24:])
    assert max(map(len, shown)) <= 80
    expected = ["".join(row).rstrip() for row in cells.char]
    # pyte shows a coloured blank as a blank, as the grid has it.
    assert shown[:24] == expected


@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_is_left_as_it_was(name):
    figure = FIGURES[name]()
    before = state_of(figure)
    figure_cells(figure)
    assert state_of(figure) == before


def state_of(figure):
    places = [
        (tuple(axes.get_position(original=True).bounds), tuple(axes.get_position().bounds)) for axes in figure.axes
    ]
    legends = [axes.get_legend().get_visible() for axes in figure.axes if axes.get_legend()]
    engine = figure.get_layout_engine()
    return tuple(figure.get_size_inches()), figure.dpi, figure.canvas, places, legends, engine


@pytest.mark.parametrize("canvas", ["block", "ascii"])
def test_other_characters_for_other_fonts(canvas):
    text = text_of("lines", canvas=canvas)
    assert not any(0x2800 < ord(character) < 0x2900 for character in text)
    if canvas == "ascii":
        plain = text.replace("−", "-")
        assert plain.isascii()


@pytest.mark.parametrize("size", [(20, 8), (40, 10), (200, 50)])
@pytest.mark.parametrize("name", ["lines", "heat_map", "subplots", "surface", "pie", "twins"])
def test_other_sizes(name, size):
    lines = text_of(name, columns=size[0], rows=size[1]).split("\n")
    assert len(lines) == size[1] and max(map(len, lines)) <= size[0]


def test_text_is_text():
    text = text_of("lines")
    for word in ("Waves", "time", "sin", "cos", "points", "0.75"):
        assert word in text
    assert "ε ∝ n⁻²" in text_of("log_log")
    assert "10²" in text_of("log_log")


def test_a_long_label_is_whole():
    assert "a label that is a good deal longer than its axis is high" in text_of("long_label")


def test_every_row_of_a_legend_is_there():
    rows = text_of("markers").split("\n")
    entries = zip("●■▲▼◆+×★", "os^vD+x*")
    found = [next(place for place, row in enumerate(rows) if f" {mark}  {label} " in row) for mark, label in entries]
    assert found == list(range(found[0], found[0] + 8))


def test_colours_are_those_of_the_figure():
    text = text_of("bars", depth=24)
    for colour in ("214;39;40", "44;160;44", "31;119;180"):
        assert f"48;2;{colour}" in text
    assert "48;5;" in text_of("bars", depth=8)
    assert "\x1b[0;41m" in text_of("bars", depth=4) or "\x1b[0;101m" in text_of("bars", depth=4)
    assert "\x1b" not in text_of("bars", depth=0)


def test_black_ink_is_the_terminals_own():
    assert "38;2;0;0;0" not in text_of("lines", depth=24)


def test_bars_side_by_side_have_no_gaps():
    rows = text_of("histogram").split("\n")
    low = rows[-6].split("│")[1].strip()
    assert len(low) > 30 and " " not in low


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for each in FIGURES:
        (GOLDEN / f"{each}.txt").write_text(text_of(each) + "\n", encoding="utf-8")
    print(len(FIGURES), "texts written to", GOLDEN, "with numpy", np.__version__)

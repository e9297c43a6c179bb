"""What matplotlib's gallery draws and a grid of cells could lose: each case was unreadable once."""

import numpy as np
import pytest
from matplotlib import patheffects
from matplotlib.figure import Figure

from th.screen.cells import figure_cells, to_text
from th.screen.cells.plain import plain
from th.screen.raster import figure_pixels_of

DARK = (16, 20, 24)


def drawn(draw, columns=60, rows=16, paper=(255, 255, 255), **options):
    figure = Figure()
    axes = figure.add_subplot(**options)
    draw(axes)
    return figure_cells(figure, columns, rows, paper=paper)


def text_of(draw, **options):
    return to_text(drawn(draw, **options), depth=0)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"$\sigma(t) = \frac{1}{1 + e^{-t}}$", "σ(t) = 1/(1 + e⁻ᵗ)"),
        (r"$\frac{5 - \frac{1}{x}}{4}$", "(5 - 1/x)/4"),
        (r"$\sqrt[3]{a^2 + b}$", "³√(a² + b)"),
        (r"$A^T \leq R^{n\times m}$", "Aᵀ ≤ R^(n× m)"),
        (r"$e^{-x_{ij}}$", "e^(-xᵢⱼ)"),
        (r"$20\,^\circ$C", "20 °C"),
    ],
)
def test_mathtext_reads_as_it_is_spoken(tex, expected):
    assert plain(tex) == expected


def test_the_median_of_a_filled_box_is_seen():
    text = text_of(lambda axes: axes.boxplot([[1, 2, 3, 4, 9]], patch_artist=True))
    assert any("├───" in line and "┤" in line.partition("├───")[2] for line in text.split("\n"))


def test_error_bars_are_seen_on_bars():
    cells = drawn(lambda axes: axes.bar([1], [2], yerr=[1.5], width=1.8))
    assert ((cells.char == "│") & cells.has_page).any()


def test_a_translucent_area_of_one_piece():
    cells = drawn(lambda axes: axes.fill_between([0, 1], [0, 1], color="tab:blue", alpha=0.3))
    assert cells.has_page.sum() > 100


def test_a_bar_among_thousands():
    cells = drawn(lambda axes: axes.bar(np.arange(2), [1, 1], width=[0.9, 0.001], color="tab:blue"))
    assert (np.isin(cells.char, ["▌", "▐"]).sum(0) > 8).any()


def test_a_thick_line_is_a_shape():
    cells = drawn(lambda axes: axes.plot([0, 1], lw=12, color="tab:blue"))
    assert np.isin(cells.char, list("▗▄▆▟▛▀▘")).sum() + cells.has_page.sum() > 60


def test_many_short_lines_are_not_whole_cells():
    """The pieces of a stream line with colours were a forest of vertical rules."""
    x, y = np.meshgrid(np.linspace(-1, 1, 20), np.linspace(-1, 1, 20))
    text = text_of(lambda axes: axes.streamplot(x, y, -y, x, color=x))
    inner = [line[6:60] for line in text.split("\n")[1:-3]]
    assert sum(line.count("│") for line in inner) <= len(inner)


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize("extend", ["neither", "both"])
def test_a_colour_bar_is_never_too_thin(orientation, extend):
    figure = Figure()
    for axes in figure.subplots(2, 1):
        image = axes.imshow(np.arange(100.0).reshape(10, 10), aspect="auto")
        figure.colorbar(image, ax=axes, orientation=orientation, extend=extend)
    cells = figure_cells(figure, 60, 24)
    bars = figure.axes[2:]
    # A matrix of ten rows of ten has a hundred colours, its bar more.
    assert len({tuple(page) for page in cells.page[:12][cells.has_page[:12]]}) > 60
    assert {bar._colorbar_info["aspect"] for bar in bars} == {20}


def test_black_stays_black_where_colours_are_data():
    cells = drawn(lambda axes: axes.hexbin(*np.random.default_rng(0).normal(size=(2, 500)), cmap="inferno", bins="log"))
    assert not (cells.own_ink & np.isin(cells.char, list("▗▖▝▘▙▟▛▜▄▀▌▐"))).any()


def test_greys_turn_round_on_dark_paper():
    cells = drawn(lambda axes: axes.fill_between([0, 1], 1, color="0.9"), paper=DARK)
    assert cells.page[cells.has_page].max() < 80
    light = drawn(lambda axes: axes.fill_between([0, 1], 1, color="0.9"), paper=(255, 255, 255))
    assert light.page[light.has_page].min() > 200


def test_empty_patches_in_a_legend():
    def draw(axes):
        axes.bar([1], [1], facecolor="none", edgecolor="red", label="empty")
        axes.legend()

    assert "□□□ empty" in text_of(draw)


def test_text_with_an_outline_stays_text():
    def draw(axes):
        axes.text(0.5, 0.5, "outlined", path_effects=[patheffects.withStroke(linewidth=3, foreground="w")])

    assert "outlined" in text_of(draw)


def test_an_arrow_is_in_one_piece():
    def draw(axes):
        axes.annotate("peak", (0.1, 0.1), (0.8, 0.8), arrowprops={"facecolor": "black", "shrink": 0.05})

    cells = drawn(draw)
    inner = cells.char[2:13, 10:48]
    assert ((inner >= "⠁") & (inner <= "⣿")).any(1).sum() >= 6


def test_axes_of_axisartist():
    pytest.importorskip("mpl_toolkits.axisartist")
    from mpl_toolkits.axes_grid1 import host_subplot

    figure = Figure()
    axes = host_subplot(111, figure=figure)
    axes.plot([1, 2])
    assert "2.0 ┤" in to_text(figure_cells(figure, 60, 16), depth=0)


def in_space():
    figure = Figure()
    axes = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, 20), np.linspace(-2, 2, 20))
    axes.plot_surface(x, y, x**2 - y**2)
    axes.set(xlabel="length", ylabel="width", zlabel="high", title="A saddle")
    return figure


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)])
def test_labels_and_title_in_space_have_room(size):
    text = to_text(figure_cells(in_space(), *size), depth=0)
    assert "length" in text and "width" in text and "A saddle" in text.split("\n")[0] + text.split("\n")[1]
    # The label of z runs down.
    assert all(letter in text for letter in "high")


def test_axes_in_space_fill_their_room():
    figure = in_space()
    pixels = figure_pixels_of(figure, 800, 480, dpi=96)
    ink = (pixels < 200).any(-1)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    assert rows[0] > 0 and rows[-1] < 479 and rows[-1] - rows[0] > 430
    assert columns[-1] - columns[0] > 400
    axes = figure.axes[0]
    assert np.allclose(axes._box_aspect, Figure().add_subplot(projection="3d")._box_aspect)
    assert axes._autotitlepos is not False


def test_one_dark_inset_does_not_turn_the_ink_of_a_light_figure():
    figure = Figure()
    figure.add_subplot().plot([1, 2])
    for left in (0.2, 0.5, 0.8):
        figure.add_axes((left, 0.6, 0.1, 0.1), facecolor="k")
    cells = figure_cells(figure, 60, 16, paper=DARK)
    assert cells.own_ink[cells.char == "┤"].all()


def test_one_can_see_through_a_translucent_picture():
    faint, full = (
        drawn(lambda axes: axes.imshow(np.ones((4, 4)), cmap="gray", vmin=0, alpha=alpha), paper=DARK).page
        for alpha in (0.3, 1.0)
    )
    assert full.max() == 255 and faint.max() < 120


def test_many_large_points_keep_their_size():
    x, y = np.random.default_rng(0).random((2, 300))
    small, large = (drawn(lambda axes: axes.scatter(x, y, s=size)) for size in (9, 150))
    inked = [sum(np.isin(cells.char, list("▖▗▘▝▙▛▜▟▌▐▄▀█▚▞▂▆")).ravel()) for cells in (small, large)]
    assert inked[0] < 30 and inked[1] > 150

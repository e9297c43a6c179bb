"""Torch7's gnuplot functions, and what is above them."""

import re
import sys
import warnings

import numpy as np
import pytest

import th
import th.plot as plot
from th.errors import ArgumentError, NotAvailableError, ShapeError
from th.plot import pending

X = np.linspace(0, 6, 30)
GNUPLOT = """axis bar close closeall epsfigure figprint figure grid hist histc imagesc logscale movelegend pdffigure plot
plotflush pngfigure raw scatter3 setgnuplotexe setterm splot svgfigure title xlabel ylabel zlabel""".split()


@pytest.fixture(autouse=True)
def clean():
    pending._pending.clear()
    plot.closeall()
    plot.screen("auto")
    yield
    pending._pending.clear()
    plot.closeall()


def tensor(array):
    return th.from_numpy(np.asarray(array))


def shown(capsys):
    plot.show_pending()
    return capsys.readouterr().out


def test_all_27_functions_are_there_with_help():
    assert len(GNUPLOT) == 27
    for name in GNUPLOT:
        assert getattr(plot, name).__doc__


@pytest.mark.parametrize("text", [".", "+", "-", "+-", "|", "~", "~0.1", "r--", "go", "with steps", "with impulses", "with filledcurves", "with yerrorbars"])
def test_each_format_draws(text, capsys):
    plot.plot("curve", X, np.sin(X), text)
    assert "curve" in shown(capsys)


def test_filled_curves_take_two_edges(capsys):
    plot.plot([np.stack([X, np.sin(X) - 1, np.sin(X) + 1], 1), "with filledcurves"], [X, np.sin(X), "with lines ls 2"])
    assert len(plot.figure(1).axes[0].collections) == 1
    assert shown(capsys)


# -- errors


@pytest.mark.parametrize(
    "call",
    [
        lambda: plot.plot(),
        lambda: plot.plot("only a label"),
        lambda: plot.plot([]),
        lambda: plot.plot(np.zeros(0)),
        lambda: plot.plot(np.zeros((2, 2, 2))),
        lambda: plot.plot(X, X[:-1]),
        lambda: plot.plot(X, X, X),
        lambda: plot.plot(X, "no such style"),
        lambda: plot.plot(X, "with nothing"),
        lambda: plot.plot(np.full(3, np.nan)),
        lambda: plot.plot(np.zeros((3, 3)), "v"),
        lambda: plot.plot(np.array(["a", "b"])),
        lambda: plot.plot(X + 1j),
        lambda: plot.bar(np.full(2, np.inf)),
        lambda: plot.hist(np.array([1, np.nan])),
        lambda: plot.hist(np.zeros(0)),
        lambda: plot.hist(X, 0),
        lambda: plot.hist(X, 5, 2, 1),
        lambda: plot.imagesc(X),
        lambda: plot.imagesc(np.zeros((0, 2))),
        lambda: plot.imagesc(np.zeros((2, 2)), "no such palette"),
        lambda: plot.splot(X),
        lambda: plot.splot(np.zeros((3, 3)), np.zeros((3, 3))),
        lambda: plot.scatter3(X, X),
        lambda: plot.scatter3(X, X, X[:-1]),
        lambda: plot.errorbar(X),
        lambda: plot.subplot(2, 2, 5),
        lambda: plot.confusion(np.zeros((2, 3))),
        lambda: plot.confusion(np.zeros((2, 2)), ["a"]),
        lambda: plot.graph(3),
        lambda: plot.weights(3),
        lambda: plot.filters(np.zeros((2, 2))),
        lambda: plot.figure(0),
        lambda: plot.plotflush(7),
        lambda: plot.screen("oscilloscope"),
        lambda: plot.screen(canvas="runes"),
        lambda: plot.screen(size=(1, 1)),
        lambda: plot.movelegend("left", "top"),
        lambda: plot.movelegend("up", "top"),
        lambda: plot.axis([1, 2]),
        lambda: plot.axis("square"),
        lambda: plot.logscale(True, "z"),
        lambda: plot.zlabel("z"),
    ],
)
def test_wrong_arguments_are_explained(call):
    plot.plot(X)
    with pytest.raises((ArgumentError, ShapeError, TypeError), match=r".{20,}") as error:
        call()
    assert "must" in str(error.value) or "expected" in str(error.value) or "no values" in str(error.value)


@pytest.mark.parametrize("call", [lambda: plot.raw("set xtics 5"), lambda: plot.setterm("x11"), lambda: plot.setgnuplotexe("/bin/x")])
def test_what_gnuplot_had_says_what_to_type(call):
    with pytest.raises(NotAvailableError, match="plot"):
        call()


def test_gaps_are_drawn_and_said():
    for call in (lambda: plot.plot([1.0, np.nan, 3.0]), lambda: plot.imagesc(np.array([[1.0, np.nan, 3.0]]))):
        with pytest.warns(UserWarning, match="1 of 3 values.*the first at 1:") as told:
            call()
        assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot.plot([1.0, 2.0])


# -- figures


def test_a_figure_is_shown_once_at_the_end(capsys):
    plot.plot(X)
    plot.title("first")
    plot.title("second")
    assert capsys.readouterr().out == ""
    text = shown(capsys)
    assert text.count("┌") == 1 and "second" in text and "first" not in text
    assert shown(capsys) == ""
    plot.xlabel("again")
    assert "again" in shown(capsys)


def test_what_was_not_seen_is_shown_before_it_is_replaced(capsys):
    plot.plot("first", X)
    plot.plot("second", X)
    text = shown(capsys)
    assert text.index("first") < text.index("second") and text.count("first") == 1


def test_figures_have_numbers():
    one, two = plot.figure(), plot.figure()
    assert (one.number, two.number) == (1, 2)
    assert plot.figure(1) is one and plot.figure(two) is two
    plot.plot(X)
    assert two.axes and not one.axes
    plot.close()
    assert plot.figure(2) is not two
    assert plot.figure(figsize=(8, 2)).get_size_inches().tolist() == [8, 2]


def test_subplots(capsys):
    plot.subplot(1, 2, 1)
    plot.plot(X)
    plot.title("left")
    plot.subplot(1, 2, 2)
    plot.hist(X)
    plot.title("right")
    text = shown(capsys)
    assert re.search("left .* right", text) and text.count("┌") == 2
    plot.subplot(122)
    plot.title("changed")
    assert re.search("left .* changed", shown(capsys))


def test_labels_axes_and_scales(capsys):
    plot.plot(["a", X + 1, X + 1])
    plot.xlabel("across")
    plot.ylabel("up")
    plot.axis([0, 10, "", 20])
    plot.grid(True)
    plot.movelegend("right", "bottom")
    axes = plot.figure(1).axes[0]
    assert axes.get_xlim() == (0, 10) and axes.get_ylim()[1] == 20
    assert "across" in shown(capsys)
    plot.logscale()
    plot.logscale(True, "x")
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    plot.logscale(False, "xy")
    plot.axis("equal")
    assert axes.get_aspect() == 1 and axes.get_yscale() == "linear"
    plot.axis("auto")
    assert axes.get_xlim()[1] < 8


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        ("plot.itorch.html('<b>bold</b>')", "bold"),
        ("plot.itorch.Plot().circle([1, 2], [3, 4])", "┌"),
        ("plot.itorch.Plot().circle([1, 2], [3, 4]).draw()", "┌"),
        ("plot.plot([1, 2, 3])", "┌"),
        ("plot.plot([1, 2, 3]); plot.title('x')", "┌"),
    ],
)
def test_a_statement_shows_its_picture_once_and_prints_nothing_else(statement, seen):
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-m", "th", "-e", statement], capture_output=True, text=True, timeout=60)
    assert done.stdout.count(seen) == 1 and "<" not in done.stdout, done.stdout + done.stderr


def test_claim_is_for_figures(capsys):
    from matplotlib.figure import Figure

    foreign = Figure()
    foreign.subplots().set_title("foreign")
    assert plot.claim(foreign) and not plot.claim(3) and not plot.claim("x")
    assert "foreign" in shown(capsys)


def test_the_only_argument_is_called_y():
    with pytest.raises(TypeError, match="`y` .complex. must be real"):
        plot.plot(np.array([1j, 2]))


def test_a_histogram_is_not_printed_beside_its_picture(capsys):
    counted = plot.hist(X, 5)
    assert plot.claim(counted) and not plot.claim(plot.histc(X, 5))
    assert "┌" in shown(capsys)
    assert not plot.claim(counted)


# -- histograms


def test_histc_counts_and_prints():
    counted = plot.histc(tensor([0.0, 0.1, 0.9, 1.0]), 2)
    assert (counted.bins, counted.min, counted.max, counted.binwidth) == (2, 0.0, 1.0, 0.5)
    assert counted.raw.tolist() == [2, 2]
    assert (counted[0].val, counted[0].nb, len(counted)) == (0.25, 2, 2)
    assert plot.histc(X).bins == 72
    text = str(plot.histc(np.random.default_rng(0).normal(size=500)))
    assert "nsamples: 500" in text and len(text.split("\n")) == 13 and "^" in text


def test_hist_draws_and_returns_the_counts(capsys):
    counted = plot.hist(tensor([1.0, 2.0, 2.0, 3.0]), 3)
    assert counted.raw.tolist() == [1, 2, 1]
    assert "┌" in shown(capsys)
    assert plot.hist(np.ones(5)).raw.sum() == 5


# -- files


@pytest.mark.parametrize(("verb", "suffix", "magic"), [("pngfigure", "png", b"\x89PNG"), ("svgfigure", "svg", b"<?xml"), ("pdffigure", "pdf", b"%PDF"), ("epsfigure", "eps", b"%!PS")])
def test_file_figures(verb, suffix, magic, tmp_path, capsys):
    path = tmp_path / f"x.{suffix}"
    made = getattr(plot, verb)(path)
    plot.plot(X)
    assert not path.exists()
    plot.plotflush()
    assert path.read_bytes().startswith(magic)
    assert shown(capsys) == ""
    path.unlink()
    plot.close(made.number)
    assert path.exists()


def test_figprint(tmp_path):
    from PIL import Image

    plot.plot(X)
    plot.figprint(tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as written:
        assert written.size == (1024, 768)
    plot.figprint(tmp_path / "x.txt")
    assert "┌" in (tmp_path / "x.txt").read_text()
    assert plot.figure(1).get_size_inches().tolist() == [6.4, 4.8]


@pytest.mark.parametrize(("name", "error"), [("no/x.png", FileNotFoundError), (".", IsADirectoryError), ("x.xyz", ArgumentError)])
def test_files_that_cannot_be_written(name, error, tmp_path):
    plot.plot(X)
    with pytest.raises(error):
        plot.figprint(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_drawing_leaves_nothing(tmp_path, monkeypatch):
    plot.plot(X)
    plot.title(r"$\frac{$")
    with pytest.raises(ValueError):
        plot.figprint(tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []
    pending._pending.clear()


# -- more than gnuplot


def test_live_curves(capsys):
    with plot.live("loss", ylabel="loss", every=0) as curve:
        for step in range(1, 4):
            curve(tensor([1.0 / step]))
        curve(loss=0.1, accuracy=0.9)
    text = capsys.readouterr().out
    assert text.count("┌") >= 4 and "accuracy" in text
    with pytest.raises(ArgumentError, match="one number"):
        curve(X)
    with pytest.raises(ArgumentError, match="no values"):
        curve()


def test_live_curves_are_drawn_not_too_often(capsys):
    with plot.live(every=60) as curve:
        for step in range(100):
            curve(step)
    assert capsys.readouterr().out.count("└") == 1  # the last; where it could be replaced, the first one, too


def test_confusion_weights_filters_graph(capsys):
    rng = np.random.default_rng(0)
    plot.confusion(tensor(rng.integers(0, 9, (3, 3))), ["cat", "dog", "bird"])
    assert "bird" in shown(capsys)
    plot.weights(tensor(rng.normal(size=(4, 6))))
    assert shown(capsys)
    plot.weights(tensor(rng.normal(size=40)))
    assert shown(capsys)
    plot.filters(tensor(rng.normal(size=(6, 3, 5, 5))))
    assert capsys.readouterr().out


def test_a_graph_of_a_network(capsys):
    nn = pytest.importorskip("th.nn")
    if not hasattr(nn, "Sequential"):
        pytest.skip("th.nn is not there yet")
    plot.graph(nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Sequential(nn.Linear(8, 2), nn.Dropout(0.5))))
    text = shown(capsys)
    for word in ("Sequential", "Linear(in_features=4", "ReLU", "Dropout"):
        assert word in text
    # Six layers and containers, one below the other.
    assert text.count("↓") == 5


def test_a_graph_of_layers_side_by_side(capsys):
    nn = pytest.importorskip("th.nn")
    long = [nn.Conv2d(1, 2, 3, stride=2, padding=1) for _ in range(3)]
    plot.graph(nn.Sequential(nn.ReLU(), nn.ModuleList(long)))
    lines = shown(capsys).rstrip().split("\n")
    assert max(map(len, lines)) <= 80 and lines[-1].count("…)") == 3
    assert lines[-1].count("Conv2d(1, 2") == 3


def test_plots_import_no_matplotlib_before_the_first():
    import subprocess

    code = "import sys, th.plot, th.image; sys.exit('matplotlib' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


class Network:
    """As much of a module as a graph needs."""

    def __init__(self, *children):
        self.children = children

    def named_children(self):
        return [(str(number), child) for number, child in enumerate(self.children)]


def test_a_graph_does_not_change_the_size_of_the_next_plot():
    usual = tuple(plot.figure().get_size_inches())
    assert tuple(plot.graph(Network(Network(), Network())).get_size_inches()) != usual
    assert tuple(plot.plot([1, 2, 3]).get_size_inches()) == usual


@pytest.mark.parametrize("call", [lambda: plot.grid("off"), lambda: plot.axis({0, 1, 2, 3})])
def test_what_would_be_taken_for_something_else(call):
    plot.plot([1, 2, 3])
    with pytest.raises(ArgumentError):
        call()

"""Tensors on a device: what no screen can show is left out there, so that little is copied to the host."""

import numpy as np
import pytest

import th
import th.image as image
import th.plot as plot
from tests import standin_cupy
from th.plot import figures, pending

RNG = np.random.default_rng(0)
LONG = RNG.normal(size=400_000).cumsum()


@pytest.fixture
def copied(monkeypatch):
    """A device that is not there; the list of how many bytes each copy to the host had."""
    sizes = []

    def counted(original, size_of):
        def call(self, *arguments, **options):
            sizes.append(size_of(self))
            return original(self, *arguments, **options)

        return call

    kind = standin_cupy.ndarray
    monkeypatch.setattr(kind, "get", counted(kind.get, lambda array: array._host.nbytes))
    for name in ("item", "__bool__", "__float__", "__int__", "__index__"):
        monkeypatch.setattr(kind, name, counted(getattr(kind, name), lambda array: array._host.itemsize))
    plot.screen("cells", size=(80, 24), colours=0)
    with standin_cupy.installed():
        yield sizes
    pending._pending.clear()
    plot.closeall()
    plot.screen("auto")


def remote(array):
    return th.from_numpy(np.asarray(array)).to("cuda")


DATA = {
    "line": lambda: plot.plot(remote(LONG), "-"),
    "line of two": lambda: plot.plot(remote(np.arange(400_000.0)), remote(LONG)),
    "table": lambda: plot.plot(remote(np.stack([np.arange(400_000.0), LONG, -LONG], 1))),
    "bytes": lambda: plot.plot(remote((LONG % 200).astype(np.uint8)), "-"),
    "points": lambda: plot.plot(remote(np.sin(LONG)), remote(np.cos(LONG)), "+"),
    "counted points": lambda: plot.plot(remote(np.round(LONG)), "."),
    "scatter": lambda: plot.scatter(remote(np.sin(LONG)), remote(np.cos(LONG))),
    "space": lambda: plot.scatter3(*(remote(one) for one in (np.sin(LONG), np.cos(LONG), np.zeros(400_000)))),
    "histogram": lambda: plot.hist(remote(LONG), 40),
    "matrix": lambda: plot.imagesc(remote(RNG.normal(size=(3000, 2000)))),
    "surface": lambda: plot.splot(remote(RNG.normal(size=(1500, 1500)))),
    "weights": lambda: plot.weights(remote(RNG.normal(size=(3000, 2000)))),
    "image": lambda: image.display(remote(RNG.random((3, 2048, 2048), np.float32))),
    "image of bytes": lambda: image.display(remote(RNG.integers(0, 256, (3, 3000, 2048), np.uint8))),
}
# What of all the data is copied, at most; the images are a quarter, since 1024 pixels a side are kept.
SHARES = {"points": 0.05, "counted points": 0.25, "scatter": 0.05, "space": 0.05, "matrix": 0.12, "weights": 0.12, "surface": 0.2, "image": 0.26, "image of bytes": 0.12}
WHOLE = {"matrix": 48e6, "weights": 48e6, "surface": 18e6, "image": 50.3e6, "image of bytes": 18.4e6, "table": 9.6e6, "bytes": 4e5}


@pytest.mark.parametrize("name", DATA)
def test_little_is_copied(name, copied):
    DATA[name]()
    assert 0 < sum(copied) < SHARES.get(name, 0.05) * WHOLE.get(name, 3.2e6), (len(copied), sum(copied))
    assert len(copied) < 40
    plot.show_pending()


def test_the_plot_is_the_hosts(copied, capsys):
    for values, name in ((LONG, "-"), ((LONG % 200).astype(np.uint8), "-")):
        plot.plot(values, name)
        plot.show_pending()
        expected = capsys.readouterr().out
        plot.plot(remote(values), name)
        plot.show_pending()
        assert capsys.readouterr().out == expected


def test_extremes_of_bytes_are_not_turned_around():
    values = np.full(100_000, 7, np.uint8)
    values[50_000] = 0
    line = plot.plot(values, "-").axes[0].lines[0]
    assert sorted(set(line.get_ydata())) == [0, 7]
    assert plot.plot(np.arange(100_000) > 50_000, "-").axes[0].lines[0].get_ydata().max() == 1
    pending._pending.clear()
    figures.closeall()


def test_counts_are_the_hosts(copied):
    found, expected = plot.histc(remote(LONG), 40), plot.histc(LONG, 40)
    assert found.raw.tolist() == expected.raw.tolist() and (found.min, found.max) == (expected.min, expected.max)
    with pytest.raises(ValueError, match="finite"):
        plot.hist(remote(np.r_[LONG, np.nan]))


def test_a_matrix_keeps_its_coordinates(copied):
    axes = plot.imagesc(remote(np.zeros((3000, 2000)))).axes[0]
    # 666 blocks of 3 columns: the last two columns are less than a block.
    assert (axes.get_xlim(), axes.get_ylim()) == ((-0.5, 1997.5), (2999.5, -0.5))


def test_a_cloud_keeps_its_outline(copied):
    from th.plot.decimate import decimated_cloud

    x, y = np.sin(LONG), np.cos(LONG)
    thin_x, thin_y = (one.cpu().numpy() for one in decimated_cloud([remote(x), remote(y)]))
    assert len(thin_x) < 20_000
    assert abs(np.hypot(thin_x, thin_y) - 1).max() < 2e-3
    assert thin_x.max() == pytest.approx(x.max()) and thin_y.min() == pytest.approx(y.min())


def test_a_colour_of_each_point_needs_all_points():
    figure = plot.scatter(np.arange(10_000.0), np.arange(10_000.0), c=np.arange(10_000.0))
    assert len(figure.axes[0].collections[0].get_offsets()) == 10_000
    pending._pending.clear()
    figures.closeall()

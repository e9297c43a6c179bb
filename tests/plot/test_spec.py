"""The forms of arguments, formats, splines and thinning: what needs no matplotlib."""

import numpy as np
import pytest

import th
from th.plot import spec
from th.plot.decimate import decimated
from th.plot.splines import natural_spline, smoothing_spline
from th.plot.styles import parse_style

X = np.linspace(0, 6, 30)


def tensor(array):
    return th.from_numpy(np.asarray(array))


# -- the forms of arguments


@pytest.mark.parametrize("kind", [np.asarray, tensor, list])
def test_forms_of_one_curve(kind):
    y = kind([3.0, 1.0, 2.0])
    x = kind([0.0, 2.0, 4.0])
    for arguments, expected_x, label, style in [
        ((y,), [1, 2, 3], "", ""),
        ((y, "-"), [1, 2, 3], "", "line"),
        (("a", y), [1, 2, 3], "a", ""),
        (("a", y, "+"), [1, 2, 3], "a", "points"),
        ((x, y), [0, 2, 4], "", ""),
        ((x, y, "+-"), [0, 2, 4], "", "linespoints"),
        (("a", x, y), [0, 2, 4], "a", ""),
        (("a", x, y, "|"), [0, 2, 4], "a", "boxes"),
    ]:
        (curve,) = spec.curves(*arguments)
        assert (curve.x.tolist(), curve.y.tolist()) == (expected_x, [3, 1, 2])
        assert (curve.label, curve.style.kind) == (label, style)
        (listed,) = spec.curves(list(arguments)) if len(arguments) > 1 else spec.curves(*arguments)
        assert listed.x.tolist() == expected_x


def test_forms_of_several_curves():
    for arguments in ((["a", X, X, "-"], ["b", X]), ([["a", X, X, "-"], ["b", X]],), ((("a", X, X), ("b", X)))):
        assert [curve.label for curve in spec.curves(*arguments)] == ["a", "b"]


def test_matrices_are_x_and_columns():
    two = np.array([[0.0, 1], [2, 3], [4, 5]])
    (curve,) = spec.curves(two)
    assert (curve.x.tolist(), curve.y.tolist()) == ([0, 2, 4], [1, 3, 5])
    wide = np.arange(12.0).reshape(3, 4)
    assert [curve.y.tolist() for curve in spec.curves("w", wide)] == [[1, 5, 9], [2, 6, 10], [3, 7, 11]]
    assert [curve.label for curve in spec.curves("w", wide)] == ["w 1", "w 2", "w 3"]
    (arrows,) = spec.curves(wide, "v")
    assert (arrows.x.tolist(), arrows.dx.tolist()) == ([0, 4, 8], [2, 6, 10])
    (arrows,) = spec.curves(wide[:, :2], wide[:, 2:], "V")
    assert (arrows.x.tolist(), arrows.dx.tolist(), arrows.y.tolist()) == ([0, 4, 8], [1, 5, 9], [2, 6, 10])


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("points", "points", {}),
        ("~", "spline", {}),
        ("~0.5", "smooth", {}),
        ("acsplines", "smooth", {}),
        ("with lines lw 3", "line", {"linewidth": 3.0}),
        ("with points pt 7 ps 2", "points", {"marker": "^", "markersize": 12.0}),
        ("with filledcurves fill transparent solid 0.5", "band", {"alpha": 0.5}),
        ("with lines lc rgb 'red' title 'x y'", "line", {"color": "red", "label": "x y"}),
        ("linespoints dt 2", "linespoints", {"linestyle": "--"}),
        ("r--", "matplotlib", {}),
    ],
)
def test_formats(text, kind, rest):
    style = parse_style(text)
    assert (style.kind, style.rest) == (kind, rest)


# -- numbers


def test_splines():
    x, y = natural_spline(np.arange(5.0), np.array([0, 1, 4, 9, 16.0]))
    at = np.interp(np.arange(5), x, y)
    np.testing.assert_allclose(at, [0, 1, 4, 9, 16], atol=0.02)
    scipy = pytest.importorskip("scipy.interpolate")
    np.testing.assert_allclose(y, scipy.CubicSpline(np.arange(5.0), [0, 1, 4, 9, 16], bc_type="natural")(x), atol=1e-9)
    _, flat = smoothing_spline(np.arange(20.0), np.arange(20) % 2, 1e-9)
    assert np.ptp(flat) < 0.3
    assert len(natural_spline(np.arange(2.0), np.arange(2.0))[0]) == 2


def test_long_curves_are_thinned_and_keep_their_outline():
    y = np.random.default_rng(0).normal(size=1_000_003)
    y[500_000] = 50
    (thin,) = decimated([y], parse_style("-"))
    assert len(thin) < 5000 and thin[:, 1].max() == 50 and thin[:, 1].min() == y.min()
    x, thin_y = decimated([np.arange(len(y)), y], parse_style("-"))
    assert len(x) == len(thin_y) < 5000
    assert x[np.argmax(thin_y)] == pytest.approx(500_000, abs=1000)
    assert len(decimated([y], parse_style("+"))[0]) == len(y)
    assert len(decimated([tensor(y)], parse_style("-"))[0]) < 5000

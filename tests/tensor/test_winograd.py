"""Convolutions by tiles: the same numbers as the definition gives, for every way the tiles are laid out."""

import numpy as np
import pytest

from th.tensor import winograd
from th.tensor.conv_geometry import Geometry
from th.tensor.conv_kernels import convolve, convolve_input, convolve_weight

# images, channels, outputs, size, padding: odd and even sizes, large and small, one block and several
CASES = [
    (1, 24, 32, (16, 16), (1, 1)),
    (3, 24, 24, (17, 15), (1, 1)),
    (5, 32, 24, (9, 8), (0, 2)),
    (11, 24, 40, (7, 6), (1, 0)),
    (2, 24, 24, (40, 13), (2, 1)),
    (40, 24, 24, (4, 3), (1, 1)),
    (2, 24, 24, (64, 64), (0, 0)),
]


def geometry_of(size, padding):
    out = tuple(n + 2 * p - 2 for n, p in zip(size, padding, strict=True))
    return Geometry(size, (3, 3), (1, 1), padding, (1, 1), 1, out)


def by_definition(x, weight, padding):
    padded = np.pad(x, ((0, 0), (0, 0), *[(p, p) for p in padding]))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.einsum("nchwij,ocij->nohw", windows, weight, optimize=True)


@pytest.fixture(params=[1 << 21, 1 << 16], ids=["large blocks", "small blocks"])
def _block(request, monkeypatch):
    monkeypatch.setattr(winograd, "_BLOCK", request.param)


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("images", "channels", "outputs", "size", "padding"), CASES)
def test_convolution_and_its_gradients(images, channels, outputs, size, padding, dtype):
    rng = np.random.default_rng(0)
    geometry = geometry_of(size, padding)
    x = rng.standard_normal((images, channels, *size)).astype(dtype)
    weight = rng.standard_normal((outputs, channels, 3, 3)).astype(dtype)
    bias = rng.standard_normal(outputs).astype(dtype)
    g = rng.standard_normal((images, outputs, *geometry.out)).astype(dtype)
    assert winograd.suits_tiles(x, channels, outputs, geometry)
    exact = by_definition(x.astype("d"), weight.astype("d"), padding)
    y = convolve(np, x, weight, bias, geometry)
    gx, gw = convolve_input(np, g, weight, geometry), convolve_weight(np, x, g, geometry)
    assert (y.dtype, gx.dtype, gw.dtype) == (dtype,) * 3
    close = 3e-6 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(y, exact + bias[:, None, None], atol=close * abs(exact).max(), rtol=0)
    # The convolution is linear in both: its adjoints give the same scalar product with g.
    weighted = np.vdot(exact, g.astype("d"))
    scale = np.linalg.norm(exact) * np.linalg.norm(g)
    assert abs(np.vdot(gx.astype("d"), x) - weighted) < close * scale
    assert abs(np.vdot(gw.astype("d"), weight) - weighted) < close * scale


def test_other_convolutions_are_left_alone():
    x = np.zeros((2, 32, 16, 16), "f")
    plain = {"size": (16, 16), "kernel": (3, 3), "stride": (1, 1), "padding": (1, 1), "dilation": (1, 1), "groups": 1,
             "out": (16, 16)}
    assert winograd.suits_tiles(x, 32, 32, Geometry(**plain))
    for name, value in {"stride": (2, 1), "dilation": (1, 2), "groups": 2, "kernel": (3, 1)}.items():
        assert not winograd.suits_tiles(x, 32, 32, Geometry(**plain | {name: value})), name
    assert not winograd.suits_tiles(x, 3, 32, Geometry(**plain))
    assert not winograd.suits_tiles(x.astype("D"), 32, 32, Geometry(**plain))


def test_nan_reaches_what_it_reaches_by_definition():
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 24, 16, 16)), rng.standard_normal((24, 24, 3, 3))
    x[1, 3, 0, 0] = np.nan
    y = convolve(np, x, weight, None, geometry_of((16, 16), (1, 1)))
    assert np.isnan(y[1, :, :2, :2]).all()
    assert np.isfinite(y[0]).all()
    assert np.isfinite(y[1, :, 4:, :]).all()

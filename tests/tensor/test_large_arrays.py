"""What large arrays go through on the CPU, block by block, against numpy's plain way of saying it."""

import math

import numpy as np
import pytest

import th

N = 150_000  # several blocks of every kernel, and a rest
RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal(N).astype("float32"), RNG.standard_normal(N).astype("float32")
X[RNG.integers(0, N, 50)] = 0.0
X[RNG.integers(0, N, 50)] = -0.0
MASK = RNG.random(N) > 0.5
Q = RNG.integers(-40, 900, N)
ROWS = X.reshape(100, 1500)
INDEX = RNG.integers(0, 1500, (100, 1500))
PLACES = RNG.integers(0, N, N)


def tensors(*arrays):
    return [th.from_numpy(a.copy()) for a in arrays]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int16", "complex64", "bool"])
def test_choices_by_a_condition(dtype):
    x, y = (X * 10).astype(dtype), (Y * 10).astype(dtype)
    mask, a, b = tensors(MASK, x, y)
    np.testing.assert_array_equal(th.where(mask, a, b).numpy(), np.where(MASK, x, y))
    np.testing.assert_array_equal(a.masked_fill(mask, 1).numpy(), np.where(MASK, np.ones((), dtype), x))


def test_what_is_not_chosen_may_be_nan():
    mask, x = tensors(MASK, np.where(MASK, X, np.nan).astype("float32"))
    assert not th.where(mask, x, th.zeros(())).isnan().any()
    assert not x.masked_fill(~mask, float("inf")).isnan().any()


@pytest.mark.parametrize(
    ("function", "reference"),
    [
        (th.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
        (th.erf, lambda x: np.array([math.erf(v) for v in x.tolist()])),
        (th.relu, lambda x: np.maximum(x, 0)),
        (lambda x: x.clamp(-0.5, 1), lambda x: np.clip(x, -0.5, 1)),
        (lambda x: th.nn.functional.leaky_relu(x, 0.1), lambda x: np.where(x > 0, x, 0.1 * x)),
        (lambda x: th.nn.functional.leaky_relu(x, 2.0), lambda x: np.where(x > 0, x, 2.0 * x)),
        (lambda x: x.std(), lambda x: x.std(ddof=1)),
        (lambda x: x.norm(), np.linalg.norm),
        (lambda x: x.sum(), np.sum),
    ],
)
def test_elements_and_sums(function, reference):
    wide = X.astype("float64")
    np.testing.assert_allclose(function(th.from_numpy(X)).numpy(), reference(wide), rtol=2e-6, atol=1e-6)
    np.testing.assert_allclose(function(th.from_numpy(wide)).numpy(), reference(wide), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("scale", [1, 100])
@pytest.mark.parametrize("dim", [0, 1])
def test_softmax(scale, dim):
    wide = ROWS.astype("float64") * scale
    powers = np.exp(wide - wide.max(dim, keepdims=True))
    x = th.from_numpy(ROWS) * scale
    np.testing.assert_allclose(th.softmax(x, dim).numpy(), powers / powers.sum(dim, keepdims=True), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(th.log_softmax(x, dim).exp().sum(dim).numpy(), 1, rtol=1e-4)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("case", ["float32", "zeros", "nan", "float64", "small", "wide", "uint8"])
def test_sorting_keeps_the_order_of_equals(case, descending):
    x = {"float32": X, "zeros": np.round(X), "nan": np.where(MASK[::-1], X, np.where(MASK, np.nan, -np.nan)).astype("float32"), "float64": np.round(X * 5.0),
         "small": Q, "wide": Q << 40, "uint8": Q.astype("uint8")}[case]
    found = th.sort(th.from_numpy(x.copy()), descending=descending)
    key = np.where(np.isnan(x), np.inf, x) if x.dtype.kind == "f" else x.astype("int64")
    order = np.argsort(-key if descending else key, kind="stable")
    np.testing.assert_array_equal(found.indices.numpy(), order)
    np.testing.assert_array_equal(found.values.numpy(), x[order])
    rows = th.sort(th.from_numpy(x.reshape(100, 1500).copy()), 0, descending)
    np.testing.assert_array_equal(th.sort(rows.indices, 0).values.numpy(), np.repeat(np.arange(100)[:, None], 1500, 1))


@pytest.mark.parametrize("k", [1, 7, 300])
@pytest.mark.parametrize("missing", [0, 3])
def test_the_largest_in_order(k, missing):
    x = X.copy()
    x[RNG.integers(0, N, missing)] = np.nan
    for shape in ((N,), (100, 1500)):
        rows = x.reshape(shape)
        order = np.argsort(np.where(np.isnan(rows), -np.inf, -rows), axis=-1, kind="stable")[..., :k]
        found = th.topk(th.from_numpy(rows.copy()), k)
        np.testing.assert_array_equal(found.indices.numpy(), order)
        np.testing.assert_array_equal(found.values.numpy(), np.take_along_axis(rows, order, -1))


def test_the_kth_and_the_median():
    for x in (X, np.round(X), Q):
        order = np.argsort(x, kind="stable")
        for k in (1, 1000, N):
            found = th.kthvalue(th.from_numpy(x.copy()), k)
            assert (found.values.item(), found.indices.item()) == (x[order[k - 1]], order[k - 1])
        assert th.median(th.from_numpy(x.copy())).item() == x[order[(N - 1) // 2]]
    with_nan = X.copy()
    with_nan[5] = np.nan
    assert th.median(th.from_numpy(with_nan)).isnan()
    assert th.kthvalue(th.from_numpy(with_nan), N).indices.item() == 5


@pytest.mark.parametrize("shape", [(N,), (100, 1500), (3, 50_000), (10, 15, 1000)])
def test_running_sums_are_rounded_once(shape):
    x = X.reshape(shape)
    for dim in range(len(shape)):
        wide = np.cumsum(x.astype("float64"), dim)
        np.testing.assert_array_equal(th.cumsum(th.from_numpy(x), dim).numpy(), wide.astype("float32"))
    x = x.copy()
    x.reshape(-1)[N // 2] = np.inf
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(th.cumsum(th.from_numpy(x), -1).numpy(), np.cumsum(x, -1, dtype="float64").astype("float32"))


@pytest.mark.parametrize("case", ["noise", "rising", "nan", "integers"])
def test_running_extremes(case):
    x = {"noise": X, "rising": np.sort(X), "nan": np.where(np.arange(N) == N // 2, np.nan, X).astype("float32"), "integers": Q}[case]
    for function, pick, better in ((th.cummax, np.maximum, np.greater_equal), (th.cummin, np.minimum, np.less_equal)):
        values = pick.accumulate(x)
        fresh = np.concatenate(([True], better(x[1:], values[:-1]) | (x[1:] != x[1:])))
        places = np.maximum.accumulate(np.where(fresh, np.arange(N), 0))
        found = function(th.from_numpy(x.copy()), 0)
        np.testing.assert_array_equal(found.values.numpy(), values)
        np.testing.assert_array_equal(found.indices.numpy(), places)


@pytest.mark.parametrize("dim", [0, 1])
def test_picking_and_putting_along_a_dim(dim):
    index = INDEX if dim else INDEX % 100
    x, y, i = tensors(ROWS, Y.reshape(100, 1500), index)
    np.testing.assert_array_equal(th.gather(x, dim, i).numpy(), np.take_along_axis(ROWS, index, dim))
    wide = ROWS.astype("float64")
    grid = (np.arange(100)[:, None], index) if dim else (index, np.arange(1500))
    np.add.at(wide, grid, Y.reshape(100, 1500).astype("float64"))
    np.testing.assert_allclose(x.scatter_add(dim, i, y).numpy(), wide, rtol=1e-5, atol=1e-5)
    put = ROWS.copy()
    np.put_along_axis(put, index, 7.0, dim)
    np.testing.assert_array_equal(x.scatter(dim, i, 7.0).numpy(), put)


@pytest.mark.parametrize("width", [1, 20, 1500])
@pytest.mark.parametrize("dim", [0, 1])
def test_adding_slices(width, dim):
    base, source = Y[: 100 * width].reshape(100, width), X[: 60 * width].reshape(60, width)
    rows = np.concatenate((np.arange(30), np.arange(30)))
    wide = base.astype("float64")
    np.add.at(wide, rows, source.astype("float64"))
    a, b, i = tensors(base.T.copy() if dim else base, source.T.copy() if dim else source, rows)
    found = a.index_add(dim, i, b).numpy()
    np.testing.assert_allclose(found.T if dim else found, wide, rtol=1e-5, atol=1e-5)


def test_a_transposed_matrix_laid_out():
    x = th.from_numpy(X[:149_100].reshape(300, 497)).t()
    assert x.contiguous().is_contiguous()
    np.testing.assert_array_equal(x.contiguous().numpy(), x.numpy())


def test_a_multiple_added_in_place():
    x, y = tensors(X, Y)
    x.add_(y, alpha=0.5)
    np.testing.assert_allclose(x.numpy(), X + 0.5 * Y, rtol=1e-6, atol=1e-7)
    x.sub_(y, alpha=0.5)
    np.testing.assert_allclose(x.numpy(), X, rtol=1e-5, atol=1e-6)
    assert x._version == 2


@pytest.mark.parametrize("count", [0, 3, 10_000, 25_000, 150_000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_multiple_is_added_to_each_element_once(count, dtype):
    source, target = np.arange(count, dtype=dtype), np.full(count, 7, dtype)
    x, y = th.from_numpy(target), th.from_numpy(source)
    np.testing.assert_array_equal(x.add_(y, alpha=0.5).numpy(), 7 + 0.5 * np.arange(count))
    np.testing.assert_array_equal(x.sub_(y, alpha=0.5).numpy(), np.full(count, 7))


def test_no_multiple_of_what_is_no_number_is_one():
    assert th.zeros(1).add_(th.tensor([np.nan]), alpha=0.0).isnan().all()


@pytest.mark.parametrize("dtype", [np.int64, np.int16, np.uint8])
def test_distinct_integers_are_counted(dtype):
    array = (np.arange(1200).reshape(30, 40) ** 2 % 97 + (0 if dtype is np.uint8 else -40)).astype(dtype)
    expected = np.unique(array, return_inverse=True, return_counts=True)
    found = th.unique(th.from_numpy(array), return_inverse=True, return_counts=True)
    for own, numpys in zip(found, expected, strict=True):
        np.testing.assert_array_equal(own.numpy(), numpys)
    assert found[0].numpy().dtype == dtype
    ends = th.tensor([2**63 - 1, -(2**63)] * 200)  # too far apart to be counted
    assert th.unique(ends).tolist() == [-(2**63), 2**63 - 1]


def test_index_out_of_range_is_told():
    for bad in (-1, 1500):
        index = INDEX.copy()
        index[50, 70] = bad
        with pytest.raises(IndexError, match=f"index {bad} is out of bounds for dimension 1 with size 1500"):
            th.from_numpy(ROWS).gather(1, th.from_numpy(index))

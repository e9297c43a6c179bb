"""repr of tensors: what PyTorch prints, digit for digit."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import th
from tests import standin_cupy
from th.errors import ArgumentError
from th.tensor.grid import tensor_grid

DATA = Path(__file__).parent.parent / "data"
RECORDED = json.loads((DATA / "pytorch_reprs.json").read_text())["reprs"]


@pytest.mark.parametrize("case", RECORDED, ids=lambda c: f"{c['code'][:50]}{c['options'] or ''}")
def test_repr_is_what_pytorch_printed(case):
    names = {"torch": th, "nan": math.nan, "inf": math.inf}
    if "bfloat16" in case["code"]:
        pytest.importorskip("ml_dtypes")
    with th.printoptions(profile="default", **case["options"]):
        assert repr(eval(case["code"], names)) == case["text"]


def test_only_the_elements_shown_are_looked_at():
    memory = np.broadcast_to(np.float32(1.5), (10**5, 10**5))  # 40 GB if it were real
    assert repr(th.as_tensor(memory)).count("1.5000") == 36


def test_a_subclass_prints_by_its_own_name():
    class Mine(th.Tensor):
        pass

    assert repr(Mine([1.0])) == "Mine([1.])"


def test_options_are_put_back_after_the_block():
    before = th.get_printoptions()
    with th.printoptions(precision=1, style="pytorch", sci_mode=True):
        assert repr(th.tensor([1.25])) == "tensor([1.2e+00])"
    assert th.get_printoptions() == before


def test_an_error_puts_the_options_back_too():
    before = th.get_printoptions()
    with pytest.raises(ZeroDivisionError), th.printoptions(precision=1):
        raise ZeroDivisionError
    assert th.get_printoptions() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [({"profile": "huge"}, "`profile`"), ({"style": "lua"}, "`style`"), ({"precision": -1}, "`precision` (=-1)")],
)
def test_wrong_options_are_refused(options, words):
    with pytest.raises(ArgumentError) as caught:
        th.set_printoptions(**options)
    assert words in str(caught.value)


def test_profiles():
    with th.printoptions(profile="short"):
        assert repr(th.tensor([1.256])) == "tensor([1.26])"
    with th.printoptions(profile="full"):
        assert repr(th.arange(2000)).count(",") == 1999


def random_values(count):
    """Numbers of all sizes, whole or not, with and without NaN and infinity."""
    rng = np.random.default_rng(0)
    shapes = [(), (0,), (1,), (5,), (30,), (3, 7), (2, 3, 4), (2, 1, 2, 3), (1200,), (50, 40)]
    for number in range(count):
        shape = shapes[number % len(shapes)]
        values = np.asarray(rng.normal(size=shape) * 10.0 ** rng.integers(-6, 9))
        if number % 3 == 0:
            values = values.round()
        if number % 7 == 0:
            values = np.where(rng.random(shape) < 0.3, rng.choice([np.nan, np.inf, -np.inf, 0.0], size=shape), values)
        yield values


@pytest.mark.oracle
def test_repr_agrees_with_pytorch_itself():
    import torch

    kinds = ("float16", "float32", "float64", "complex64", "complex128", "int64", "uint8", "bool")
    for number, values in enumerate(random_values(800)):
        kind = kinds[number % len(kinds)]
        if kind in ("int64", "uint8", "bool"):
            values = np.nan_to_num(values, posinf=9, neginf=-9)
        with np.errstate(all="ignore"):
            array = np.asarray(values.astype(kind))
        assert repr(th.from_numpy(array)) == repr(torch.from_numpy(array.copy()).reshape(array.shape)), (kind, array.shape)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (100, 100), (5, 40, 2, 60)])
def test_a_tensor_of_a_gpu_crosses_once_and_only_what_is_shown(shape):
    with standin_cupy.installed():
        x = th.zeros(shape, device="cuda")
        host = repr(x.cpu()).removesuffix(")")
        standin_cupy.transfers.reset()
        assert repr(x).startswith(host)
        assert repr(x).removeprefix(host).split() == [",", "device='cuda:0')"]
        assert standin_cupy.transfers.down == 2  # once for each repr
        standin_cupy.transfers.reset()
        grid = tensor_grid(x)
        assert standin_cupy.transfers.down == 1
    assert f"[th.cuda.FloatTensor of size {'x'.join(map(str, shape))}, cuda:0" in grid

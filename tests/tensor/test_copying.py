"""pickle and copy.deepcopy of tensors."""

import copy
import pickle

import pytest

import th
from tests import standin_cupy
from th.errors import GradientError
from th.tensor.parameter import Parameter


@pytest.fixture
def objects():
    x = th.arange(24.0).reshape(2, 3, 4)
    return {
        "x": x, "view": x[1], "turned": x[0].t(), "parameter": Parameter(th.ones(2, 3)), "empty": th.zeros(0, 3),
        "number": th.tensor(3), "wanted": th.ones(2, requires_grad=True), "expanded": th.ones(1).expand(3), "size": x.shape,
        "dtype": th.float16, "device": th.device("cpu"), "flags": th.tensor([True, False]),
    }


def test_pickle(objects):
    assert repr(pickle.loads(pickle.dumps(objects))) == repr(objects)


def test_deepcopy_shares_as_the_originals_do(objects):
    copied = copy.deepcopy(objects)
    assert repr(copied) == repr(objects)
    copied["view"][0, 0] = 99
    copied["turned"][1, 2] = 77
    assert copied["x"][1, 0, 0].item() == 99
    assert copied["x"][0, 2, 1].item() == 77
    assert objects["x"][1, 0, 0].item() == 12


def test_deepcopy_takes_gradient_and_attributes_along():
    x = th.ones(2, requires_grad=True)
    x.note = ["mine"]
    (x * 3).sum().backward()
    y = copy.deepcopy(x)
    assert (y.requires_grad, y.grad.tolist(), y.note) == (True, [3, 3], ["mine"])
    y.grad.zero_()
    y.note.append("too")
    assert (x.grad.tolist(), x.note) == ([3, 3], ["mine"])
    both = copy.deepcopy([x, x])
    assert both[0] is both[1]


def test_deepcopy_of_a_parameter_is_a_parameter():
    copied = copy.deepcopy(Parameter(th.ones(2), requires_grad=False))
    assert type(copied) is Parameter
    assert not copied.requires_grad


def test_deepcopy_of_a_result_is_refused():
    with pytest.raises(GradientError, match="graph leaves"):
        copy.deepcopy(th.ones(2, requires_grad=True) * 2)


def test_tensors_of_a_gpu_are_pickled_and_copied():
    with standin_cupy.installed():
        x = th.ones(2, device="cuda", requires_grad=True)
        for other in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x)):
            assert other.is_cuda
            assert other.requires_grad
            assert other.tolist() == [1, 1]

"""Sparse tensors do what PyTorch's do; what PyTorch prints is in tests/data/sparse.json.

`python -m tests.tensor.test_sparse` writes that file (needs PyTorch 2.13).
"""

import copy
import io
import json
import pickle
import re
from pathlib import Path

import pytest

import th
from tests import standin_cupy
from tests.tensor.sparse_programs import PROGRAMS
from tests.tensor.twin import outcome

EXPECTED = Path(__file__).parents[1] / "data" / "sparse.json"
NOT_ON_A_GPU = ("numpy", "tolist", ".type()", ".cpu()")


def seen(program, torch):
    """What the program's last expression prints, without the names of nodes; or the error's builtin classes."""
    before, separator, last = program.rpartition("; ")
    kind, text = outcome(f"{before}{separator}str({last})", torch)
    if kind == "error":
        return text
    return re.sub(r",\s+grad_fn=<\w+>", "", text)


@pytest.fixture(scope="module")
def expected():
    return json.loads(EXPECTED.read_text())


def agrees(found, expected):
    """An error is right when it can be caught as PyTorch's."""
    return expected[0] in found if isinstance(expected, list) and isinstance(found, list) else found == expected


@pytest.mark.parametrize("group", PROGRAMS)
def test_sparse_tensors_print_what_pytorchs_print(group, expected):
    wrong = {p: (seen(p, th), expected[p]) for p in PROGRAMS[group] if not agrees(seen(p, th), expected[p])}
    assert not wrong


@pytest.mark.parametrize("group", PROGRAMS)
def test_they_do_so_on_the_stand_in(group, expected):
    wrong = {}
    with standin_cupy.installed(), th.device("cuda"):
        for program in PROGRAMS[group]:
            if any(part in program for part in NOT_ON_A_GPU):
                continue
            found = seen(program, th)
            if isinstance(found, str):
                found = re.sub(r",\s+device='cuda:0'", "", found)
            wanted = expected[program]
            squeezed = [re.sub(r"\s+", " ", t) if isinstance(t, str) else t for t in (found, wanted)]
            if not agrees(*squeezed):
                wrong[program] = (found, wanted)
    assert not wrong


@pytest.mark.oracle
@pytest.mark.parametrize("group", PROGRAMS)
@pytest.mark.filterwarnings("ignore")
def test_what_is_recorded_is_pytorchs(group, expected):
    torch = pytest.importorskip("torch")
    assert {p: seen(p, torch) for p in PROGRAMS[group]} == {p: expected[p] for p in PROGRAMS[group]}


def random_pair(seed, rows=7, columns=5):
    """A sparse tensor with places that are there twice, and the same dense."""
    th.manual_seed(seed)
    places = th.stack([th.randint(0, rows, (12,)), th.randint(0, columns, (12,))])
    x = th.sparse_coo_tensor(places, th.randn(12, dtype=th.float64), (rows, columns))
    return x, x.to_dense()


@pytest.mark.parametrize("seed", range(5))
def test_they_compute_what_dense_ones_do(seed):
    (x, dense), (y, other) = random_pair(seed), random_pair(seed + 100)
    weight = th.randn(5, 3, dtype=th.float64)
    th.testing.assert_close((x + y).to_dense(), dense + other)
    th.testing.assert_close((x * y).to_dense(), dense * other)
    th.testing.assert_close((x @ y.t()).to_dense(), dense @ other.t())
    th.testing.assert_close(x @ weight, dense @ weight)
    th.testing.assert_close(x.to_sparse_csr() @ weight, dense @ weight)
    th.testing.assert_close(x.to_sparse_csc().to_sparse_coo().to_dense(), dense)
    th.testing.assert_close(x.sum(1).to_dense(), dense.sum(1))
    th.testing.assert_close(x.index_select(0, th.tensor([6, 0, 0])).to_dense(), dense[[6, 0, 0]])
    th.testing.assert_close(x[3].to_dense(), dense[3])
    assert th.equal(dense.to_sparse().to_dense(), dense)


@pytest.mark.parametrize("function", [
    lambda v, w, make: th.sparse.mm(make(v), w),
    lambda v, w, make: (make(v) @ make(v).t()).to_dense() + w.sum(),
    lambda v, w, make: (make(v).coalesce() * make(v)).to_dense() * w.sum(),
    lambda v, w, make: th.sparse.softmax(make(v), 1).to_dense() * w.sum(),
    lambda v, w, make: make(v).to_sparse_csc() @ w,
    lambda v, w, make: th.sparse.sum(make(v), 0).to_dense() * w.sum(),
    lambda v, w, make: w.t().sparse_mask(make(v.detach())).to_dense(),
])  # fmt: skip
def test_their_gradients_are_right_to_second_order(function):
    places = th.tensor([[0, 1, 1, 0, 1], [2, 0, 2, 2, 3]])  # (0, 2) is there twice
    values = th.tensor([1.0, -2.0, 0.5, 3.0, 0.7], dtype=th.float64, requires_grad=True)
    weight = th.arange(1, 9, dtype=th.float64).view(4, 2).div(3).requires_grad_()

    def run(v, w):
        return function(v, w, lambda values: th.sparse_coo_tensor(places, values, (2, 4)))

    assert th.autograd.gradcheck(run, (values, weight))
    assert th.autograd.gradgradcheck(run, (values, weight))


@pytest.mark.parametrize("layout", [th.sparse_coo, th.sparse_csr, th.sparse_csc], ids=str)
def test_they_are_saved_copied_and_pickled(layout):
    x = random_pair(0)[0].to_sparse(layout=layout)
    file = io.BytesIO()
    th.save({"x": x}, file)
    file.seek(0)
    for made in (th.load(file)["x"], pickle.loads(pickle.dumps(x)), copy.deepcopy(x)):
        assert made.layout is layout and repr(made) == repr(x)


@pytest.mark.oracle
def test_files_are_read_by_both_libraries(tmp_path):
    torch = pytest.importorskip("torch")
    th.save([th.eye(2).to_sparse(), th.eye(2).to_sparse_csr()], tmp_path / "ours.pt")
    assert [str(t) for t in torch.load(tmp_path / "ours.pt")] == [str(t) for t in th.load(tmp_path / "ours.pt")]
    torch.save([torch.eye(2).to_sparse(), torch.eye(2).to_sparse_csr()], tmp_path / "theirs.pt")
    assert [str(t) for t in torch.load(tmp_path / "theirs.pt")] == [str(t) for t in th.load(tmp_path / "theirs.pt")]


def test_a_module_keeps_one_as_a_buffer():
    module = th.nn.Linear(2, 2)
    module.register_buffer("adjacency", th.eye(2).to_sparse())
    other = copy.deepcopy(module)
    other.adjacency = th.zeros(2, 2).to_sparse()
    other.load_state_dict(module.state_dict())
    assert th.equal(other.adjacency.to_dense(), th.eye(2))
    assert module.double().adjacency.dtype == th.float64


@pytest.mark.parametrize("make", [
    lambda: th.sparse_coo_tensor([[0, 5], [0, 0]], [1.0, 2.0], (2, 2)),
    lambda: th.sparse_coo_tensor([[0, -1], [0, 0]], [1.0, 2.0], (2, 2)),
    lambda: th.sparse_csr_tensor([0, 1, 3], [2, 0, 7], [3.0, 4.0, 5.0], (2, 4)),
])  # fmt: skip
def test_places_outside_are_refused(make):
    """PyTorch does not look, and reads and writes where it must not."""
    with pytest.raises(IndexError, match="outside the size"):
        make()


def test_what_they_cannot_do_says_what_can():
    x = th.eye(2).to_sparse()
    for refused in (lambda: x.exp(), lambda: x.view(4), lambda: x.mean(), lambda: th.linalg.inv(x), lambda: x.contiguous(), lambda: x[0:1]):
        with pytest.raises(NotImplementedError, match="to_dense"):
            refused()


def test_comparing_them():
    x = th.eye(2).to_sparse()
    th.testing.assert_close(x, x + 0 * x)
    with pytest.raises(AssertionError, match="layout"):
        th.testing.assert_close(x, th.eye(2))
    th.testing.assert_close(x, th.eye(2), check_layout=False)
    with pytest.raises(AssertionError, match="Mismatched elements: 2 / 4"):
        th.testing.assert_close(x, 2 * x)


def test_a_leaf_is_not_written_into():
    x = th.eye(2).to_sparse().requires_grad_()
    with pytest.raises(RuntimeError, match="leaf"):
        x.mul_(2)
    with pytest.raises(NotImplementedError, match="cast"):
        th.eye(2, dtype=th.int64).to_sparse().mul_(0.5)


if __name__ == "__main__":
    import torch

    answers = {p: seen(p, torch) for group in PROGRAMS.values() for p in group}
    EXPECTED.write_text("{\n" + ",\n".join(f"{json.dumps(p)}: {json.dumps(a)}" for p, a in answers.items()) + "\n}\n")

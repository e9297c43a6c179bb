"""SparseAdam: only the rows that were looked up move."""

import contextlib

import numpy as np
import pytest

import th
from tests import standin_cupy

ROWS = ([0, 2, 2], [4, 2, 0], [1], [4, 4, 3])


def trained(lib, maximize=False, reload_at=None, place="cpu"):
    """A table and its optimiser's state after some steps."""
    table = lib.nn.Embedding(5, 3, sparse=True).to(place)
    with lib.no_grad():
        table.weight.copy_(lib.arange(15.0).reshape(5, 3) / 7 - 1)
    def make(lr):
        return lib.optim.SparseAdam(table.parameters(), lr=lr, betas=(0.8, 0.99), maximize=maximize)

    optimizer = make(0.05)
    for step, rows in enumerate([*ROWS, *ROWS]):
        if step == reload_at:
            saved = optimizer.state_dict()
            optimizer = make(1.0)
            optimizer.load_state_dict(saved)
        optimizer.zero_grad()
        (table(lib.tensor(rows, device=place)) ** 2).sum().backward()
        optimizer.step()
    return table.weight.detach().cpu().numpy(), optimizer


@pytest.mark.oracle
@pytest.mark.parametrize("maximize", [False, True])
def test_values_state_and_print_are_pytorch_s(maximize):
    import torch

    (ours, one), (theirs, other) = trained(th, maximize), trained(torch, maximize)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    assert repr(one) == repr(other)
    mine, peer = one.state_dict()["state"][0], other.state_dict()["state"][0]
    assert list(mine) == list(peer) and mine["step"] == peer["step"]
    for key in ("exp_avg", "exp_avg_sq"):
        np.testing.assert_allclose(mine[key].numpy(), peer[key].numpy(), rtol=1e-5, atol=1e-6)


def test_a_reloaded_optimizer_goes_on():
    np.testing.assert_array_equal(trained(th, reload_at=3)[0], trained(th)[0])


@pytest.mark.parametrize("where", ["standin", pytest.param("gpu", marks=pytest.mark.gpu)])
def test_on_a_gpu(where):
    with standin_cupy.installed() if where == "standin" else contextlib.nullcontext():
        np.testing.assert_allclose(trained(th, place="cuda")[0], trained(th)[0], rtol=1e-5, atol=1e-6)


def test_rows_that_were_not_looked_up_stay():
    table = th.nn.Embedding(4, 2)
    before = table.weight.detach().clone()
    optimizer = th.optim.SparseAdam(table.parameters())
    table(th.tensor([3])).sum().backward()
    optimizer.step()
    assert (table.weight != before).any(1).tolist() == [False, False, False, True]
    assert optimizer.state_dict()["state"][0]["exp_avg"][:3].abs().sum() == 0


@pytest.mark.parametrize(("settings", "text"), [
    ({"lr": 0.0}, "Invalid learning rate"), ({"eps": 0.0}, "Invalid epsilon"), ({"betas": (1.0, 0.5)}, "index 0"),
    ({"lr": th.ones(2)}, "1-element"),
])
def test_options_that_are_refused(settings, text):
    with pytest.raises(ValueError, match=text):
        th.optim.SparseAdam([th.ones(2, 2, requires_grad=True)], **settings)
    with pytest.raises(ValueError, match="complex parameters"):
        th.optim.SparseAdam([th.ones(2, dtype=th.complex64, requires_grad=True)])

"""Every optimiser: PyTorch's values, state and printed form."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import th
from tests.optim.cases import OPTIMIZERS, make_params, name_of, run_optimizer

RECORDED = json.loads((Path(__file__).parent.parent / "data" / "optim.json").read_text(encoding="utf-8"))
KINDS = sorted({kind for kind, _ in OPTIMIZERS})
# float32: 20 steps of rounding, and PyTorch's fused multiply-adds round once where we round twice.
TOLERANCE = {"float64": {"rtol": 1e-11, "atol": 1e-12}, "float32": {"rtol": 1e-4, "atol": 2e-5}}


def arrays(params):
    return [np.array(p.detach().numpy()) for p in params]


def assert_close(mine, theirs, dtype="float64"):
    for a, b in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(a, b, **TOLERANCE[dtype])


@pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
def test_twenty_steps_end_where_pytorch_was_recorded(case):
    params, _ = run_optimizer(th, *case)
    assert_close([a.reshape(-1)[:12] for a in arrays(params)], RECORDED["optimizers"][name_of(case)])


@pytest.mark.oracle
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
def test_twenty_steps_state_and_print_agree_with_pytorch(case, dtype):
    import torch

    params, optimizer = run_optimizer(th, *case, dtype=dtype)
    peers, peer = run_optimizer(torch, *case, dtype=dtype)
    assert_close(arrays(params), arrays(peers), dtype)
    assert repr(optimizer) == repr(peer)
    mine, theirs = optimizer.state_dict(), peer.state_dict()
    assert mine["param_groups"] == theirs["param_groups"]
    assert list(mine["state"]) == list(theirs["state"])
    for number, state in theirs["state"].items():
        assert list(mine["state"][number]) == list(state)
        for key, value in state.items():
            found = mine["state"][number][key]
            assert (str(found.dtype), tuple(found.shape)) == (str(value.dtype), tuple(value.shape)), key
            assert_close([found.numpy()], [value.numpy()], dtype if key not in ("eta", "mu", "mu_product") else "float32")


def assert_same_step(params, optimizer, peers, peer):
    """One more step of both, with gradients of one, ends at the same place."""
    import torch

    for p, q in zip(params, peers, strict=True):
        p.grad, q.grad = th.ones_like(p), torch.ones_like(q)
    optimizer.step()
    peer.step()
    assert_close(arrays(params), arrays(peers))


@pytest.mark.oracle
@pytest.mark.parametrize("kind", KINDS)
def test_a_state_of_pytorch_is_taken_over(kind):
    import torch

    peers, peer = run_optimizer(torch, kind, {}, steps=10)
    saved = peer.state_dict()
    saved["state"] = {n: {k: th.from_numpy(v.numpy().copy()) for k, v in s.items()} for n, s in saved["state"].items()}
    params = [th.from_numpy(p.detach().numpy().copy()).requires_grad_() for p in peers]
    optimizer = getattr(th.optim, kind)([{"params": params[:2]}, {"params": params[2:]}])
    optimizer.load_state_dict(saved)
    assert_same_step(params, optimizer, peers, peer)


@pytest.mark.oracle
@pytest.mark.parametrize("kind", KINDS)
def test_pytorch_takes_a_state_over(kind):
    import torch

    params, optimizer = run_optimizer(th, kind, {}, steps=10)
    saved = optimizer.state_dict()
    saved["state"] = {n: {k: torch.from_numpy(v.numpy().copy()) for k, v in s.items()} for n, s in saved["state"].items()}
    peers = [torch.from_numpy(p.detach().numpy().copy()).requires_grad_() for p in params]
    peer = getattr(torch.optim, kind)([{"params": peers[:2]}, {"params": peers[2:]}])
    peer.load_state_dict(saved)
    assert_same_step(params, optimizer, peers, peer)


@pytest.mark.oracle
def test_every_optimizer_and_schedule_of_pytorch_is_compared():
    import torch
    from tests.optim.cases import SCHEDULES

    def kinds(module, base):
        return {n for n in dir(module) if isinstance(getattr(module, n), type) and issubclass(getattr(module, n), base)} - {base.__name__}

    # These have tests of their own: of matrices, of functions to be minimised, of tables.
    assert kinds(torch.optim, torch.optim.Optimizer) == {*KINDS, "LBFGS", "Muon", "SparseAdam"}
    schedulers = torch.optim.lr_scheduler
    tried = {name.split()[0] for name in SCHEDULES}
    assert kinds(schedulers, schedulers.LRScheduler) - {"_LRScheduler"} == {*tried, "ReduceLROnPlateau"}


@pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
def test_a_reloaded_optimizer_goes_on_as_if_nothing_happened(case):
    straight, _ = run_optimizer(th, *case)
    reloaded, _ = run_optimizer(th, *case, reload_at=7)
    assert_close(arrays(reloaded), arrays(straight))


@pytest.mark.parametrize("kind", KINDS)
def test_copies_and_pickles_go_on_alike(kind):
    params, optimizer = run_optimizer(th, kind, {}, steps=3)
    for copied in (copy.deepcopy((params, optimizer)), pickle.loads(pickle.dumps((params, optimizer)))):
        theirs, other = copied
        for p, q in zip(params, theirs, strict=True):
            q.data.copy_(p)
            p.grad = q.grad = th.ones_like(p)
        state = copy.deepcopy(optimizer.state_dict())
        optimizer.step()
        other.step()
        assert_close(arrays(theirs), arrays(params))
        optimizer.load_state_dict(state)


@pytest.mark.parametrize("kind", KINDS)
def test_complex_parameters_are_updated_as_pairs_of_real_ones(kind):
    if kind == "Adafactor":
        z = th.ones(2, dtype=th.complex128, requires_grad=True)
        z.grad = th.ones_like(z)
        with pytest.raises(RuntimeError, match="complex"):
            th.optim.Adafactor([z]).step()
        return
    numbers = np.array([1 + 2j, -0.5 + 0.25j])
    z = th.tensor(numbers, requires_grad=True)
    pairs = th.tensor(numbers.view(np.float64), requires_grad=True)
    ours, theirs = getattr(th.optim, kind)([z], lr=0.1), getattr(th.optim, kind)([pairs], lr=0.1)
    for step in range(5):
        g = numbers * (step - 1.5)
        z.grad, pairs.grad = th.tensor(g), th.tensor(g.view(np.float64).copy())
        ours.step()
        theirs.step()
    assert_close([z.detach().numpy().view(np.float64)], [pairs.detach().numpy()])


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_without_a_gradient_are_left_alone(kind):
    params = make_params(th)
    optimizer = getattr(th.optim, kind)(params, lr=0.1)
    before = arrays(params)
    params[1].grad = th.ones_like(params[1])
    optimizer.step()
    after = arrays(params)
    assert not np.allclose(before[1], after[1])
    assert all(np.array_equal(a, b) for n, (a, b) in enumerate(zip(before, after, strict=True)) if n != 1)


@pytest.mark.parametrize("kind", KINDS)
def test_steps_are_counted_for_each_parameter(kind):
    """A parameter that joins late starts its own count: as if it had an optimizer of its own."""
    together, apart = make_params(th)[:2], make_params(th)[:2]
    one = getattr(th.optim, kind)(together, lr=0.1)
    two = [getattr(th.optim, kind)([p], lr=0.1) for p in apart]
    for step in range(6):
        for place in range(2):
            g = None if place and step < 3 or (not place and step == 4) else th.full_like(together[place], 0.3 + step)
            together[place].grad = apart[place].grad = g
        one.step()
        for optimizer in two:
            optimizer.step()
    assert_close(arrays(together), arrays(apart))

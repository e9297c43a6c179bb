"""LBFGS, CG and Muon."""

import numpy as np
import pytest

import th


def rosenbrock(x):
    return ((1 - x[:-1]) ** 2 + 100 * (x[1:] - x[:-1] ** 2) ** 2).sum()


def minimise(lib, make, steps, dtype="float64", loss_of=rosenbrock, start=(-1.5, 2.0, 0.5, -1.0)):
    x = lib.tensor(list(start), dtype=getattr(lib, dtype), requires_grad=True)
    optimizer = make(lib.optim, [x])

    def closure():
        optimizer.zero_grad()
        loss = loss_of(x)
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(steps)]
    return losses, x, optimizer


WAYS = {
    "wolfe": lambda o, p: o.LBFGS(p, line_search_fn="strong_wolfe"),
    "fixed": lambda o, p: o.LBFGS(p, lr=0.01),
    "short history": lambda o, p: o.LBFGS(p, lr=0.5, history_size=2, line_search_fn="strong_wolfe", max_iter=4),
}


@pytest.mark.oracle
@pytest.mark.parametrize("way", WAYS)
def test_lbfgs_walks_as_pytorch(way):
    import torch

    mine, x, optimizer = minimise(th, WAYS[way], 4)
    theirs, y, peer = minimise(torch, WAYS[way], 4)
    np.testing.assert_allclose(mine, theirs, rtol=1e-6)
    np.testing.assert_allclose(x.detach().numpy(), y.detach().numpy(), rtol=1e-5)
    assert repr(optimizer) == repr(peer)
    assert list(optimizer.state_dict()["state"][0]) == list(peer.state_dict()["state"][0])
    for key in ("func_evals", "n_iter"):
        assert optimizer.state[x][key] == peer.state[y][key]


def test_lbfgs_finds_the_minimum_and_stops_there():
    losses, x, optimizer = minimise(th, WAYS["wolfe"], 8, start=(-1.2, 1.0))
    assert losses[-1] < 1e-8
    np.testing.assert_allclose(x.detach().numpy(), 1, rtol=1e-4)
    before = optimizer.state[x]["n_iter"]
    x.grad = None
    optimizer.step(lambda: th.zeros(()))
    assert optimizer.state[x]["n_iter"] == before


def test_lbfgs_goes_on_from_a_saved_state():
    straight, x, _ = minimise(th, WAYS["wolfe"], 4)
    _, y, optimizer = minimise(th, WAYS["wolfe"], 2)
    other = th.optim.LBFGS([y], line_search_fn="strong_wolfe")
    other.load_state_dict(optimizer.state_dict())

    def closure():
        other.zero_grad()
        loss = rosenbrock(y)
        loss.backward()
        return loss

    assert [other.step(closure).item() for _ in range(2)] == pytest.approx(straight[2:], rel=1e-9)
    np.testing.assert_allclose(y.detach().numpy(), x.detach().numpy(), rtol=1e-6)


def test_lbfgs_takes_complex_parameters():
    z = th.tensor([1 + 2j, -1j], requires_grad=True)
    optimizer = th.optim.LBFGS([z], line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = ((z - (3 - 1j)).abs() ** 2).sum()
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)
    np.testing.assert_allclose(z.detach().numpy(), 3 - 1j, rtol=1e-4)


def test_lbfgs_refuses_groups_and_unknown_searches():
    a, b = th.ones(1, requires_grad=True), th.ones(1, requires_grad=True)
    with pytest.raises(ValueError, match="parameter groups"):
        th.optim.LBFGS([{"params": [a]}, {"params": [b]}])
    with pytest.raises(RuntimeError, match="strong_wolfe"):
        minimise(th, lambda o, p: o.LBFGS(p, line_search_fn="golden"), 1)


def test_cg_finds_the_minimum():
    _, x, optimizer = minimise(th, lambda o, p: o.CG(p, max_eval=60), 3, start=(-1.2, 1.0))
    np.testing.assert_allclose(x.detach().numpy(), 1, rtol=1e-6)
    assert optimizer.state[x]["func_evals"] <= 60
    losses = optimizer.state[x]["losses"]
    assert losses == sorted(losses, reverse=True)


def test_cg_never_ends_higher_than_it_began():
    for most in range(1, 12):
        _, x, _ = minimise(th, lambda o, p, most=most: o.CG(p, max_eval=most), 1)
        assert rosenbrock(x.detach()).item() <= rosenbrock(th.tensor([-1.5, 2.0, 0.5, -1.0])).item()


def test_cg_takes_one_group():
    a, b = th.ones(1, requires_grad=True), th.ones(1, requires_grad=True)
    with pytest.raises(ValueError, match="parameter groups"):
        th.optim.CG([{"params": [a]}, {"params": [b]}])


MUON = [{}, {"nesterov": False, "adjust_lr_fn": "match_rms_adamw"}, {"weight_decay": 0.0, "ns_steps": 3}]


@pytest.mark.oracle
@pytest.mark.parametrize("options", MUON)
def test_muon_walks_as_pytorch(options):
    import torch

    runs = []
    for lib in (th, torch):
        params = [lib.tensor(np.sin(np.arange(n * m)).reshape(n, m), dtype=lib.float32, requires_grad=True)
                  for n, m in ((5, 7), (40, 30), (8, 8))]
        optimizer = lib.optim.Muon(params, lr=0.02, **options)
        for step in range(20):
            for p in params:
                p.grad = lib.tensor(np.cos(np.arange(p.numel()) * (step + 1.3)).reshape(tuple(p.shape)), dtype=lib.float32)
            optimizer.step()
        runs.append(([p.detach().numpy() for p in params], repr(optimizer), optimizer.state_dict()))
    for mine, theirs in zip(runs[0][0], runs[1][0], strict=True):
        # The iteration runs in bfloat16: a sum that is added up in another order rounds to its neighbour.
        np.testing.assert_allclose(mine, theirs, atol=1e-3)
    buffers = [[s["momentum_buffer"].numpy() for s in run[2]["state"].values()] for run in runs]
    for mine, theirs in zip(*buffers, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert runs[0][1] == runs[1][1]
    assert runs[0][2]["param_groups"] == runs[1][2]["param_groups"]


def test_muon_makes_the_direction_orthogonal():
    w = th.zeros(6, 4, requires_grad=True)
    w.grad = th.tensor(np.sin(np.arange(24.0) ** 2).reshape(6, 4), dtype=th.float32)
    th.optim.Muon([w], lr=1.0, weight_decay=0.0, adjust_lr_fn="original").step()
    singular = np.linalg.svd(w.detach().numpy() / np.sqrt(6 / 4), compute_uv=False)
    assert singular.min() > 0.4
    assert singular.max() < 1.4


@pytest.mark.parametrize(("options", "text"), [
    ({"ns_steps": 100}, "less than 100"), ({"ns_coefficients": (1.0, 2.0)}, "exactly 3 values"),
])
def test_what_muon_refuses(options, text):
    w = th.eye(2, requires_grad=True)
    w.grad = th.eye(2)
    with pytest.raises(ValueError, match=text):
        th.optim.Muon([w], **options).step()

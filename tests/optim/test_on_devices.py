"""Optimisers on a GPU: the CPU's numbers, and nothing crosses between the devices."""

import contextlib

import numpy as np
import pytest

import th
from tests import standin_cupy
from tests.optim.cases import OPTIMIZERS, gradient, make_params, name_of

STEPS = 4


@pytest.fixture(params=["standin", pytest.param("gpu", marks=pytest.mark.gpu)], autouse=True)
def gpu(request):
    with standin_cupy.installed() if request.param == "standin" else contextlib.nullcontext():
        yield request.param


def steps_on(place, kind, options, transfers=None):
    params = [p.detach().to(place).requires_grad_() for p in make_params(th)]
    optimizer = getattr(th.optim, kind)(params, lr=0.1, **options)
    for step in range(STEPS):
        for n, p in enumerate(params):
            p.grad = gradient(th, p, n, step).to(place)
        before = standin_cupy.transfers.total
        optimizer.step()
        if transfers is not None and step > 0:
            transfers.append(standin_cupy.transfers.total - before)
    return [p.detach().cpu().numpy() for p in params], optimizer


@pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
def test_a_gpu_computes_what_the_cpu_computes(case, gpu):
    transfers = []
    for mine, theirs in zip(steps_on("cuda", *case, transfers)[0], steps_on("cpu", *case)[0], strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)
    if gpu == "standin" and case[0] != "Adafactor":  # its clipping looks at two norms for each parameter
        assert transfers == [0] * (STEPS - 1)


@pytest.mark.parametrize("kind", ["SGD", "Adam", "RMSprop"])
def test_a_state_moves_with_the_parameters(kind):
    options = {"momentum": 0.9} if kind == "SGD" else {}
    _, on_cpu = steps_on("cpu", kind, options)
    _, on_gpu = steps_on("cuda", kind, options)
    saved = on_cpu.state_dict()
    on_gpu.load_state_dict(saved)
    for state in on_gpu.state_dict()["state"].values():
        assert all(t.is_cuda or name == "step" for name, t in state.items())
    params = on_gpu.param_groups[0]["params"]
    for p in params:
        p.grad = th.ones_like(p)
    on_gpu.step()
    assert on_gpu.state_dict()["state"][0].keys() == saved["state"][0].keys()


def test_parameters_on_two_devices_are_updated_each_where_it_is():
    here, there = th.ones(3, requires_grad=True), th.ones(3, device="cuda", requires_grad=True)
    optimizer = th.optim.Adam([here, there], lr=0.1)
    for _ in range(3):
        here.grad, there.grad = th.ones_like(here), th.ones_like(there)
        optimizer.step()
    assert there.is_cuda
    np.testing.assert_array_equal(here.detach().numpy(), there.detach().cpu().numpy())


def test_scaled_gradients_on_a_gpu():
    w = th.ones(3, device="cuda", requires_grad=True)
    optimizer = th.optim.SGD([w], lr=0.1)
    scaler = th.amp.GradScaler(init_scale=4.0)
    scaler.scale(w.sum()).backward()
    scaler.step(optimizer)
    scaler.update()
    np.testing.assert_allclose(w.detach().cpu().numpy(), 0.9, rtol=1e-6)


@pytest.mark.parametrize("make", [
    lambda p: th.optim.LBFGS(p, line_search_fn="strong_wolfe"), lambda p: th.optim.CG(p), lambda p: th.optim.Muon(p, lr=0.1),
], ids=["LBFGS", "CG", "Muon"])
def test_the_other_minimisers(make):
    found = []
    for place in ("cpu", "cuda"):
        w = th.tensor([[3.0, -2.0], [0.5, 1.0]], device=place, requires_grad=True)
        optimizer = make([w])

        def closure(w=w, optimizer=optimizer):
            optimizer.zero_grad()
            loss = ((w - 1) ** 4).sum()
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)
        found.append(w.detach().cpu().numpy())
    np.testing.assert_allclose(*found, rtol=1e-5, atol=1e-6)

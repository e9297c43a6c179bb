"""What autograd leaves behind: no cycles, no growth, no recursion however long the tape.  On every device."""

import contextlib
import gc
import os
import tracemalloc

import pytest

import th
from tests import standin_cupy
from th import nn
from th.nn import functional as F

LONG = 100_000
SETTLED = 300_000  # bytes; tracemalloc's own tables and numpy's caches move by less
RESIDENT = 8_000_000  # bytes; what the allocator keeps moves by less
PLACES = ["cpu", "standin", pytest.param("gpu", marks=pytest.mark.gpu)]


@pytest.fixture(params=PLACES, autouse=True)
def place(request):
    """New tensors go to the CPU, to the stand-in for a GPU, or to a GPU."""
    training_step.__dict__.clear()
    with standin_cupy.installed() if request.param == "standin" else contextlib.nullcontext():
        with th.device("cpu" if request.param == "cpu" else "cuda"):
            yield request.param
    training_step.__dict__.clear()


class Exponential(th.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[1]


def training_step():
    step = training_step
    if not hasattr(step, "model"):
        step.model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 3))
        step.optimizer = th.optim.Adam(step.model.parameters())
    step.optimizer.zero_grad()
    F.cross_entropy(step.model(th.rand(8, 4)), th.zeros(8, dtype=th.int64)).backward()
    step.optimizer.step()


def in_place(x):
    y = x * 2
    y[0] = 1
    v = y[1:]
    v.mul_(2)
    y.unsqueeze_(0)
    y[0].transpose_(0, 1)
    y.sum().backward()


def errors(x):
    for wrong in (lambda: x @ x, lambda: x * th.ones(3), lambda: x[100], lambda: x.sum(5)):
        with pytest.raises((RuntimeError, IndexError)):
            wrong()


def twice(x):
    th.autograd.grad((x**3).sum(), x, create_graph=True)[0].sum().backward()


def hooked(x):
    y = x * 2
    y.register_hook(lambda g: g * 2)
    y.retain_grad()
    y.sum().backward()


def packed(x):
    with th.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = (x.exp() * x).sum()
    y.backward()


ACTIONS = {
    "step": lambda x: training_step(),
    "no backward": lambda x: (x * x).sum(),
    "views": lambda x: (x[0].view(2, 2).t() * 2).sum().backward(),
    "in place": in_place,
    "twice": twice,
    "function": lambda x: Exponential.apply(x).sum().backward(),
    "function, no backward": lambda x: Exponential.apply(x),
    "hooks": hooked,
    "packed": packed,
    "several results": lambda x: (x.sort(0)[0].sum() + x.max(0)[0].sum() + x.softmax(0).sum() + x.std()).backward(),
    "errors": errors,
}


@pytest.mark.parametrize("name", ACTIONS)
def test_nothing_is_left_to_the_collector(name):
    x = th.rand(8, 4, requires_grad=True)
    ACTIONS[name](x)
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            ACTIONS[name](x)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [type(o).__name__ for o in gc.garbage if type(o).__module__.partition(".")[0] == "th"]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []


def resident():
    """The memory that the process holds, in bytes; 0 where that is not told."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:
            return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def test_training_does_not_grow(place):
    steps = 100 if place == "standin" else 1000  # it copies every array, to be strict
    for _ in range(20):
        training_step()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _ in range(steps // 10):
            training_step()
        before = tracemalloc.get_traced_memory()[0]
        held = resident()
        for _ in range(steps):
            training_step()
        grown = tracemalloc.get_traced_memory()[0] - before
        swollen = resident() - held
    finally:
        tracemalloc.stop()
        gc.enable()
    assert grown < SETTLED
    assert swollen < RESIDENT


def test_a_long_chain_differentiates():
    x = th.ones(2, requires_grad=True)
    y = x
    for _ in range(LONG):
        y = y + 1
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


CHAINS = {
    "sums": lambda y: y + 1,
    "views": lambda y: y.view(2),
    "joined": lambda y: th.cat([y[:1], y[1:]]),
    "function": lambda y: Exponential.apply(y) * 0.1,
}


@pytest.mark.parametrize("name", CHAINS)
def test_long_chains_are_let_go_of(name, place):
    y = th.ones(2, requires_grad=True)
    for _ in range(LONG // (1 if name in ("sums", "views") else 4) // (1 if place == "cpu" else 10)):
        y = CHAINS[name](y)
    del y


def test_a_chain_of_writes_differentiates():
    x = th.ones(2, requires_grad=True)
    y = x.clone()
    for _ in range(2000):
        y[0] = y[1] * 1
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 2.0]

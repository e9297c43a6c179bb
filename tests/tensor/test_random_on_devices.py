"""Random numbers on a GPU: made there, repeatable, and of the right distribution."""

import contextlib

import pytest

import th
from tests import standin_cupy
from th.errors import DeviceError
from th.tensor.ops.sampling_fill import dropout_noise

CUDA = "cuda"
N = 20_000


@pytest.fixture(params=["standin", pytest.param("gpu", marks=pytest.mark.gpu)], autouse=True)
def gpu(request):
    with standin_cupy.installed() if request.param == "standin" else contextlib.nullcontext():
        yield


def empty(dtype=th.float32):
    return th.zeros(N, dtype=dtype, device=CUDA)


DRAWS = {
    "rand": (lambda: th.rand(N, device=CUDA), 0.5),
    "rand float16": (lambda: th.rand(N, device=CUDA, dtype=th.float16).float(), 0.5),
    "randn": (lambda: th.randn(N, device=CUDA), 0.0),
    "randn double": (lambda: th.randn(N, device=CUDA, dtype=th.float64), 0.0),
    "randint": (lambda: th.randint(0, 11, (N,), device=CUDA).float(), 5.0),
    "randperm": (lambda: th.randperm(N, device=CUDA).double() / N, 0.5),
    "rand_like": (lambda: th.rand_like(empty()), 0.5),
    "normal": (lambda: th.normal(empty() + 3.0, 2.0), 3.0),
    "bernoulli": (lambda: th.bernoulli(empty() + 0.3), 0.3),
    "poisson": (lambda: th.poisson(empty() + 4.0), 4.0),
    "binomial": (lambda: th.binomial(empty() + 10.0, empty() + 0.5), 5.0),
    "multinomial": (lambda: th.multinomial(th.ones(3, device=CUDA), N, replacement=True).float(), 1.0),
    "uniform_": (lambda: empty().uniform_(2, 4), 3.0),
    "normal_": (lambda: empty().normal_(2, 4), 2.0),
    "random_": (lambda: empty(th.uint8).random_(11).float(), 5.0),
    "bernoulli_": (lambda: empty().bernoulli_(0.25), 0.25),
    "exponential_": (lambda: empty().exponential_(0.5), 2.0),
    "geometric_": (lambda: empty().geometric_(0.25), 4.0),
    "log_normal_": (lambda: empty().log_normal_(0.0, 0.5).log(), 0.0),
    "cauchy_": (lambda: (empty().cauchy_() > 0).float(), 0.5),
    "dropout": (lambda: dropout_noise(empty(), 0.25), 1.0),
}


@pytest.mark.parametrize("name", DRAWS)
def test_draws_are_on_the_device_and_repeatable(name):
    draw, mean = DRAWS[name]
    th.manual_seed(3)
    first = draw()
    second = draw()
    th.manual_seed(3)
    again = draw()
    assert first.device.type == CUDA
    assert th.equal(first, again)
    assert not th.equal(first, second)
    values = first.double().cpu()
    assert values.mean().item() == pytest.approx(mean, abs=6 * max(values.std().item(), 0.1) / N**0.5)


def test_without_replacement_no_category_comes_twice():
    drawn = th.multinomial(th.ones(4, 10, device=CUDA), 10)
    assert th.sort(drawn, dim=1).values.tolist() == [list(range(10))] * 4


def test_a_generator_of_the_gpu_has_its_own_state():
    generator = th.Generator(CUDA).manual_seed(5)
    th.rand(3, device=CUDA, generator=generator)
    state = generator.get_state()
    first = th.rand(3, device=CUDA, generator=generator)
    generator.set_state(state)
    assert th.equal(th.rand(3, device=CUDA, generator=generator), first)
    assert generator.device == th.device("cuda:0")


def test_generator_and_tensor_are_on_one_device():
    with pytest.raises(DeviceError, match="generator"):
        th.rand(3, device=CUDA, generator=th.Generator())


def test_fork_rng_puts_the_gpus_back_too():
    th.manual_seed(1)
    th.rand(2, device=CUDA)
    with th.random.fork_rng():
        inside = th.rand(3, device=CUDA)
    assert th.equal(th.rand(3, device=CUDA), inside)


def test_the_gpus_draws_leave_the_cpus_alone():
    th.manual_seed(1)
    before = th.rand(2)
    th.manual_seed(1)
    th.rand(2, device=CUDA)
    assert th.equal(th.rand(2), before)

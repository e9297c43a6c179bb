"""Random numbers: PyTorch's streams on the CPU, to the last bit; generators, seeds and states."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import th
from th.errors import ArgumentError, ArgumentTypeError, DtypeError, GradientError, ShapeError
from th.tensor import openblas, samplers
from th.tensor.ops.sampling_fill import dropout_noise

DATA = Path(__file__).parent.parent / "data"
RECORDED = json.loads((DATA / "pytorch_draws.json").read_text())["draws"]


def number(text):
    """A recorded number."""
    if isinstance(text, list):
        return complex(float.fromhex(text[0]), float.fromhex(text[1]))
    return float.fromhex(text) if isinstance(text, str) else text


@pytest.mark.parametrize("case", RECORDED, ids=lambda c: f"{c['code'][6:]}-{c['seed']}")
def test_draws_are_pytorchs(case):
    if case["dtype"] == "bfloat16":
        pytest.importorskip("ml_dtypes")
    th.manual_seed(case["seed"])
    drawn = eval(case["code"], {"torch": th})
    assert (list(drawn.shape), drawn.dtype.name) == (case["shape"], case["dtype"])
    flat = drawn.reshape(-1)
    assert [flat[i].item() for i in case["at"]] == [number(v) for v in case["values"]]
    after = [th.randint(0, 2**31, (1,)).item(), th.randn(1, dtype=th.float64).item().hex()]
    assert after == case["after"]


def test_the_whole_of_a_large_draw_is_pytorchs():
    case = next(c for c in RECORDED if c["code"] == "torch.randn(5000,dtype=torch.float32)")
    th.manual_seed(case["seed"])
    assert th.randn(5000).double().sum().item() == pytest.approx(case["sum"], abs=1e-9)


def test_seeds_and_states():
    assert th.manual_seed(7) is th.default_generator
    assert th.initial_seed() == 7
    state = th.get_rng_state()
    first = th.randn(3)  # leaves a second normal waiting, which is part of the state
    middle = th.get_rng_state()
    second = th.randn(3)
    th.set_rng_state(state)
    assert th.equal(th.randn(3), first)
    th.set_rng_state(middle)
    assert th.equal(th.randn(3), second)


def test_the_state_has_pytorchs_bytes():
    generator = th.Generator().manual_seed(3)
    th.randn(3, generator=generator)
    assert generator.get_state().numpy().tobytes() == (DATA / "pytorch_rng_state.bin").read_bytes()


@pytest.mark.parametrize("count", [0, 1, 623, 624, 625, 5000])
def test_a_state_takes_up_anywhere(count):
    generator = th.Generator().manual_seed(5)
    th.rand(count, generator=generator)
    other = th.Generator().set_state(generator.get_state())
    assert th.equal(th.rand(1000, generator=generator), th.rand(1000, generator=other))


def test_generators_are_independent():
    a, b = th.Generator().manual_seed(1), th.Generator().manual_seed(1)
    th.manual_seed(2)
    assert th.equal(th.rand(5, generator=a), th.rand(5, generator=b))
    assert th.equal(th.rand(5, generator=a.clone_state()), th.rand(5, generator=a))
    assert th.Generator().initial_seed() == 67280421310721
    assert a.device == th.device("cpu")


def test_a_generator_is_pickled_and_copied_with_its_state():
    generator = th.Generator().manual_seed(1)
    th.randn(3, generator=generator)
    twins = [pickle.loads(pickle.dumps(generator)), copy.deepcopy(generator)]
    expected = th.randn(5, generator=generator)
    assert all(th.equal(th.randn(5, generator=twin), expected) for twin in twins)


def test_negative_seeds_count_from_the_top():
    th.manual_seed(-1)
    assert th.initial_seed() == 2**64 - 1


def test_fresh_seeds_differ():
    assert th.seed() != th.seed()
    assert th.Generator().seed() != th.Generator().seed()


def test_fork_rng_puts_the_state_back():
    th.manual_seed(0)
    with th.random.fork_rng():
        th.rand(100)
    assert th.rand(1).item() == pytest.approx(0.4962565899)


def test_gradients_are_wanted_when_asked_for():
    assert th.rand(2, requires_grad=True).requires_grad
    assert not th.rand(2).requires_grad


def test_out_is_filled_and_resized():
    out = th.zeros(1)
    th.manual_seed(0)
    assert th.rand(2, 3, out=out) is out
    assert out.shape == (2, 3)
    assert out[0, 0].item() == pytest.approx(0.4962565899)


def test_filling_counts_as_a_write():
    x = th.ones(3, requires_grad=True)
    y = x * 2
    z = y * y
    y.normal_()
    with pytest.raises(GradientError):
        z.sum().backward()


def test_filling_a_result_cuts_its_history():
    x = th.ones(3, requires_grad=True)
    y = x * 2
    y.uniform_()
    (y.sum() + x.sum()).backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_filling_a_leaf_that_wants_a_gradient_is_refused():
    x = th.ones(3, requires_grad=True)
    with pytest.raises(GradientError, match="leaf Variable"):
        x.normal_()
    with th.no_grad():
        x.normal_()


def test_dropout_noise_is_scaled_and_pytorchs():
    th.manual_seed(0)
    noise = dropout_noise(th.ones(8), 0.25)
    th.manual_seed(0)
    assert th.equal(noise, th.zeros(8).bernoulli_(0.75) / 0.75)
    assert dropout_noise(th.ones(2, 3), 0.5, shape=(2, 1)).shape == (2, 1)


@pytest.mark.parametrize("name", ["rand", "randn"])
def test_sizes_are_given_in_any_of_the_usual_ways(name):
    function = getattr(th, name)
    for made in (function(2, 3), function((2, 3)), function([2, 3]), function(size=(2, 3)), function(th.Size((2, 3)))):
        assert made.shape == (2, 3)
    assert function(()).shape == ()
    assert function(0, 3).shape == (0, 3)


def test_randperm_is_a_permutation():
    assert sorted(th.randperm(1000).tolist()) == list(range(1000))


@pytest.mark.parametrize("steps", [0, 1, 20, 21, 1000])
def test_exchanges_follow_one_another(steps, monkeypatch):
    places = np.array([i + (7919 * i * i) % (steps + 1 - i) for i in range(steps)], np.int64)
    expected = list(range(steps + 1))
    for i, place in enumerate(places.tolist()):
        expected[i], expected[place] = expected[place], expected[i]
    assert openblas.exchanged(places).tolist() == expected
    monkeypatch.setattr(openblas, "_routine", lambda name: None)  # numpy built with another LAPACK
    made = openblas.exchanged(places)
    assert made.tolist() == expected
    assert made.dtype == np.int64


def test_permutations_beyond_the_limit_are_built_inside_out(monkeypatch):
    monkeypatch.setattr(samplers, "_SHUFFLE_LIMIT", 10)
    assert sorted(th.randperm(500).tolist()) == list(range(500))


def test_means_are_right():
    th.manual_seed(0)
    n = 40_000
    samples = {
        0.5: th.rand(n), 0.0: th.randn(n), 0.25: th.empty(n).exponential_(4.0), 3.0: th.poisson(th.full((n,), 3.0)),
        40.0: th.poisson(th.full((n,), 40.0)), 5.0: th.empty(n).geometric_(0.2), 0.3: th.zeros(n).bernoulli_(0.3),
        6.0: th.binomial(th.full((n,), 10.0), th.full((n,), 0.6)),
    }
    for mean, drawn in samples.items():
        assert drawn.mean().item() == pytest.approx(mean, abs=5 * max(drawn.std().item(), 0.1) / n**0.5)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: th.rand(), ArgumentTypeError, "size"),
        (lambda: th.rand(2.5), ArgumentTypeError, "float"),
        (lambda: th.rand(-1), ShapeError, "negative dimension -1"),
        (lambda: th.rand(2, sise=3), ArgumentTypeError, "'sise'"),
        (lambda: th.rand(2, dtype=th.int64), DtypeError, "'Long'"),
        (lambda: th.randn(2, dtype=th.int64), DtypeError, "'Long'"),
        (lambda: th.rand(2, generator=3), ArgumentTypeError, "`generator` (=3)"),
        (lambda: th.randint(3, 3, (2,)), ArgumentError, "from=3 >= to=3"),
        (lambda: th.randint(0, 300, (2,), dtype=th.uint8), ArgumentError, "out of bounds"),
        (lambda: th.randint(5), ArgumentTypeError, "'size'"),
        (lambda: th.randint(2.5, (2,)), ArgumentTypeError, "'high'"),
        (lambda: th.randperm(-1), ShapeError, "negative"),
        (lambda: th.randperm(2.5), ArgumentTypeError, "'n'"),
        (lambda: th.randperm(300, dtype=th.uint8), ArgumentError, "256"),
        (lambda: th.normal(0.0, -1.0, (2,)), ArgumentError, "std >= 0.0"),
        (lambda: th.normal(th.zeros(2), -th.ones(2)), ArgumentError, "std >= 0.0"),
        (lambda: th.normal(2.0, 3.0), ArgumentTypeError, "'size'"),
        (lambda: th.bernoulli(th.tensor([2.0])), ArgumentError, "[0, 1]"),
        (lambda: th.bernoulli(th.tensor([1])), DtypeError, "'Long'"),
        (lambda: th.zeros(2).bernoulli_(2.0), ArgumentError, "got p=2.0"),
        (lambda: th.zeros(2).uniform_(3, 1), ArgumentError, "from=3.0 > to=1.0"),
        (lambda: th.zeros(2).uniform_(fro=1), ArgumentTypeError, "'fro'"),
        (lambda: th.zeros(2).uniform_(0, 1e39), ArgumentError, "out of bounds"),
        (lambda: th.zeros(2).random_(1, 2, 3), ArgumentTypeError, "at most"),
        (lambda: th.zeros(2).random_(5, 5), ArgumentError, "from=5 >= to=5"),
        (lambda: th.zeros(2, dtype=th.complex64).random_(), DtypeError, "ComplexFloat"),
        (lambda: th.zeros(2, dtype=th.float16).random_(65503, 65504), ArgumentError, "casted to dtype"),
        (lambda: th.zeros(2).exponential_(-1), ArgumentError, "lambda=-1"),
        (lambda: th.zeros(2, dtype=th.int64).exponential_(), DtypeError, "continuous"),
        (lambda: th.zeros(2).geometric_(0), ArgumentError, "p=0"),
        (lambda: th.zeros(2).cauchy_(0, -1), ArgumentError, "sigma=-1"),
        (lambda: th.zeros(2).log_normal_(0, -1), ArgumentError, "std=-1"),
        (lambda: th.zeros(2, dtype=th.complex64).log_normal_(), DtypeError, "log_normal"),
        (lambda: th.zeros(1).expand(3).uniform_(), ShapeError, "single memory location"),
        (lambda: th.multinomial(th.ones(3), 5), ArgumentError, "without replacement"),
        (lambda: th.multinomial(th.ones(3), 0), ArgumentError, "`num_samples` (=0)"),
        (lambda: th.multinomial(th.ones(2, 2, 2), 1), ShapeError, "1 or 2 dim"),
        (lambda: th.multinomial(th.ones(3, dtype=th.int64), 1), DtypeError, "Long"),
        (lambda: th.multinomial(-th.ones(3), 2, True), ArgumentError, "entry < 0"),
        (lambda: th.multinomial(th.tensor([1.0, float("inf")]), 2, True), ArgumentError, "infinity"),
        (lambda: th.multinomial(th.zeros(3), 2, True), ArgumentError, "<= 0"),
        (lambda: th.multinomial(th.zeros(3), 2), ArgumentError, "<= 0"),
        (lambda: th.multinomial(-th.ones(3), 2), ArgumentError, "`inf`, `nan`"),
        (lambda: th.poisson(th.tensor([-1.0])), ArgumentError, "non-negative"),
        (lambda: th.poisson(3.0), ArgumentTypeError, "Tensors"),
        (lambda: th.manual_seed(2**64), ArgumentError, "Overflow"),
        (lambda: th.manual_seed("a"), ArgumentTypeError, "`seed` (='a')"),
        (lambda: th.set_rng_state(th.zeros(3, dtype=th.uint8)), ArgumentError, "5056"),
        (lambda: th.set_rng_state(th.zeros(5056, dtype=th.uint8)), ArgumentError, "Invalid mt19937 state"),
        (lambda: th.set_rng_state(th.zeros(3)), ArgumentTypeError, "ByteTensor"),
    ],
)
def test_wrong_arguments_are_told(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value)


@pytest.mark.oracle
@pytest.mark.parametrize("count", [1, 15, 16, 100, 70_001])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_draws_agree_with_pytorch_itself(count, dtype):
    import torch

    seed = 1234 + count
    for code in ("rand", "randn"):
        torch.manual_seed(seed)
        th.manual_seed(seed)
        expected = getattr(torch, code)(count, dtype=getattr(torch, dtype)).numpy()
        drawn = getattr(th, code)(count, dtype=getattr(th, dtype)).numpy()
        assert np.array_equal(drawn, expected)
        assert th.get_rng_state().numpy().tobytes() == torch.get_rng_state().numpy().tobytes()

"""The state of a generator is PyTorch's wherever the words made ahead were left, and any draw goes on from it."""

import random

import pytest

import th
from th.tensor.engines import Twister, tempered, untempered

DRAWS = (
    lambda g: th.rand(random.randint(0, 1500), generator=g),
    lambda g: th.randn(random.randint(0, 2500), generator=g),
    lambda g: th.randn(random.randint(0, 90), dtype=th.float64, generator=g),
    lambda g: th.randint(0, 10, (random.randint(0, 700),), generator=g),
    lambda g: th.randperm(random.randint(0, 400), generator=g),
    lambda g: th.poisson(th.full((random.randint(0, 90),), 3.0), generator=g),
    lambda g: th.rand(random.randint(0, 60000), generator=g),
)


@pytest.mark.parametrize("seed", range(12))
def test_draws_go_on_from_a_state(seed):
    random.seed(seed)
    generator = th.Generator().manual_seed(seed)
    for _ in range(12):
        random.choice(DRAWS)(generator)
        other = th.Generator().set_state(generator.get_state())
        assert th.equal(other.get_state(), generator.get_state())
        place = random.getstate()
        draw = random.choice(DRAWS)
        kept = random.getstate()
        first = draw(generator)
        random.setstate(kept)
        assert th.equal(draw(other), first)
        assert th.equal(other.get_state(), generator.get_state())
        random.setstate(place)
        random.random()


def test_words_are_the_twisters_own():
    engine, plain = Twister(5), Twister(5)
    taken = [w for n in (1, 600, 30, 5000, 0, 7, 100000, 3) for w in engine.words(n).tolist()]
    assert taken == plain._bits.random_raw(len(taken)).tolist()


def test_tempering_is_undone():
    words = Twister(3).words(624)
    assert (tempered(untempered(words)) == words).all()


@pytest.mark.oracle
def test_the_state_is_pytorchs_after_any_draw():
    torch = pytest.importorskip("torch")
    ours, theirs = th.Generator().manual_seed(4), torch.Generator().manual_seed(4)
    for n in (0, 1, 15, 16, 100, 500, 624, 23, 1248, 5000, 77):
        for draw in (lambda m, g, n=n: m.rand(n, generator=g), lambda m, g, n=n: m.randn(n, generator=g),
                     lambda m, g, n=n: m.randint(0, 9, (n,), generator=g)):
            assert (draw(th, ours).numpy() == draw(torch, theirs).numpy()).all()
            assert (ours.get_state().numpy() == theirs.get_state().numpy()).all()

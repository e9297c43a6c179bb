"""Draws under autograd: implicit gradients of gamma and Dirichlet draws, zero gradients of those that stand still."""

import pytest

import th
from th.errors import ArgumentTypeError

SHAPES = [0.05, 0.3, 0.9, 1.5, 3.0, 7.5, 9.0, 20.0, 80.0]
STEP = 1e-5  # the step of the difference quotients


@pytest.mark.parametrize("quantile", [0.02, 0.3, 0.5, 0.8, 0.99])
def test_the_slope_of_a_gamma_draw_keeps_its_quantile(quantile):
    """x(a) with P(a, x(a)) = q: moving along the slope does not change q."""
    a = th.tensor(SHAPES, dtype=th.float64)
    low, high = th.zeros_like(a), th.full_like(a, 400.0)
    for _ in range(90):
        x = (low + high) / 2
        below = th.igamma(a, x) < quantile
        low, high = th.where(below, x, low), th.where(below, high, x)
    slope = th._standard_gamma_grad(a, x)
    over_a = (th.igamma(a * (1 + STEP), x) - th.igamma(a * (1 - STEP), x)) / (2 * a * STEP)
    density = ((a - 1) * x.log() - x - a.lgamma()).exp()
    assert slope.tolist() == pytest.approx((-over_a / density).tolist(), rel=2e-3)


def test_gamma_draws_carry_their_gradient():
    th.manual_seed(0)
    a = th.tensor([0.5, 2.0, 30.0], requires_grad=True)
    drawn = th._standard_gamma(a)
    drawn.sum().backward()
    assert th.equal(a.grad, th._standard_gamma_grad(a.detach(), drawn.detach()))
    assert drawn.grad_fn.name() == "StandardGammaBackward0"


def test_the_mean_of_dirichlet_draws_moves_as_it_should():
    """E[x_i] = a_i / sum(a): the mean of the gradients is the gradient of the mean."""
    th.manual_seed(0)
    a = th.tensor([0.7, 2.0, 9.0], dtype=th.float64, requires_grad=True)
    th._sample_dirichlet(a.expand(5000, 3)).mean(0)[0].backward()
    found, a.grad = a.grad, None
    (a / a.sum())[0].backward()
    assert th.allclose(found, a.grad, atol=6e-3)


def test_dirichlet_slopes_are_recorded_ones():
    x = th.tensor([0.01, 0.5, 0.9, 0.5, 0.45, 0.2], dtype=th.float64)
    a = th.tensor([0.5, 1.5, 3.0, 20.0, 15.0, 2.0], dtype=th.float64)
    total = th.tensor([1.5, 3.0, 3.5, 40.0, 40.0, 30.0], dtype=th.float64)
    recorded = [
        0.09303374113107257, 0.41596550655921877, 0.3415464687139042,
        0.025418403680122426, 0.027896576792952904, 0.06050180170998623,
    ]
    assert th._dirichlet_grad(x, a, total).tolist() == pytest.approx(recorded, rel=1e-10)


def test_other_draws_have_gradients_of_zero():
    p = th.tensor([0.5, 0.25], requires_grad=True)
    for drawn in (th.bernoulli(p), th.poisson(p), th.normal(p, p), th.normal(0.0, p), th.normal(p, 1.0)):
        assert drawn.grad_fn.name().removesuffix("Backward0") in ("Bernoulli", "Poisson", "Normal")
        p.grad = None
        drawn.sum().backward()
        assert p.grad.tolist() == [0, 0]
    with th.no_grad():
        assert th.bernoulli(p).grad_fn is None


@pytest.mark.parametrize("name", ["_standard_gamma", "_sample_dirichlet"])
def test_integers_are_refused(name):
    with pytest.raises(ArgumentTypeError, match="floating"):
        getattr(th, name)(th.tensor([1, 2]))

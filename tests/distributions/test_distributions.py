"""Distributions: PyTorch's draws, densities and gradients."""

import math

import numpy as np
import pytest

import th
from th import distributions

CASES = {
    "Normal": lambda lib, d: (d.Normal(lib.tensor([0.5, -1.0]), lib.tensor([1.0, 2.0])), lib.tensor([0.3, 0.1])),
    "Normal of numbers": lambda lib, d: (d.Normal(0.0, 1.0), lib.tensor(0.3)),
    "Uniform": lambda lib, d: (d.Uniform(lib.tensor([0.0, -1.0]), 2.0), lib.tensor([0.3, 1.5])),
    "Exponential": lambda lib, d: (d.Exponential(lib.tensor([0.5, 3.0])), lib.tensor([0.3, 1.0])),
    "Categorical": lambda lib, d: (d.Categorical(lib.tensor([[0.2, 0.8, 1.0], [3.0, 1.0, 0.0]])), lib.tensor([2, 0])),
    "Categorical by logits": lambda lib, d: (d.Categorical(logits=lib.tensor([0.2, 0.8, -1.0])), lib.tensor([2, 0, 1])),
    "Bernoulli": lambda lib, d: (d.Bernoulli(lib.tensor([0.2, 0.9])), lib.tensor([1.0, 0.0])),
    "Bernoulli by logits": lambda lib, d: (d.Bernoulli(logits=lib.tensor([0.2, -90.0])), lib.tensor([1.0, 1.0])),
}
MEASURES = ("mean", "variance", "stddev", "mode", "probs", "logits")


def seen(lib, d, name):
    """Draws and measures of a distribution, as arrays."""
    distribution, value = CASES[name](lib, d)
    lib.manual_seed(0)
    found = [distribution.sample(), distribution.sample((3,)), distribution.log_prob(value), distribution.entropy()]
    if distribution.has_rsample:
        found.append(distribution.rsample((2,)))
        found.append(distribution.cdf(value))
    return distribution, [np.array(f.tolist()) for f in found]


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_draws_and_measures_agree_with_pytorch(name):
    import torch

    mine, draws = seen(th, distributions, name)
    theirs, expected = seen(torch, torch.distributions, name)
    for measure in MEASURES:
        if measure in vars(type(mine)) or measure in vars(mine):
            draws.append(np.array(getattr(mine, measure).tolist()))
            expected.append(np.array(getattr(theirs, measure).tolist()))
    for a, b in zip(draws, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)
    assert repr(CASES[name](th, distributions)[0]) == repr(CASES[name](torch, torch.distributions)[0])
    assert tuple(mine.batch_shape) == tuple(theirs.batch_shape)


def test_densities_by_hand():
    assert distributions.Normal(0.0, 2.0).log_prob(th.tensor(0.0)).item() == pytest.approx(-math.log(2 * math.sqrt(2 * math.pi)))
    assert distributions.Uniform(0.0, 4.0, validate_args=False).prob(th.tensor([1.0, 5.0])).tolist() == [0.25, 0.0]
    assert distributions.Categorical(th.tensor([1.0, 3.0])).probs.tolist() == [0.25, 0.75]
    assert distributions.Bernoulli(0.25).prob(th.tensor(1.0)).item() == pytest.approx(0.25)
    assert distributions.Normal(0.0, 1.0).icdf(th.tensor(0.5)).item() == 0
    assert distributions.Categorical(th.ones(4)).perplexity().item() == pytest.approx(4)
    assert distributions.Categorical(th.ones(2, 3)).enumerate_support().shape == (3, 2)


def test_draws_have_the_right_mean():
    th.manual_seed(0)
    for distribution, mean in ((distributions.Normal(2.0, 1.0), 2.0), (distributions.Uniform(0.0, 4.0), 2.0),
                               (distributions.Exponential(0.5), 2.0), (distributions.Bernoulli(0.25), 0.25)):
        assert distribution.sample((20_000,)).mean().item() == pytest.approx(mean, rel=0.05)


def test_gradients_go_through_draws_and_through_log_probabilities():
    loc, scale = th.tensor(1.0, requires_grad=True), th.tensor(2.0, requires_grad=True)
    distributions.Normal(loc, scale).rsample((5,)).sum().backward()
    assert loc.grad == 5
    assert not distributions.Normal(loc, scale).sample().requires_grad
    logits = th.zeros(3, requires_grad=True)
    chosen = distributions.Categorical(logits=logits)
    chosen.log_prob(th.tensor(1)).backward()
    np.testing.assert_allclose(logits.grad.numpy(), [-1 / 3, 2 / 3, -1 / 3], rtol=1e-6)


def test_divergences():
    for p, q in ((distributions.Normal(0.0, 1.0), distributions.Normal(1.0, 2.0)),
                 (distributions.Categorical(th.tensor([0.5, 0.5])), distributions.Categorical(th.tensor([0.1, 0.9]))),
                 (distributions.Bernoulli(0.5), distributions.Bernoulli(0.1)),
                 (distributions.Exponential(1.0), distributions.Exponential(3.0))):
        assert distributions.kl_divergence(p, q).item() > 0
        assert distributions.kl_divergence(p, p).item() == pytest.approx(0, abs=1e-6)
    with pytest.raises(NotImplementedError, match="Normal and q type Bernoulli"):
        distributions.kl_divergence(distributions.Normal(0.0, 1.0), distributions.Bernoulli(0.5))


@pytest.mark.parametrize(("make", "text"), [
    (lambda d: d.Normal(0.0, -1.0), "scale of distribution Normal"),
    (lambda d: d.Uniform(1.0, 0.0), "high of distribution Uniform"),
    (lambda d: d.Exponential(0.0), "rate"),
    (lambda d: d.Bernoulli(1.5), "probs"),
    (lambda d: d.Bernoulli(), "Either `probs` or `logits`"),
    (lambda d: d.Categorical(th.tensor([-1.0, 2.0])), "probs"),
    (lambda d: d.Categorical(th.tensor(1.0)), "one dimension"),
    (lambda d: d.Categorical(th.ones(2)).log_prob(th.tensor(2)), "support"),
    (lambda d: d.Uniform(0.0, 1.0).log_prob(th.tensor(2.0)), "support"),
    (lambda d: d.Exponential(1.0).log_prob(th.tensor(-2.0)), "support"),
    (lambda d: d.Bernoulli(0.5).log_prob(th.tensor(0.5)), "support"),
    (lambda d: d.Bernoulli(0.5).rsample(), "cannot be differentiated"),
    (lambda d: d.Distribution().log_prob(1), "without log_prob"),
    (lambda d: d.Distribution().entropy(), "without entropy"),
    (lambda d: d.Norml, "did you mean th.distributions.Normal"),
])
def test_what_is_refused(make, text):
    with pytest.raises((ValueError, AttributeError), match=text):
        make(distributions)
    distributions.Normal(0.0, -1.0, validate_args=False)

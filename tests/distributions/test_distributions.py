"""Distributions give PyTorch's draws, densities, moments, divergences and errors: recorded ones, and those of an oracle."""

import json
import math

import pytest

import th
from tests.distributions import cases
from tests.distributions.record import TARGET
from th.errors import ArgumentError, ArgumentTypeError

RECORDED = json.loads(TARGET.read_text())
D = th.distributions
ROUNDING = 1e-5  # float32, after a few operations on draws that differ in the last bit


def differences(mine, theirs, where=""):
    """What differs by more than rounding, a list of lines."""
    if isinstance(mine, dict) and isinstance(theirs, dict) and mine.keys() == theirs.keys():
        return [line for key in theirs for line in differences(mine[key], theirs[key], f"{where} {key}")]
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return [line for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) for line in differences(a, b, f"{where}[{i}]")]
    if isinstance(mine, float) and isinstance(theirs, float):
        if math.isnan(theirs) and math.isnan(mine) or mine == theirs or abs(mine - theirs) <= ROUNDING * max(1, abs(theirs)):
            return []
    return [] if mine == theirs else [f"{where}: {mine!r}, PyTorch {theirs!r}"]


@pytest.mark.parametrize("name", cases.CASES)
def test_answers_are_pytorchs(name):
    assert differences(cases.answers(th, cases.CASES[name]), RECORDED["answers"][name]) == []


@pytest.mark.parametrize(("pair", "recorded"), list(zip(cases.PAIRS, RECORDED["divergences"], strict=True)))
def test_divergences_are_pytorchs(pair, recorded):
    assert differences(cases.divergence(th, *pair), recorded) == []


@pytest.mark.parametrize(("code", "recorded"), list(zip(cases.WRONG, RECORDED["refusals"], strict=True)))
def test_refusals_are_pytorchs(code, recorded):
    kind, text = cases.refusal(th, code)
    assert kind == recorded[0]
    assert text.startswith(recorded[1].rstrip(".")), text


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:Singular sample")  # PyTorch calls Wishart's regular draws singular
def test_what_was_recorded_is_what_pytorch_says():
    torch = pytest.importorskip("torch")
    found = {name: cases.answers(torch, code) for name, code in cases.CASES.items()}
    assert differences(json.loads(json.dumps(found)), RECORDED["answers"]) == []


# ---- gradients


def slope(function, x, step=1e-6):
    return (function(x + step) - function(x - step)) / (2 * step)


FAMILIES = {
    "Normal": (lambda a, b: D.Normal(a, b), 0.7),
    "LogNormal": (lambda a, b: D.LogNormal(a, b), 0.7),
    "Uniform": (lambda a, b: D.Uniform(a, a + b), 0.7),
    "Laplace": (lambda a, b: D.Laplace(a, b), 0.7),
    "Cauchy": (lambda a, b: D.Cauchy(a, b), 0.7),
    "Gamma": (lambda a, b: D.Gamma(a, b), 0.7),
    "Beta": (lambda a, b: D.Beta(a, b), 0.7),
    "StudentT": (lambda a, b: D.StudentT(a, 0.0, b), 0.7),
    "RelaxedBernoulli": (lambda a, b: D.RelaxedBernoulli(b, logits=a), 0.7),
    "LowRankMultivariateNormal": (
        lambda a, b: D.LowRankMultivariateNormal(a.expand(2), b * th.tensor([[1.0], [0.5]], dtype=th.float64), b.expand(2)), [0.7, -0.2]),
    "LKJCholesky": (lambda a, b: D.LKJCholesky(2, a * b), [[1.0, 0.0], [0.6, 0.8]]),
    "Wishart": (lambda a, b: D.Wishart(a + 2, covariance_matrix=th.eye(2, dtype=th.float64) * b), [[2.0, 0.3], [0.3, 1.5]]),
    "Poisson": (lambda a, b: D.Poisson(a * b), 2.0),
    "Binomial": (lambda a, b: D.Binomial(5, a / (a + b)), 2.0),
    "Geometric": (lambda a, b: D.Geometric(a / (a + b)), 2.0),
    "GeneralizedPareto": (lambda a, b: D.GeneralizedPareto(0.1 * b, b, a), 0.7),  # PyTorch has it in float32 alone
}


@pytest.mark.parametrize("name", FAMILIES)
def test_gradients_of_log_prob_are_difference_quotients(name):
    build, at = FAMILIES[name]
    value = th.tensor(at, dtype=th.float64)
    numbers = [0.6, 1.3]
    leaves = [th.tensor(n, dtype=th.float64, requires_grad=True) for n in numbers]
    build(*leaves).log_prob(value).backward()
    for i, leaf in enumerate(leaves):
        def along(x, i=i):
            moved = [th.tensor(x if i == j else n, dtype=th.float64) for j, n in enumerate(numbers)]
            return build(*moved).log_prob(value).item()

        assert leaf.grad.item() == pytest.approx(slope(along, numbers[i]), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", ["Normal", "LogNormal", "Uniform", "Laplace", "Cauchy", "RelaxedBernoulli", "GeneralizedPareto",
                                  "LowRankMultivariateNormal"])  # fmt: skip
def test_gradients_of_draws_are_difference_quotients(name):
    build, _ = FAMILIES[name]
    numbers = [0.6, 1.3]

    def drawn(*parameters):
        th.manual_seed(3)
        return build(*parameters).rsample((5,)).sum()

    leaves = [th.tensor(n, dtype=th.float64, requires_grad=True) for n in numbers]
    drawn(*leaves).backward()
    for i, leaf in enumerate(leaves):
        def along(x, i=i):
            return drawn(*[th.tensor(x if i == j else n, dtype=th.float64) for j, n in enumerate(numbers)]).item()

        assert leaf.grad.item() == pytest.approx(slope(along, numbers[i]), rel=1e-5)


def test_draws_of_wishart_are_squares_of_their_scale():
    scale = th.tensor(1.3, requires_grad=True)
    drawn = D.Wishart(3.5, scale_tril=th.eye(3) * scale).rsample((4,))
    drawn.sum().backward()
    assert scale.grad.item() == pytest.approx(2 * drawn.sum().item() / 1.3, rel=1e-5)


def test_singular_draws_of_wishart_are_drawn_again_and_told():
    th.manual_seed(0)
    with pytest.warns(UserWarning, match="Singular"):
        D.Wishart(3.0, scale_tril=th.tensor([[1.0, 0.0], [1.0, 1e-6]])).sample((20,))


# ---- transforms and constraints


@pytest.mark.parametrize("transform", [
    D.ExpTransform(), D.SigmoidTransform(), D.TanhTransform(), D.SoftplusTransform(), D.AffineTransform(1.0, -2.0),
    D.ComposeTransform([D.ExpTransform(), D.PowerTransform(2.0), D.AffineTransform(0.5, 3.0)]), D.ExpTransform().inv,
], ids=repr)  # fmt: skip
def test_a_transform_its_inverse_and_its_slope_agree(transform):
    x = th.tensor([0.3, 1.2], dtype=th.float64, requires_grad=True)
    y = transform(x)
    assert th.allclose(transform.inv(y), x)
    (dy,) = th.autograd.grad(y.sum(), x)
    assert th.allclose(transform.log_abs_det_jacobian(x, y), dy.abs().log())
    assert (dy.sign() == transform.sign).all()
    assert transform.inv.inv is transform
    assert transform == transform


def test_a_cached_pair_comes_back_as_the_same_tensor():
    transform = D.TanhTransform(cache_size=1)
    x = th.randn(3)
    assert transform.inv(transform(x)) is x
    assert D.TanhTransform() == D.TanhTransform()
    assert D.AffineTransform(0.0, 1.0) != D.AffineTransform(0.0, 2.0)


def test_stick_breaking_keeps_the_volume_it_says():
    transform = D.StickBreakingTransform()
    x = th.tensor([0.3, -1.2], dtype=th.float64)
    y = transform(x)
    assert D.constraints.simplex.check(y)
    assert th.allclose(transform.inv(y), x)
    jacobian = th.autograd.functional.jacobian(lambda v: transform(v)[:-1], x)
    assert th.allclose(transform.log_abs_det_jacobian(x, y), jacobian.det().abs().log())


def test_the_factor_of_a_correlation_matrix_keeps_the_volume_it_says():
    transform = D.CorrCholeskyTransform()
    x = th.tensor([0.3, -1.2, 0.5], dtype=th.float64)
    y = transform(x)
    assert D.constraints.corr_cholesky.check(y)
    assert th.allclose(transform.inv(y), x)
    assert (transform.forward_shape((5, 3)), transform.inverse_shape((5, 3, 3))) == ((5, 3, 3), (5, 3))
    jacobian = th.autograd.functional.jacobian(lambda v: D.transforms.tril_matrix_to_vec(transform(v), -1), x)
    assert th.allclose(transform.log_abs_det_jacobian(x, y), jacobian.det().abs().log())
    for wrong in (lambda: transform(th.zeros(2)), lambda: transform.forward_shape((4,)), lambda: transform.forward_shape(()),
                  lambda: transform.inverse_shape((3,)), lambda: transform.inverse_shape((3, 2)),
                  lambda: D.transforms.tril_matrix_to_vec(th.eye(2), 2)):  # fmt: skip
        with pytest.raises(ArgumentError):
            wrong()


def test_transforms_side_by_side():
    x = th.tensor([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]], dtype=th.float64)
    parts = [D.ExpTransform(), D.AffineTransform(1.0, 3.0)]
    for t, y, slopes in (
        (D.CatTransform(parts, dim=-1, lengths=[1, 2]), th.cat([x[:, :1].exp(), 1 + 3 * x[:, 1:]], 1),
         th.cat([x[:, :1], th.full((2, 2), math.log(3.0))], 1)),
        (D.CatTransform(parts), th.stack([x[0].exp(), 1 + 3 * x[1]]), th.stack([x[0], th.full((3,), math.log(3.0))])),
        (D.StackTransform(parts), th.stack([x[0].exp(), 1 + 3 * x[1]]), th.stack([x[0], th.full((3,), math.log(3.0))])),
    ):  # fmt: skip
        assert th.allclose(t(x), y)
        assert th.allclose(t.inv(y), x)
        assert th.allclose(t.log_abs_det_jacobian(x, y), slopes.double())
        assert t.bijective
        assert t.codomain.check(y).all()
        assert not t.codomain.check(-y).all()
        cached = t.with_cache()
        assert cached is cached.with_cache()
        assert cached.inv(cached(x)) is x
        with pytest.raises(ArgumentError, match="along `dim`"):
            t(th.zeros(5, 5))
        assert not t.domain.is_discrete
    events = D.CatTransform([D.StickBreakingTransform(), D.StickBreakingTransform()])
    assert events.log_abs_det_jacobian(x, events(x)).shape == (2,)
    whole = D.CatTransform([D.IndependentTransform(D.ExpTransform(), 1), D.AffineTransform(0.0, 2.0)], dim=0, lengths=[2, 1])
    z = th.zeros(3, dtype=th.float64)
    assert whole.log_abs_det_jacobian(z, whole(z)).item() == pytest.approx(math.log(2.0))
    for wrong in (lambda: D.CatTransform([3]), lambda: D.StackTransform([None]), lambda: D.CatTransform(parts, lengths=[1]),
                  lambda: D.constraints.cat([3]), lambda: D.constraints.cat([D.constraints.real], lengths=[1, 2])):  # fmt: skip
        with pytest.raises(ArgumentError):
            wrong()


def test_a_reshape_and_a_cumulative_distribution_as_transforms():
    t = D.ReshapeTransform((2, 3), (6,))
    x = th.arange(24.0).reshape(4, 2, 3)
    assert t(x).shape == (4, 6)
    assert th.equal(t.inv(t(x)), x)
    assert t.log_abs_det_jacobian(x, t(x)).shape == (4,)
    assert (t.forward_shape((4, 2, 3)), t.inverse_shape((4, 6))) == ((4, 6), (4, 2, 3))
    assert (t.domain.event_dim, t.codomain.event_dim) == (2, 1)
    for wrong in (lambda: t.forward_shape((3,)), lambda: t.inverse_shape((5,))):
        with pytest.raises(ArgumentError):
            wrong()
    copula = D.TransformedDistribution(D.Normal(th.zeros(2), th.ones(2)), [D.CumulativeDistributionTransform(D.Normal(0.0, 1.0))])
    assert th.allclose(copula.log_prob(th.tensor([0.2, 0.9])), th.zeros(2), atol=1e-5)


def test_constraints_know_what_is_inside():
    c = D.constraints
    square = th.tensor([[2.0, 0.5], [0.5, 1.0]])
    for constraint, inside, outside in (
        (c.positive_definite, square, -square), (c.lower_cholesky, square.tril(), square), (c.symmetric, square, square.tril()),
        (c.corr_cholesky, th.eye(2), 2 * th.eye(2)), (c.positive_semidefinite, square, -square),
        (c.one_hot, th.tensor([0.0, 1.0]), th.tensor([1.0, 1.0])), (c.half_open_interval(0, 1), th.tensor(0.0), th.tensor(1.0)),
        (c.multinomial(3), th.tensor([1, 2]), th.tensor([2, 2])), (c.positive_integer, th.tensor(1), th.tensor(0)),
        (c.greater_than_eq(2), th.tensor(2), th.tensor(1)), (c.square, square, th.ones(2, 3)),
    ):  # fmt: skip
        assert constraint.check(inside).all(), constraint
        assert not constraint.check(outside).all(), constraint
    with pytest.raises(ArgumentError, match="dependent"):
        c.dependent.check(square)
    with pytest.raises(ArgumentError, match="value.dim"):
        c.real_vector.check(th.tensor(1.0))


@pytest.mark.parametrize("constraint", [
    D.constraints.real, D.constraints.positive, D.constraints.nonnegative, D.constraints.unit_interval,
    D.constraints.interval(-1.0, 3.0), D.constraints.greater_than(2.0), D.constraints.less_than(-1.0), D.constraints.simplex,
    D.constraints.real_vector, D.constraints.independent(D.constraints.positive, 1), D.constraints.lower_cholesky,
    D.constraints.positive_definite, D.constraints.half_open_interval(0.0, 2.0), D.constraints.corr_cholesky,
    D.constraints.cat([D.constraints.positive, D.constraints.real], -1, [2, 1]),
    D.constraints.stack([D.constraints.positive, D.constraints.unit_interval, D.constraints.real], dim=-1),
], ids=repr)  # fmt: skip
def test_transforms_lead_into_the_region_of_a_constraint(constraint):
    th.manual_seed(0)
    x = th.randn(4, 3, 3)
    for registry in (D.transform_to, D.biject_to):
        try:
            transform = registry(constraint)
        except NotImplementedError:
            assert registry is D.biject_to and "Cholesky" in repr(constraint) or "Definite" in repr(constraint)
            continue
        y = transform(x)
        assert constraint.check(y).all()
        assert th.allclose(transform(transform.inv(y)), y, atol=1e-5)


def test_constraints_without_a_transform_are_named():
    with pytest.raises(NotImplementedError, match="Boolean"):
        D.transform_to(D.constraints.boolean)
    with pytest.raises(ArgumentTypeError, match="Constraint subclass"):
        D.transform_to.register(3, lambda c: None)


# ---- the base class


def test_validation_can_be_left_off():
    assert D.Normal(0.0, -1.0, validate_args=False).stddev == -1
    D.Distribution.set_default_validate_args(False)
    try:
        D.Normal(0.0, -1.0)
    finally:
        D.Distribution.set_default_validate_args(True)
    with pytest.raises(ArgumentError):
        D.Distribution.set_default_validate_args(3)


def test_a_subclass_with_its_own_init_says_how_it_expands():
    class Shifted(D.Normal):
        def __init__(self, shift):
            super().__init__(th.tensor(shift), 1.0)

    with pytest.raises(NotImplementedError, match="custom .expand"):
        Shifted(1.0).expand((2,))

    class Plain(D.Normal):
        pass

    assert type(Plain(0.0, 1.0).expand((2,))) is Plain


def test_a_subclass_without_constraints_is_warned_of():
    class Bare(D.Distribution):
        def log_prob(self, value):
            self._check(value)
            return value

    with pytest.warns(UserWarning, match="arg_constraints"):
        bare = Bare()
    with pytest.warns(UserWarning, match="support"):
        bare.log_prob(th.tensor(1.0))
    with pytest.warns(FutureWarning, match="sample_n"):
        assert D.Normal(0.0, 1.0).sample_n(3).shape == (3,)


def test_register_kl_takes_the_nearest_pair_and_names_ambiguity():
    class Left(D.Normal):
        pass

    class Right(Left):
        pass

    D.register_kl(Left, D.Normal)(lambda p, q: "left")
    assert D.kl_divergence(Right(0.0, 1.0), D.Normal(0.0, 1.0)) == "left"
    D.register_kl(D.Normal, Left)(lambda p, q: "right")
    with pytest.warns(RuntimeWarning, match="Ambiguous"):
        assert D.kl_divergence(Right(0.0, 1.0), Right(0.0, 1.0)) == "left"
    with pytest.raises(ArgumentTypeError, match="subclass"):
        D.register_kl(int, D.Normal)


def test_reinforce_gradients_flow_through_categories():
    th.manual_seed(0)
    logits = th.zeros(3, requires_grad=True)
    policy = D.Categorical(logits=logits)
    action = policy.sample()
    (-policy.log_prob(action) * 2.0).backward()
    expected = 2 * (th.full((3,), 1 / 3) - th.eye(3)[action])
    assert th.allclose(logits.grad, expected)

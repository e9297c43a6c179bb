"""What is asked of each distribution, of `th` and of PyTorch alike: the code is run with `torch` and `D` as either."""

__all__ = ["CASES", "PAIRS", "WRONG", "answers", "divergence", "plain", "refusal"]

CASES = {
    "Normal": "D.Normal(torch.tensor([0.5, -1.0]), torch.tensor([1.0, 2.5]))",
    "Normal-numbers": "D.Normal(0.0, 1.0)",
    "LogNormal": "D.LogNormal(torch.tensor([0.5, -1.0]), torch.tensor([1.0, 0.5]))",
    "HalfNormal": "D.HalfNormal(torch.tensor([0.5, 2.0]))",
    "Uniform": "D.Uniform(torch.tensor([-1.0, 0.0]), torch.tensor([1.0, 3.0]))",
    "Exponential": "D.Exponential(torch.tensor([0.5, 3.0]))",
    "Laplace": "D.Laplace(torch.tensor([0.5, -1.0]), torch.tensor([1.0, 2.5]))",
    "Cauchy": "D.Cauchy(torch.tensor([0.5, -1.0]), torch.tensor([1.0, 2.5]))",
    "StudentT": "D.StudentT(torch.tensor([0.7, 1.5, 5.0]), 1.0, 2.0)",
    "Gamma": "D.Gamma(torch.tensor([0.5, 4.0]), torch.tensor([1.0, 2.0]))",
    "Chi2": "D.Chi2(torch.tensor([1.0, 5.0]))",
    "Beta": "D.Beta(torch.tensor([0.5, 2.0]), torch.tensor([0.7, 3.0]))",
    "Beta-numbers": "D.Beta(2.0, 3.0)",
    "Dirichlet": "D.Dirichlet(torch.tensor([[0.5, 1.5, 3.0], [0.2, 0.3, 0.4]]))",
    "Bernoulli": "D.Bernoulli(torch.tensor([0.2, 0.5, 0.9]))",
    "Bernoulli-logits": "D.Bernoulli(logits=torch.tensor([-1.0, 0.0, 3.0]))",
    "Binomial": "D.Binomial(10, torch.tensor([0.2, 0.8]))",
    "Binomial-counts": "D.Binomial(torch.tensor([3.0, 40.0]), logits=torch.tensor([0.5, -0.5]))",
    "Categorical": "D.Categorical(torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.0, 0.5]]))",
    "Categorical-logits": "D.Categorical(logits=torch.tensor([0.1, -2.0, 1.0]))",
    "OneHotCategorical": "D.OneHotCategorical(torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.25, 0.5]]))",
    "OneHotCategoricalStraightThrough": "D.OneHotCategoricalStraightThrough(logits=torch.tensor([0.5, 1.0]))",
    "Geometric": "D.Geometric(torch.tensor([0.2, 0.9]))",
    "Geometric-logits": "D.Geometric(logits=torch.tensor([0.2, 0.9]))",
    "Poisson": "D.Poisson(torch.tensor([0.7, 4.0, 30.0]))",
    "Multinomial": "D.Multinomial(6, torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.25, 0.5]]))",
    "MultivariateNormal": "D.MultivariateNormal(torch.tensor([1.0, 2.0]), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))",
    "MultivariateNormal-tril": "D.MultivariateNormal(torch.tensor([[0.0, 0.0]] * 3), scale_tril=torch.tensor([[2.0, 0.0], [0.5, 1.0]]))",
    "MultivariateNormal-precision":
        "D.MultivariateNormal(torch.tensor([0.0, 1.0]), precision_matrix=torch.tensor([[2.0, 0.5], [0.5, 1.0]]))",
    "LowRankMultivariateNormal":
        "D.LowRankMultivariateNormal(torch.tensor([1.0, 2.0]), torch.tensor([[0.5], [-1.0]]), torch.tensor([1.0, 0.3]))",
    "LowRankMultivariateNormal-batch":
        "D.LowRankMultivariateNormal(torch.tensor([[0.0, 1.0], [1.0, 0.0]]), torch.tensor([[0.5, 2.0], [-1.0, 0.1]]), torch.tensor([1.0, 0.3]))",
    "Wishart": "D.Wishart(torch.tensor(3.5), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))",
    "Wishart-tril": "D.Wishart(torch.tensor([3.0, 5.5]), scale_tril=torch.tensor([[2.0, 0.0], [0.5, 1.0]]))",
    "Wishart-precision": "D.Wishart(4, precision_matrix=torch.tensor([[2.0, 0.5], [0.5, 1.0]]))",
    "LKJCholesky": "D.LKJCholesky(3, torch.tensor(0.7))",
    "LKJCholesky-batch": "D.LKJCholesky(2, torch.tensor([0.5, 2.0]))",
    "LKJCholesky-number": "D.LKJCholesky(4)",
    "Independent": "D.Independent(D.Normal(torch.zeros(2, 3), torch.ones(2, 3)), 1)",
    "MixtureSameFamily":
        "D.MixtureSameFamily(D.Categorical(torch.tensor([1.0, 3.0])), D.Normal(torch.tensor([-1.0, 1.0]), torch.ones(2)))",
    "MixtureSameFamily-events":
        "D.MixtureSameFamily(D.Categorical(torch.ones(2)), D.Independent(D.Normal(torch.zeros(2, 3), torch.ones(2, 3)), 1))",
    "RelaxedBernoulli": "D.RelaxedBernoulli(torch.tensor([2.2]), torch.tensor([0.1, 0.7]))",
    "RelaxedOneHotCategorical": "D.RelaxedOneHotCategorical(torch.tensor([2.2]), torch.tensor([0.1, 0.2, 0.7]))",
    "TransformedDistribution":
        "D.TransformedDistribution(D.Normal(torch.zeros(2), 1.0), [D.ExpTransform(), D.AffineTransform(1.0, -2.0)])",
    "TransformedDistribution-tanh":
        "D.TransformedDistribution(D.Normal(torch.zeros(2), 0.5), D.TanhTransform(cache_size=1))",
    "TransformedDistribution-simplex":
        "D.TransformedDistribution(D.Normal(torch.zeros(2, 3), 1.0), D.StickBreakingTransform())",
    "Gumbel": "D.Gumbel(torch.tensor([0.5, -1.0]), torch.tensor([1.0, 2.5]))",
    "Gumbel-numbers": "D.Gumbel(0.5, 2.0)",
    "Weibull": "D.Weibull(torch.tensor([0.5, 2.0]), torch.tensor([1.5, 4.0]))",
    "Pareto": "D.Pareto(torch.tensor([0.5, 2.0]), torch.tensor([0.8, 1.5]))",
    "HalfCauchy": "D.HalfCauchy(torch.tensor([1.0, 2.5]))",
    "Kumaraswamy": "D.Kumaraswamy(torch.tensor([0.5, 2.0]), torch.tensor([0.7, 3.0]))",
    "InverseGamma": "D.InverseGamma(torch.tensor([0.5, 4.0]), torch.tensor([1.0, 2.0]))",
    "LogisticNormal": "D.LogisticNormal(torch.tensor([0.5, -1.0, 0.2]), torch.tensor([0.5, 1.0, 2.0]))",
    "FisherSnedecor": "D.FisherSnedecor(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 6.0]))",
    "NegativeBinomial": "D.NegativeBinomial(torch.tensor([3.0, 0.5]), torch.tensor([0.2, 0.8]))",
    "NegativeBinomial-logits": "D.NegativeBinomial(10, logits=torch.tensor([-1.0, 0.5]))",
    "GeneralizedPareto":
        "D.GeneralizedPareto(torch.zeros(3) + 0.5, torch.tensor([1.0, 2.0, 0.5]), torch.tensor([0.3, 0.0, -0.4]))",
    "GeneralizedPareto-heavy": "D.GeneralizedPareto(torch.zeros(2), torch.tensor([1.0, 2.0]), torch.tensor([0.7, 1.5]))",
    "Pareto-steep": "D.Pareto(torch.tensor([1.0, 0.4]), torch.tensor([3.0, 2.5]))",
    "VonMises": "D.VonMises(torch.tensor([1.0, -3.0, 7.0]), torch.tensor([0.5, 4.0, 1e-3]))",
    "VonMises-numbers": "D.VonMises(0.5, 2.0)",
    "ContinuousBernoulli": "D.ContinuousBernoulli(torch.tensor([0.2, 0.4995, 0.9]))",
    "ContinuousBernoulli-logits": "D.ContinuousBernoulli(logits=torch.tensor([-1.0, 0.001, 3.0]))",
    "Uniform-inside": "D.Uniform(torch.tensor([0.2, 0.0]), torch.tensor([0.5, 1.0]))",
    "Uniform-outside": "D.Uniform(torch.tensor([-0.2]), torch.tensor([1.5]))",
    "ContinuousBernoulli-two": "D.ContinuousBernoulli(torch.tensor([0.3, 0.9]))",
    "Uniform-positive": "D.Uniform(torch.tensor([1.5, 0.5]), torch.tensor([2.0, 3.0]))",
    "Logistic": "D.TransformedDistribution(D.Uniform(0.0, 1.0), [D.SigmoidTransform().inv])",
}  # fmt: skip

PAIRS = [
    *((c, c) for c in CASES if c not in ("MixtureSameFamily", "MixtureSameFamily-events", "Categorical")),
    ("Categorical", "Categorical-logits"), ("Normal", "Uniform"), ("Normal", "Laplace"), ("Laplace", "Normal"),
    ("Uniform", "Normal"), ("Uniform", "Beta"), ("Uniform", "Gamma"), ("Uniform", "Exponential"), ("Beta", "Gamma"),
    ("Beta", "Normal"), ("Beta", "Exponential"), ("Beta", "Uniform"), ("Gamma", "Normal"), ("Gamma", "Exponential"),
    ("Exponential", "Gamma"), ("Exponential", "Normal"), ("Gamma", "Chi2"), ("Bernoulli", "Poisson"),
    ("Normal", "Gamma"), ("MultivariateNormal", "MultivariateNormal-precision"), ("Beta", "Beta-numbers"),
    ("MultivariateNormal-tril", "MultivariateNormal"), ("LowRankMultivariateNormal", "LowRankMultivariateNormal-batch"),
    ("MultivariateNormal", "LowRankMultivariateNormal"), ("LowRankMultivariateNormal-batch", "MultivariateNormal"),
    ("Wishart", "Wishart-precision"), ("Normal", "Poisson"), ("Independent", "Normal"),
    *((p, q) for p in ("Gumbel", "Normal", "Exponential", "Gamma", "Uniform-positive") for q in ("Gumbel", "Pareto-steep")),
    ("Gumbel", "Normal"), ("Gumbel", "Gamma"), ("Pareto", "Pareto-steep"), ("Pareto-steep", "Exponential"),
    ("Pareto", "Beta-numbers"), ("Pareto-steep", "Gamma"), ("Pareto-steep", "Normal"), ("Laplace", "Pareto-steep"),
    *(("ContinuousBernoulli-two", q) for q in ("Pareto-steep", "Exponential", "Normal", "Uniform-outside", "Uniform-inside")),
    *((p, "ContinuousBernoulli-two") for p in ("Beta", "Exponential", "Gumbel", "Uniform-inside")),
]  # fmt: skip

WRONG = [
    "D.Normal(torch.zeros(2), torch.tensor([1.0, -1.0]))",
    "D.Normal('a', 1.0)",
    "D.Uniform(1.0, 0.0)",
    "D.Bernoulli()",
    "D.Bernoulli(0.5, 0.5)",
    "D.Bernoulli(torch.tensor([1.5]))",
    "D.Categorical(torch.tensor(0.5))",
    "D.Categorical(torch.tensor([-0.5, 0.7]))",
    "D.Categorical(torch.tensor([0.5, 0.7])).log_prob(torch.tensor(2))",
    "D.Dirichlet(torch.tensor(1.0))",
    "D.Geometric(torch.tensor([0.0]))",
    "D.Normal(0.0, 1.0).log_prob(0.0)",
    "D.Normal(torch.zeros(3), 1.0).log_prob(torch.zeros(2))",
    "D.MultivariateNormal(torch.zeros(2))",
    "D.MultivariateNormal(torch.tensor(0.0), torch.eye(2))",
    "D.MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 2.0], [2.0, 1.0]]))",
    "D.MultivariateNormal(torch.zeros(2), torch.zeros(2))",
    "D.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(3))",
    "D.LowRankMultivariateNormal(torch.tensor(0.0), torch.ones(1, 1), torch.ones(1))",
    "D.LowRankMultivariateNormal(torch.zeros(2), torch.ones(2), torch.ones(2))",
    "D.LowRankMultivariateNormal(torch.zeros(2), torch.ones(3, 1), torch.ones(2))",
    "D.LowRankMultivariateNormal(torch.zeros(2), torch.ones(2, 1), torch.ones(3))",
    "D.LowRankMultivariateNormal(torch.zeros(3, 2), torch.ones(2, 2, 1), torch.ones(2))",
    "D.Wishart(torch.tensor(0.5), torch.eye(2))",
    "D.Wishart(3, torch.ones(2))",
    "D.LKJCholesky(1)",
    "D.ReshapeTransform((2,), (3,))",
    "D.CorrCholeskyTransform()(torch.zeros(2))",
    "D.CorrCholeskyTransform().forward_shape((2,))",
    "D.kl_divergence(D.Wishart(3, torch.eye(2)), D.MultivariateNormal(torch.zeros(2), torch.eye(2)))",
    "D.Independent(D.Normal(0.0, 1.0), 1)",
    "D.Exponential(torch.tensor([1.0])).log_prob(torch.tensor([-1.0]))",
    "D.Binomial(torch.tensor([2.0, 3.0]), torch.tensor([0.5, 0.5])).entropy()",
    "D.Multinomial(2.0, torch.ones(2))",
    "D.Cauchy(0.0, 1.0).expand((2,)).enumerate_support()",
    "D.TransformedDistribution(D.Normal(0.0, 1.0), 3)",
    "D.TransformedDistribution(D.Normal(0.0, 1.0), D.SoftmaxTransform())",
    "D.AffineTransform(0.0, 1.0, cache_size=2)",
    "D.kl_divergence(D.Normal(0.0, 1.0), D.Poisson(1.0))",
    "D.MixtureSameFamily(D.Normal(0.0, 1.0), D.Normal(0.0, 1.0))",
    "D.MixtureSameFamily(D.Categorical(torch.ones(3)), D.Normal(torch.zeros(2), 1.0))",
    "D.Distribution(validate_args=False).mean",
    "D.Gumbel(0.0, -1.0)",
    "D.ContinuousBernoulli()",
    "D.ContinuousBernoulli(torch.tensor([1.5]), validate_args=True)",
    "D.VonMises(0.0, 0.0)",
    "D.NegativeBinomial(3, torch.tensor([1.0]))",
    "D.Pareto(torch.tensor([1.0]), torch.tensor([1.0])).log_prob(torch.tensor([0.5]))",
]

_PROPERTIES = ("batch_shape", "event_shape", "has_rsample", "has_enumerate_support", "support", "mean", "mode", "variance", "stddev")


def plain(value):
    """A value as something that JSON holds."""
    if hasattr(value, "tolist"):
        return {"dtype": str(value.dtype), "shape": list(value.shape), "values": value.detach().reshape(-1).tolist()}
    if isinstance(value, tuple | list):
        return list(value)
    return value if isinstance(value, bool | int | float) else repr(value)


def _asked(question):
    try:
        return plain(question())
    except NotImplementedError:
        return "NotImplementedError"
    except (ValueError, RuntimeError) as err:
        return "ValueError" if isinstance(err, ValueError) else "RuntimeError"


def _gradients(torch, build, question):
    """The gradients of a sum with respect to the constructor's floating tensors, found by wrapping `torch.tensor`."""
    leaves = []

    class Recording:
        def __getattr__(self, name):
            return getattr(torch, name)

        def tensor(self, data):
            leaf = torch.tensor(data, dtype=torch.float64).requires_grad_()
            leaves.append(leaf)
            return leaf

    made = build(Recording())
    torch.manual_seed(1)
    value = question(made)
    (value * torch.arange(1, value.numel() + 1, dtype=torch.float64).reshape(value.shape)).sum().backward()
    return [None if leaf.grad is None else plain(leaf.grad) for leaf in leaves]


def answers(torch, code):
    """A dict of all that one distribution says."""
    D = torch.distributions

    def build(module):
        return eval(code, {"torch": module, "D": D})

    made = build(torch)
    told = {"repr": repr(made)}
    for name in _PROPERTIES:
        told[name] = _asked(lambda name=name: getattr(made, name))
    torch.manual_seed(0)
    drawn = made.sample((3,))
    told["sample"] = plain(drawn)
    torch.manual_seed(0)
    told["rsample"] = _asked(lambda: made.rsample((2,)))
    told["after"] = torch.randint(0, 2**31, (1,)).item()
    for name in ("log_prob", "cdf"):
        told[name] = _asked(lambda name=name: getattr(made, name)(drawn))
    told["icdf"] = _asked(lambda: made.icdf(torch.tensor(0.3)))
    told["entropy"] = _asked(made.entropy)
    told["perplexity"] = _asked(made.perplexity)
    told["enumerate_support"] = _asked(made.enumerate_support)
    told["unexpanded support"] = _asked(lambda: made.enumerate_support(expand=False))
    wider = made.expand((2, *made.batch_shape))
    told["expanded"] = [repr(wider), list(wider.batch_shape), list(wider.event_shape)]
    told["expanded log_prob"] = _asked(lambda: wider.log_prob(drawn[:2]))
    wide = drawn.double() if drawn.is_floating_point() else drawn
    if "torch.zeros" in code:
        return told  # parameters of float32 all through
    told["slopes of log_prob"] = _asked(lambda: _gradients(torch, build, lambda m: m.log_prob(wide)))
    if made.has_rsample and "Wishart" not in code:  # PyTorch overwrites an index that its own backward needs
        told["slopes of rsample"] = _asked(lambda: _gradients(torch, build, lambda m: m.rsample((2,))))
    return told


def divergence(torch, p, q):
    """kl_divergence of two cases."""
    names = {"torch": torch, "D": torch.distributions}
    return _asked(lambda: torch.distributions.kl_divergence(eval(CASES[p], names), eval(CASES[q], names)))


def refusal(torch, code):
    """The kind and the text of the error."""
    try:
        eval(code, {"torch": torch, "D": torch.distributions})
    except (ValueError, NotImplementedError, TypeError) as err:
        kind = next(k for k in (NotImplementedError, ValueError, TypeError) if isinstance(err, k))
        return [kind.__name__, " ".join(str(err).split())]
    return ["nothing", ""]

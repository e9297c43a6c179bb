"""Probability distributions: draws, densities, entropies and divergences; `torch.distributions`.

Draws are PyTorch's own from the same seed.
"""

from th.distributions import constraints, crossings, divergences, transforms
from th.distributions.bernoulli import Bernoulli
from th.distributions.beta import Beta
from th.distributions.binomial import Binomial
from th.distributions.categorical import Categorical
from th.distributions.cauchy import Cauchy
from th.distributions.chi2 import Chi2
from th.distributions.constraint_registry import biject_to, transform_to
from th.distributions.dirichlet import Dirichlet
from th.distributions.distribution import Distribution
from th.distributions.exp_family import ExponentialFamily
from th.distributions.exponential import Exponential
from th.distributions.gamma import Gamma
from th.distributions.geometric import Geometric
from th.distributions.half_normal import HalfNormal
from th.distributions.independent import Independent
from th.distributions.kl import kl_divergence, register_kl
from th.distributions.laplace import Laplace
from th.distributions.log_normal import LogNormal
from th.distributions.mixture_same_family import MixtureSameFamily
from th.distributions.multinomial import Multinomial
from th.distributions.multivariate_normal import MultivariateNormal
from th.distributions.normal import Normal
from th.distributions.one_hot_categorical import OneHotCategorical, OneHotCategoricalStraightThrough
from th.distributions.poisson import Poisson
from th.distributions.relaxed_bernoulli import RelaxedBernoulli
from th.distributions.relaxed_categorical import RelaxedOneHotCategorical
from th.distributions.studentT import StudentT
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import (
    AbsTransform,
    AffineTransform,
    ComposeTransform,
    ExpTransform,
    IndependentTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
    PowerTransform,
    SigmoidTransform,
    SoftmaxTransform,
    SoftplusTransform,
    StickBreakingTransform,
    TanhTransform,
    Transform,
    identity_transform,
)
from th.distributions.uniform import Uniform

__all__ = [
    "AbsTransform", "AffineTransform", "Bernoulli", "Beta", "Binomial", "Categorical", "Cauchy", "Chi2",
    "ComposeTransform", "Dirichlet", "Distribution", "ExpTransform", "Exponential", "ExponentialFamily", "Gamma",
    "Geometric", "HalfNormal", "Independent", "IndependentTransform", "Laplace", "LogNormal",
    "LowerCholeskyTransform", "MixtureSameFamily", "Multinomial", "MultivariateNormal", "Normal",
    "OneHotCategorical", "OneHotCategoricalStraightThrough", "Poisson", "PositiveDefiniteTransform",
    "PowerTransform", "RelaxedBernoulli", "RelaxedOneHotCategorical", "SigmoidTransform", "SoftmaxTransform",
    "SoftplusTransform", "StickBreakingTransform", "StudentT", "TanhTransform", "Transform",
    "TransformedDistribution", "Uniform", "biject_to", "identity_transform", "kl_divergence", "register_kl",
    "transform_to",
]

del crossings, divergences  # imported for what they register

"""Probability distributions: draws, densities, entropies and divergences; `torch.distributions`.

Draws are PyTorch's own from the same seed.
"""

from th.distributions import constraints, crossings, divergences, extremes, normal_divergences, transforms
from th.distributions.bernoulli import Bernoulli
from th.distributions.beta import Beta
from th.distributions.binomial import Binomial
from th.distributions.categorical import Categorical
from th.distributions.cauchy import Cauchy
from th.distributions.chi2 import Chi2
from th.distributions.constraint_registry import biject_to, transform_to
from th.distributions.continuous_bernoulli import ContinuousBernoulli
from th.distributions.dirichlet import Dirichlet
from th.distributions.distribution import Distribution
from th.distributions.exp_family import ExponentialFamily
from th.distributions.exponential import Exponential
from th.distributions.fishersnedecor import FisherSnedecor
from th.distributions.gamma import Gamma
from th.distributions.generalized_pareto import GeneralizedPareto
from th.distributions.geometric import Geometric
from th.distributions.gumbel import Gumbel
from th.distributions.half_cauchy import HalfCauchy
from th.distributions.half_normal import HalfNormal
from th.distributions.independent import Independent
from th.distributions.inverse_gamma import InverseGamma
from th.distributions.kl import kl_divergence, register_kl
from th.distributions.kumaraswamy import Kumaraswamy
from th.distributions.laplace import Laplace
from th.distributions.lkj_cholesky import LKJCholesky
from th.distributions.log_normal import LogNormal
from th.distributions.logistic_normal import LogisticNormal
from th.distributions.lowrank_multivariate_normal import LowRankMultivariateNormal
from th.distributions.mixture_same_family import MixtureSameFamily
from th.distributions.multinomial import Multinomial
from th.distributions.multivariate_normal import MultivariateNormal
from th.distributions.negative_binomial import NegativeBinomial
from th.distributions.normal import Normal
from th.distributions.one_hot_categorical import OneHotCategorical, OneHotCategoricalStraightThrough
from th.distributions.pareto import Pareto
from th.distributions.poisson import Poisson
from th.distributions.relaxed_bernoulli import RelaxedBernoulli
from th.distributions.relaxed_categorical import RelaxedOneHotCategorical
from th.distributions.studentT import StudentT
from th.distributions.transformed_distribution import TransformedDistribution
from th.distributions.transforms import (
    AbsTransform,
    AffineTransform,
    CatTransform,
    ComposeTransform,
    CorrCholeskyTransform,
    CumulativeDistributionTransform,
    ExpTransform,
    IndependentTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
    PowerTransform,
    ReshapeTransform,
    SigmoidTransform,
    SoftmaxTransform,
    SoftplusTransform,
    StackTransform,
    StickBreakingTransform,
    TanhTransform,
    Transform,
    identity_transform,
)
from th.distributions.uniform import Uniform
from th.distributions.von_mises import VonMises
from th.distributions.weibull import Weibull
from th.distributions.wishart import Wishart

__all__ = [
    "AbsTransform", "AffineTransform", "Bernoulli", "Beta", "Binomial", "CatTransform", "Categorical", "Cauchy",
    "Chi2", "ComposeTransform", "ContinuousBernoulli", "CorrCholeskyTransform", "CumulativeDistributionTransform",
    "Dirichlet", "Distribution", "ExpTransform", "Exponential", "ExponentialFamily", "FisherSnedecor", "Gamma",
    "GeneralizedPareto", "Geometric", "Gumbel", "HalfCauchy", "HalfNormal", "Independent", "IndependentTransform",
    "InverseGamma", "Kumaraswamy", "LKJCholesky", "Laplace", "LogNormal", "LogisticNormal",
    "LowRankMultivariateNormal", "LowerCholeskyTransform", "MixtureSameFamily", "Multinomial", "MultivariateNormal",
    "NegativeBinomial", "Normal", "OneHotCategorical", "OneHotCategoricalStraightThrough", "Pareto", "Poisson",
    "PositiveDefiniteTransform", "PowerTransform", "RelaxedBernoulli", "RelaxedOneHotCategorical", "ReshapeTransform",
    "SigmoidTransform", "SoftmaxTransform", "SoftplusTransform", "StackTransform", "StickBreakingTransform",
    "StudentT", "TanhTransform", "Transform", "TransformedDistribution", "Uniform", "VonMises", "Weibull", "Wishart",
    "biject_to", "identity_transform", "kl_divergence", "register_kl", "transform_to",
]

del crossings, divergences, extremes, normal_divergences  # imported for what they register

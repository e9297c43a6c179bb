"""Kullback-Leibler divergences of normal distributions of vectors, whichever way their covariances are given."""

from th.distributions.covariance import half_log_det, mahalanobis
from th.distributions.kl import register_kl
from th.distributions.lowrank_multivariate_normal import LowRankMultivariateNormal
from th.distributions.multivariate_normal import MultivariateNormal
from th.errors import ArgumentError
from th.tensor import diag_embed
from th.tensor.linalg import solve_triangular

__all__ = []


def _log_det(p):
    return p.log_det() if isinstance(p, LowRankMultivariateNormal) else 2 * half_log_det(p._unbroadcasted_scale_tril)


def _squared_distance(q, away):
    if isinstance(q, LowRankMultivariateNormal):
        return q.squared_distance(away)
    return mahalanobis(q._unbroadcasted_scale_tril, away)


def _roots(p):
    """Matrices X whose products ``X @ X.mT`` add up to the covariance."""
    if isinstance(p, LowRankMultivariateNormal):
        return p._unbroadcasted_cov_factor, diag_embed(p._unbroadcasted_cov_diag.sqrt())
    return (p._unbroadcasted_scale_tril,)


def _squares(matrix):
    return matrix.pow(2).sum((-2, -1))


def _trace(q, root):
    """The trace of q's precision times ``root @ root.mT``."""
    if not isinstance(q, LowRankMultivariateNormal):
        return _squares(solve_triangular(q._unbroadcasted_scale_tril, root, upper=False))
    scaled = root * q._unbroadcasted_cov_diag.rsqrt().unsqueeze(-1)
    return _squares(scaled) - _squares(q.inner_factor() @ root)


def _between(p, q):
    if p.event_shape != q.event_shape:
        raise ArgumentError(
            "KL-divergence between two (Low Rank) Multivariate Normals with different event shapes cannot be computed: "
            f"{p.event_shape} and {q.event_shape}"
        )
    traces = sum(_trace(q, root) for root in _roots(p))
    away = _squared_distance(q, q.loc - p.loc)
    return 0.5 * (_log_det(q) - _log_det(p) + traces + away - p.event_shape[0])


for _first in (MultivariateNormal, LowRankMultivariateNormal):
    for _second in (MultivariateNormal, LowRankMultivariateNormal):
        register_kl(_first, _second)(_between)

"""Kullback-Leibler divergences: how they are found; the formulas stand in `divergences`."""

import warnings

from th.distributions.distribution import Distribution
from th.errors import ArgumentTypeError

__all__ = ["kl_divergence", "register_kl"]

_REGISTRY = {}
_FOUND = {}  # what was found for a pair of classes, so as not to look again


def register_kl(type_p, type_q):
    """Registers a function for the divergence of two classes of distributions, and of their subclasses.

    Args:
        type_p (type): a subclass of Distribution
        type_q (type): a subclass of Distribution
    Example:
        >>> class Point(th.distributions.Normal):
        ...     pass
        >>> @th.distributions.register_kl(Point, Point)
        ... def between_points(p, q):
        ...     return (p.loc - q.loc).abs()
        >>> th.distributions.kl_divergence(Point(1.0, 1.0), Point(3.0, 1.0))
        tensor(2.)
    """
    for name, kind in (("type_p", type_p), ("type_q", type_q)):
        if not (isinstance(kind, type) and issubclass(kind, Distribution)):
            raise ArgumentTypeError(f"Expected {name} to be a Distribution subclass but got {kind}")

    def decorator(function):
        _REGISTRY[type_p, type_q] = function
        _FOUND.clear()
        return function

    return decorator


def _nearest(candidates):
    """The most special of pairs of classes, the first class deciding."""
    best = None
    for pair in candidates:
        if best is None or _is_below(pair, best):
            best = pair
    return best


def _is_below(pair, other):
    for kind, above in zip(pair, other, strict=True):
        if not issubclass(kind, above):
            return False
        if kind is not above:
            return True
    return True


def _find(type_p, type_q):
    fitting = [(p, q) for p, q in _REGISTRY if issubclass(type_p, p) and issubclass(type_q, q)]
    if not fitting:
        return None
    left = _nearest(fitting)
    right = _nearest([(q, p) for p, q in fitting])[::-1]
    if _REGISTRY[left] is not _REGISTRY[right]:
        warnings.warn(
            f"Ambiguous kl_divergence({type_p.__name__}, {type_q.__name__}). "
            f"Please register_kl({left[0].__name__}, {right[1].__name__})",
            RuntimeWarning,
            stacklevel=3,
        )
    return _REGISTRY[left]


def kl_divergence(p, q):
    """The Kullback-Leibler divergence of `p` from `q`, ``E_p[log p(x) - log q(x)]``.

    Args:
        p (Distribution): the one that the mean is taken over
        q (Distribution): the other
    Returns:
        the batch shape
    Raises:
        NotImplementedError: when no formula is registered for the two
    Example:
        >>> D = th.distributions
        >>> D.kl_divergence(D.Normal(0.0, 1.0), D.Normal(1.0, 1.0))
        tensor(0.5000)
    """
    pair = type(p), type(q)
    if pair not in _FOUND:
        _FOUND[pair] = _find(*pair)
    function = _FOUND[pair]
    if function is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
        )
    return function(p, q)

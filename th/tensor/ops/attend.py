"""Attention: softmax of scaled scores, times values; one operation."""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.casting import in_single
from th.tensor.declare import op
from th.tensor.modes import modes
from th.tensor.ops.sampling_fill import dropout_noise
from th.tensor.ops.softmax import softmax
from th.tensor.summing import added
from th.tensor.tensor import new_tensor

__all__ = ["scaled_dot_product_attention"]


def _causal(xp, scores):
    """Where a query may not look: at later keys."""
    rows, columns = scores.shape[-2:]
    return xp.arange(columns)[None, :] > xp.arange(rows)[:, None]


def _row_maxima(xp, x):
    """The largest of each row; numpy finds its place in a third of the time of its value."""
    if xp is not np or not x.size or x.dtype.kind != "f":
        return x.max(-1, keepdims=True)
    return np.take_along_axis(x, x.argmax(-1, keepdims=True), -1)


def _probabilities(xp, q, k, mask, causal, scale):
    scores = xp.matmul(q * scale, xp.swapaxes(k, -1, -2))
    if mask is not None:
        scores = xp.add(scores, mask, out=scores if mask.ndim <= scores.ndim else None)
    if causal:
        scores += xp.where(_causal(xp, scores), -np.inf, 0).astype(scores.dtype)
    top = _row_maxima(xp, scores)
    scores -= xp.where(xp.isfinite(top), top, 0)
    xp.exp(scores, out=scores)
    total = added(xp, scores, (scores.ndim - 1,), True)
    scores /= xp.where(total == 0, 1, total)  # a query that may look nowhere gives zeros
    return scores


def _product(xp, left, right, like):
    """``left @ right``, lying in memory as `like` does: heads cut out of one tensor go back into one without a copy."""
    shape = (*np.broadcast_shapes(left.shape[:-2], right.shape[:-2]), left.shape[-2], right.shape[-1])
    if xp is not np or like.shape != shape or like.dtype != left.dtype:
        return xp.matmul(left, right)
    return np.matmul(left, right, out=np.empty_like(like))


def _samples(t):
    return [(t(2, 3, 4), t(2, 5, 4), t(2, 5, 2), t(3, 5), None, False, 0.5), (t(1, 2, 3, 4), t(1, 2, 3, 4), t(1, 2, 3, 4), None, None, True, 0.7)]


@op(method=False, inputs=("query", "key", "value", "mask", "noise"), node="ScaledDotProductAttention", samples=_samples)
def _attention(xp, query, key, value, mask, noise, causal, scale):
    """(result, probabilities); `noise` multiplies the probabilities (dropout)."""
    shares = _probabilities(xp, query, key, mask, causal, scale)
    return _product(xp, shares if noise is None else shares * noise, value, query), shares


def _composed(query, key, value, mask, noise, causal, scale, g):
    """Gradients of query, key, value and mask, in operations of th, to be differentiated again."""
    scores = (query * scale) @ key.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    if causal:
        scores = scores.masked_fill(new_tensor(_causal(devices.namespace(scores._array), scores._array)), -math.inf)
    shares = softmax(scores, -1)
    d_shares = g @ value.transpose(-1, -2)
    if noise is not None:
        d_shares = d_shares * noise
    d_scores = shares * (d_shares - (shares * d_shares).sum(-1, keepdim=True))
    d_value = (shares if noise is None else shares * noise).transpose(-1, -2) @ g
    return (d_scores @ key) * scale, (d_scores.transpose(-1, -2) @ query) * scale, d_value, d_scores


def _fused(query, key, value, shares, noise, scale, g):
    """The same on arrays, from the probabilities of the forward."""
    xp = devices.namespace(g)
    d_value = _product(xp, xp.swapaxes(shares if noise is None else shares * noise, -1, -2), g, value)
    d_scores = xp.matmul(g, xp.swapaxes(value, -1, -2))
    if noise is not None:
        d_scores *= noise
    d_scores -= added(xp, shares * d_scores, (shares.ndim - 1,), True)
    d_scores *= shares
    d_query, d_key = _product(xp, d_scores, key, query), _product(xp, xp.swapaxes(d_scores, -1, -2), query, key)
    d_query *= scale
    d_key *= scale
    return d_query, d_key, d_value, d_scores


def _rule(g, query, key, value, mask, noise, causal, scale, out, needs):
    g = g[0]
    if modes.grad:
        found = _composed(query, key, value, mask, noise, causal, scale, g)
    else:
        arrays = [None if t is None else t._array for t in (query, key, value, out[1], noise)]
        found = [new_tensor(a) for a in _fused(*arrays, scale, g._array)]
    return tuple(d if n else None for d, n in zip((*found, None), needs, strict=True))


_attention.backward(_rule)

_attention.op.reads = (1,)


def _as_bias(mask, like):
    """A mask of booleans as numbers to add: 0 where True, minus infinity where False."""
    if mask.dtype == dtypes.bool_:
        return like.new_zeros(mask.shape).masked_fill(~mask, -math.inf)
    if mask.dtype != like.dtype:
        raise DtypeError(
            f"Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {mask.dtype} and "
            f"query.dtype: {like.dtype} instead."
        )
    return mask


def _check(query, key, value):
    if not query.dtype == key.dtype == value.dtype:
        raise DtypeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{query.dtype} key.dtype: {key.dtype} and value.dtype: {value.dtype} instead."
        )
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise ShapeError("Expected query, key, and value to all be at least 2 dimensional")
    if query.shape[-1] != key.shape[-1]:
        raise ShapeError(f"`query` and `key` must have one size in the last dim, got {query.shape[-1]} and {key.shape[-1]}")
    if key.shape[-2] != value.shape[-2]:
        raise ShapeError(f"`key` and `value` must be of one length, got {key.shape[-2]} and {value.shape[-2]}")


@in_single
def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None,
                                 enable_gqa=False):
    """``softmax(query @ key.T * scale + mask) @ value``.

    Args:
        query (Tensor): (*, length, features)
        key (Tensor): (*, source length, features)
        value (Tensor): (*, source length, value features)
        attn_mask (Tensor): broadcasts to (*, length, source length); True where to look, or numbers to add
        dropout_p (float): share of the probabilities that become zero
        is_causal (bool): no query looks at a later key
        scale (float): 1 / sqrt(features) by default
        enable_gqa (bool): several heads of `query` share one head of `key` and `value`
    Returns:
        (*, length, value features)
    Example:
        >>> q = torch.ones(1, 1, 2, 4)
        >>> F.scaled_dot_product_attention(q, q, q, is_causal=True).shape
        torch.Size([1, 1, 2, 4])
    Source:
        Vaswani and others, 2017
    """
    _check(query, key, value)
    if enable_gqa:
        times = query.shape[-3] // key.shape[-3]
        key, value = key.repeat_interleave(times, -3), value.repeat_interleave(times, -3)
    scale = 1.0 / math.sqrt(query.shape[-1]) if scale is None else scale
    mask = None if attn_mask is None else _as_bias(attn_mask, query)
    noise = None
    if dropout_p:
        if not 0 <= dropout_p <= 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {dropout_p}")
        shape = (*np.broadcast_shapes(query.shape[:-2], key.shape[:-2]), query.shape[-2], key.shape[-2])
        noise = dropout_noise(query, dropout_p, shape)
    return _attention(query, key, value, mask, noise, bool(is_causal), scale)[0]

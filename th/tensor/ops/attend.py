"""Attention: softmax of scaled scores, times values; one operation."""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import op
from th.tensor.modes import modes
from th.tensor.ops.sampling_fill import dropout_noise
from th.tensor.ops.softmax import softmax
from th.tensor.tensor import new_tensor

__all__ = ["scaled_dot_product_attention"]


def _causal(xp, scores):
    """Where a query may not look: at later keys."""
    rows, columns = scores.shape[-2:]
    return xp.arange(columns)[None, :] > xp.arange(rows)[:, None]


def _probabilities(xp, q, k, mask, causal, scale):
    scores = xp.matmul(q * scale, xp.swapaxes(k, -1, -2))
    if mask is not None:
        scores = xp.add(scores, mask, out=scores if mask.ndim <= scores.ndim else None)
    if causal:
        xp.copyto(scores, -np.inf, where=_causal(xp, scores))
    top = scores.max(-1, keepdims=True)
    scores -= xp.where(xp.isfinite(top), top, 0)
    xp.exp(scores, out=scores)
    total = scores.sum(-1, keepdims=True)
    scores /= xp.where(total == 0, 1, total)  # a query that may look nowhere gives zeros
    return scores


def _samples(t):
    return [(t(2, 3, 4), t(2, 5, 4), t(2, 5, 2), t(3, 5), None, False, 0.5), (t(1, 2, 3, 4), t(1, 2, 3, 4), t(1, 2, 3, 4), None, None, True, 0.7)]


@op(method=False, inputs=("query", "key", "value", "mask", "noise"), node="ScaledDotProductAttention", samples=_samples)
def _attention(xp, query, key, value, mask, noise, causal, scale):
    """(result, probabilities); `noise` multiplies the probabilities (dropout)."""
    shares = _probabilities(xp, query, key, mask, causal, scale)
    return xp.matmul(shares if noise is None else shares * noise, value), shares


def _composed(query, key, value, mask, noise, causal, scale, g):
    """The gradients in operations of th, to be differentiated again."""
    scores = (query * scale) @ key.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    if causal:
        scores = scores.masked_fill(new_tensor(_causal(devices.namespace(scores._array), scores._array)), -math.inf)
    return _gradients(query, key, value, softmax(scores, -1), noise, scale, g)


def _gradients(q, k, v, shares, noise, scale, g):
    """Gradients of query, key, value and mask; the same lines for arrays and tensors."""
    used = shares if noise is None else shares * noise
    d_v = used.swapaxes(-1, -2) @ g
    d_shares = g @ v.swapaxes(-1, -2)
    if noise is not None:
        d_shares = d_shares * noise
    d_scores = shares * d_shares
    d_scores = d_scores - shares * _row_sum(d_scores)
    return (d_scores @ k) * scale, (d_scores.swapaxes(-1, -2) @ q) * scale, d_v, d_scores


def _row_sum(x):
    return x.sum(-1, keepdims=True) if devices.is_array(x) else x.sum(-1, keepdim=True)


def _rule(g, query, key, value, mask, noise, causal, scale, out, needs):
    g = g[0]
    if modes.grad:
        found = _composed(query, key, value, mask, noise, causal, scale, g)
    else:
        arrays = [None if t is None else t._array for t in (query, key, value, out[1], noise)]
        found = [new_tensor(a) for a in _gradients(*arrays, scale, g._array)]
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


def _check(query, key, value, attn_mask, is_causal):
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
    if is_causal and attn_mask is not None:
        raise ArgumentError("Explicit attn_mask should not be set when is_causal=True")


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
    _check(query, key, value, attn_mask, is_causal)
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

"""Attention."""

import math

from th.errors import ArgumentError, AssertedError, ShapeError
from th.nn.functional.activation import softmax
from th.nn.functional.dropping import dropout
from th.nn.functional.padding import pad
from th.tensor import dtypes
from th.tensor.ops.attend import scaled_dot_product_attention
from th.tensor.ops.joining import cat
from th.tensor.ops.matrix import linear

__all__ = ["multi_head_attention_forward", "scaled_dot_product_attention"]


def _check_shapes(query, key, value, key_padding_mask, attn_mask, heads):
    """True when there is a batch."""
    if query.ndim not in (2, 3):
        raise AssertedError(f"query should be unbatched 2D or batched 3D tensor but received {query.ndim}-D query tensor")
    word = "batched (3-D)" if query.ndim == 3 else "unbatched (2-D)"
    if key.ndim != query.ndim or value.ndim != query.ndim:
        raise ShapeError(
            f"For {word} `query`, expected `key` and `value` to be {query.ndim}-D but found {key.ndim}-D and {value.ndim}-D "
            "tensors respectively"
        )
    if key_padding_mask is not None and key_padding_mask.ndim != query.ndim - 1:
        raise ShapeError(
            f"For {word} `query`, expected `key_padding_mask` to be `None` or {query.ndim - 1}-D but found "
            f"{key_padding_mask.ndim}-D tensor instead"
        )
    if attn_mask is not None and attn_mask.ndim not in (2, 3):
        raise ShapeError(f"For {word} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.ndim}-D tensor instead")
    if query.ndim == 2 and attn_mask is not None and attn_mask.ndim == 3:
        wanted = (heads, query.shape[0], key.shape[0])
        if tuple(attn_mask.shape) != wanted:
            raise ShapeError(f"Expected `attn_mask` shape to be {wanted} but got {attn_mask.shape}")
    return query.ndim == 3


def _bias(mask, name, like):
    """A mask as numbers to add: minus infinity where it is True."""
    if mask is None:
        return None
    if mask.dtype == dtypes.bool_:
        return like.new_zeros(mask.shape).masked_fill(mask, -math.inf)
    if not mask.is_floating_point():
        raise AssertedError(f"only bool and floating types of {name} are supported, got {mask.dtype}")
    return mask


def _project(query, key, value, weight, bias, separate):
    """(q, k, v) of the three inputs, by one weight when they are one tensor."""
    if separate is not None:
        biases = (None,) * 3 if bias is None else bias.chunk(3)
        return tuple(linear(x, w, b) for x, w, b in zip((query, key, value), separate, biases, strict=True))
    size = query.shape[-1]
    if query is key and key is value:
        return linear(query, weight, bias).chunk(3, -1)
    if key is value:
        q = linear(query, weight[:size], None if bias is None else bias[:size])
        return (q, *linear(key, weight[size:], None if bias is None else bias[size:]).chunk(2, -1))
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return tuple(linear(x, w, b) for x, w, b in zip((query, key, value), weight.chunk(3), biases, strict=True))


def _check_mask(mask, length, source, batch, heads):
    if mask.ndim == 2:
        if tuple(mask.shape) != (length, source):
            raise ShapeError(f"The shape of the 2D attn_mask is {mask.shape}, but should be {(length, source)}.")
        return mask.unsqueeze(0)
    wanted = (batch * heads, length, source)
    if tuple(mask.shape) != wanted:
        raise ShapeError(f"The shape of the 3D attn_mask is {mask.shape}, but should be {wanted}.")
    return mask


def _merged(attn_mask, key_padding_mask, batch, heads, source):
    if key_padding_mask is None:
        return attn_mask
    if tuple(key_padding_mask.shape) != (batch, source):
        raise AssertedError(f"expecting key_padding_mask shape of {(batch, source)}, but got {key_padding_mask.shape}")
    spread = key_padding_mask.reshape(batch, 1, 1, source).expand(-1, heads, -1, -1).reshape(batch * heads, 1, source)
    return spread if attn_mask is None else attn_mask + spread


def _attend(q, k, v, mask, dropout_p):
    """(result, probabilities) of (batch * heads, length, features)."""
    scores = (q * math.sqrt(1.0 / float(q.shape[-1]))) @ k.transpose(-2, -1)
    shares = softmax(scores if mask is None else mask + scores, dim=-1)
    if dropout_p > 0.0:
        shares = dropout(shares, p=dropout_p)
    return shares @ v, shares


def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p,
    out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None,
    use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None,
    average_attn_weights=True, is_causal=False,
):
    """What `nn.MultiheadAttention` computes; its parameters are arguments here.

    Args:
        query (Tensor): (length, batch, features), or without batch
        key, value (Tensor): (source length, batch, features)
        embed_dim_to_check (int): features of `query`
        key_padding_mask (Tensor): (batch, source length); True for keys not to look at
        attn_mask (Tensor): (length, source length) or (batch * heads, ...); True where not to look, or numbers to add
    Returns:
        (result, probabilities or None)
    """
    batched = _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        same_key, same_value = key is query, value is key
        query = query.unsqueeze(1)
        key = query if same_key else key.unsqueeze(1)
        value = key if same_value else value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, batch, features = query.shape
    if features != embed_dim_to_check:
        raise AssertedError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {features}")
    if features % num_heads:
        raise AssertedError(f"embed_dim {features} not divisible by num_heads {num_heads}")
    if is_causal and attn_mask is None:
        raise ArgumentError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    key_padding_mask, attn_mask = _bias(key_padding_mask, "key_padding_mask", query), _bias(attn_mask, "attn_mask", query)
    by_hint = is_causal and key_padding_mask is None and not need_weights
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _project(query, key, value, in_proj_weight, in_proj_bias, separate)
    attn_mask = None if by_hint else attn_mask
    if attn_mask is not None:
        attn_mask = _check_mask(attn_mask, length, k.shape[0], batch, num_heads)
    state = _Keys(q, k, v, attn_mask, key_padding_mask, batch, num_heads)
    state.add_learnt(bias_k, bias_v)
    state.split(static_k, static_v)
    if add_zero_attn:
        state.add_zeros()
    dropout_p = dropout_p if training else 0.0
    out, shares = state.attend(need_weights, dropout_p, by_hint)
    out = linear(out.reshape(length * batch, features), out_proj_weight, out_proj_bias).reshape(length, batch, -1)
    if shares is not None:
        shares = shares.reshape(batch, num_heads, length, -1)
        shares = shares.mean(1) if average_attn_weights else shares
    if batched:
        return out, shares
    return out.squeeze(1), None if shares is None else shares.squeeze(0)


class _Keys:
    """Queries, keys, values and masks on their way to the heads."""

    def __init__(self, q, k, v, mask, padding, batch, heads):
        self.q, self.k, self.v, self.mask, self.padding = q, k, v, mask, padding
        self.batch, self.heads = batch, heads

    def _one_more(self):
        self.mask = None if self.mask is None else pad(self.mask, (0, 1))
        self.padding = None if self.padding is None else pad(self.padding, (0, 1))

    def add_learnt(self, bias_k, bias_v):
        """One more key and value, which are learnt."""
        if bias_k is None or bias_v is None:
            return
        self.k = cat([self.k, bias_k.repeat(1, self.batch, 1)])
        self.v = cat([self.v, bias_v.repeat(1, self.batch, 1)])
        self._one_more()

    def split(self, static_k, static_v):
        """(length, batch, features) to (batch * heads, length, features / heads)."""

        def heads(x):
            return x.reshape(x.shape[0], self.batch * self.heads, -1).transpose(0, 1)

        self.q = heads(self.q)
        self.k = heads(self.k) if static_k is None else static_k
        self.v = heads(self.v) if static_v is None else static_v

    def add_zeros(self):
        """One more key and value, of zeros."""
        zero = self.k.new_zeros((self.k.shape[0], 1, self.k.shape[2]))
        self.k, self.v = cat([self.k, zero], 1), cat([self.v, zero], 1)
        self._one_more()

    def attend(self, need_weights, dropout_p, causal):
        """(length, batch, features), and the probabilities when they are wanted."""
        source = self.k.shape[1]
        mask = _merged(self.mask, self.padding, self.batch, self.heads, source)
        if need_weights:
            out, shares = _attend(self.q, self.k, self.v, mask, dropout_p)
            return out.transpose(0, 1), shares
        if mask is not None:
            mask = mask.unsqueeze(0) if mask.shape[0] == 1 else mask.reshape(self.batch, self.heads, -1, source)
        q, k, v = (x.reshape(self.batch, self.heads, *x.shape[1:]) for x in (self.q, self.k, self.v))
        out = scaled_dot_product_attention(q, k, v, mask, dropout_p, causal)
        return out.permute(2, 0, 1, 3), None

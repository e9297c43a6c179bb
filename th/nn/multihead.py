"""Attention with several heads."""

from th.errors import ArgumentError, AssertedError
from th.nn import init
from th.nn.functional.attention import multi_head_attention_forward
from th.nn.linear import NonDynamicallyQuantizableLinear
from th.nn.module import Module
from th.tensor.ops.filled import empty
from th.tensor.parameter import Parameter

__all__ = ["MultiheadAttention"]


class MultiheadAttention(Module):
    """Attention with several heads: each looks at a learnt projection of queries, keys and values.

    Args:
        embed_dim (int): features of the queries and of the result
        num_heads (int): divides `embed_dim`
        dropout (float): share of the probabilities that become zero in training
        bias (bool): learn biases of the projections
        add_bias_kv (bool): add a learnt key and value
        add_zero_attn (bool): add a key and value of zeros
        kdim, vdim (int): features of keys and values; `embed_dim` by default
        batch_first (bool): batch before length
    Shape:
        query (length, batch, embed_dim), key (source, batch, kdim), value (source, batch, vdim) to
        (length, batch, embed_dim) and probabilities (batch, length, source); batch may be missing
    Example:
        >>> x = th.zeros(3, 2, 4)
        >>> out, shares = nn.MultiheadAttention(4, 2)(x, x, x)
        >>> out.shape, shares.shape
        (torch.Size([3, 2, 4]), torch.Size([2, 3, 3]))
    Source:
        Vaswani and others, 2017
    """

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None,
                 vdim=None, batch_first=False, device=None, dtype=None):
        if embed_dim <= 0 or num_heads <= 0:
            raise ArgumentError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertedError(f"embed_dim must be divisible by num_heads: `num_heads` (={num_heads}) must divide `embed_dim` (={embed_dim})")
        self.add_zero_attn = add_zero_attn
        settings = {"device": device, "dtype": dtype}
        self._make_projections(bias, settings)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, **settings)
        if add_bias_kv:
            self.bias_k = Parameter(empty(1, 1, embed_dim, **settings))
            self.bias_v = Parameter(empty(1, 1, embed_dim, **settings))
        else:
            self.bias_k = self.bias_v = None
        self._reset_parameters()

    def _make_projections(self, bias, settings):
        size = self.embed_dim
        if self._qkv_same_embed_dim:
            self.in_proj_weight = Parameter(empty(3 * size, size, **settings))
            for name in ("q_proj_weight", "k_proj_weight", "v_proj_weight"):
                self.register_parameter(name, None)
        else:
            self.q_proj_weight = Parameter(empty(size, size, **settings))
            self.k_proj_weight = Parameter(empty(size, self.kdim, **settings))
            self.v_proj_weight = Parameter(empty(size, self.vdim, **settings))
            self.register_parameter("in_proj_weight", None)
        self.register_parameter("in_proj_bias", Parameter(empty(3 * size, **settings)) if bias else None)

    def _reset_parameters(self):
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                init.xavier_normal_(extra)

    def forward(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True,
                is_causal=False):
        """(result, probabilities or None).

        Args:
            query, key, value (Tensor): see the class
            key_padding_mask (Tensor): (batch, source); True for keys not to look at
            need_weights (bool): give the probabilities too
            attn_mask (Tensor): (length, source) or (batch * heads, length, source); True where not to look, or numbers to add
            average_attn_weights (bool): the mean of the heads' probabilities
            is_causal (bool): a hint that `attn_mask` is the causal one
        """
        if self.batch_first and query.ndim == 3:
            same_key, same_value = key is query, value is key
            query = query.transpose(0, 1)
            key = query if same_key else key.transpose(0, 1)
            value = key if same_value else value.transpose(0, 1)
        else:
            same_key = None
        out, shares = multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k, self.bias_v,
            self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, training=self.training,
            key_padding_mask=key_padding_mask, need_weights=need_weights, attn_mask=attn_mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim, q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight, v_proj_weight=self.v_proj_weight, average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (out.transpose(0, 1) if same_key is not None else out), shares

    def merge_masks(self, attn_mask, key_padding_mask, query):
        """(one mask for both, 0 for an attention mask, 1 for a padding mask, 2 for both; None)."""
        if key_padding_mask is None and attn_mask is None:
            return None, None
        if attn_mask is None:
            return key_padding_mask, 1
        if key_padding_mask is None:
            return attn_mask, 0
        batch, length = query.shape[:2]
        mask = attn_mask if attn_mask.ndim == 3 else attn_mask.reshape(1, 1, length, length).expand(batch, self.num_heads, -1, -1)
        return mask + key_padding_mask.reshape(batch, 1, 1, length).expand(-1, self.num_heads, -1, -1), 2

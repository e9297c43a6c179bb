"""The Transformer: encoder, decoder, and their layers."""

import copy
import math

from th.errors import ArgumentError, ShapeError
from th.nn import init
from th.nn.containers import ModuleList
from th.nn.dropout import Dropout
from th.nn.functional import activation as functions
from th.nn.linear import Linear
from th.nn.module import Module
from th.nn.multihead import MultiheadAttention
from th.nn.layer_norm import LayerNorm
from th.tensor.ops.filled import full

__all__ = ["Transformer", "TransformerDecoder", "TransformerDecoderLayer", "TransformerEncoder", "TransformerEncoderLayer"]


def _causal_mask(size, device=None, dtype=None):
    return full((size, size), -math.inf, device=device, dtype=dtype).triu(1)


def _looks_causal(mask, is_causal, size):
    """True when `is_causal` says so, or when nothing is said and the mask is the causal one."""
    if is_causal is not None or mask is None:
        return is_causal is True
    size = mask.shape[-2] if size is None else size
    if tuple(mask.shape) != (size, size) or not mask.is_floating_point():
        return False
    return bool((mask == _causal_mask(size, mask.device, mask.dtype)).all())


def _activation(name):
    if not isinstance(name, str):
        return name
    if name not in ("relu", "gelu"):
        raise ArgumentError(f"activation should be relu/gelu, not {name}")
    return getattr(functions, name)


_ARGUMENTS = """Args:
        d_model (int): features
        nhead (int): heads; divides `d_model`
        dim_feedforward (int): features inside the feed-forward network
        dropout (float): in training
        activation (str or callable): "relu", "gelu", or a function
        layer_norm_eps (float): of the normalisations
        batch_first (bool): batch before length
        norm_first (bool): normalise before instead of after
        bias (bool): learn biases"""


class _Layer(Module):
    """The feed-forward block of both kinds of layer."""

    def _add_feed_forward(self, d_model, dim_feedforward, dropout, bias, settings):
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **settings)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **settings)

    def _feed(self, x):
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    __doc__ = f"""Self-attention and a feed-forward network, each with a residual and layer normalisation.

    {_ARGUMENTS}
    Shape:
        (length, batch, d_model) to the same; batch may be missing
    Source:
        Vaswani and others, 2017
    """

    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=functions.relu, layer_norm_eps=1e-5,
                 batch_first=False, norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        settings = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, **settings)
        self._add_feed_forward(d_model, dim_feedforward, dropout, bias, settings)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **settings)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **settings)
        self.dropout1, self.dropout2 = Dropout(dropout), Dropout(dropout)
        self.activation = _activation(activation)

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        """(length, batch, d_model) to the same.

        Args:
            src (Tensor): the sequence
            src_mask (Tensor): (length, length); True where not to look, or numbers to add
            src_key_padding_mask (Tensor): (batch, length); True for elements not to look at
            is_causal (bool): a hint that `src_mask` is the causal one
        """

        def attend(x):
            return self.dropout1(self.self_attn(
                x, x, x, attn_mask=src_mask, key_padding_mask=src_key_padding_mask, need_weights=False, is_causal=is_causal)[0])

        if self.norm_first:
            src = src + attend(self.norm1(src))
            return src + self.dropout2(self._feed(self.norm2(src)))
        src = self.norm1(src + attend(src))
        return self.norm2(src + self.dropout2(self._feed(src)))


class TransformerDecoderLayer(_Layer):
    __doc__ = f"""Self-attention, attention to the encoder's result, and a feed-forward network.

    {_ARGUMENTS}
    Shape:
        (length, batch, d_model), (source, batch, d_model) to (length, batch, d_model); batch may be missing
    Source:
        Vaswani and others, 2017
    """

    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=functions.relu, layer_norm_eps=1e-5,
                 batch_first=False, norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        settings = {"device": device, "dtype": dtype}
        attention = {"dropout": dropout, "batch_first": batch_first, "bias": bias, **settings}
        self.self_attn = MultiheadAttention(d_model, nhead, **attention)
        self.multihead_attn = MultiheadAttention(d_model, nhead, **attention)
        self._add_feed_forward(d_model, dim_feedforward, dropout, bias, settings)
        self.norm_first = norm_first
        for name in ("norm1", "norm2", "norm3"):
            setattr(self, name, LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **settings))
        self.dropout1, self.dropout2, self.dropout3 = Dropout(dropout), Dropout(dropout), Dropout(dropout)
        self.activation = _activation(activation)

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None,
                tgt_is_causal=False, memory_is_causal=False):
        """(length, batch, d_model), (source, batch, d_model) to (length, batch, d_model).

        Args:
            tgt (Tensor): the sequence
            memory (Tensor): the encoder's result
            tgt_mask, memory_mask (Tensor): True where not to look, or numbers to add
            tgt_key_padding_mask, memory_key_padding_mask (Tensor): True for elements not to look at
            tgt_is_causal, memory_is_causal (bool): hints that the masks are the causal ones
        """

        def to_itself(x):
            return self.dropout1(self.self_attn(
                x, x, x, attn_mask=tgt_mask, key_padding_mask=tgt_key_padding_mask, is_causal=tgt_is_causal,
                need_weights=False)[0])

        def to_memory(x):
            return self.dropout2(self.multihead_attn(
                x, memory, memory, attn_mask=memory_mask, key_padding_mask=memory_key_padding_mask, is_causal=memory_is_causal,
                need_weights=False)[0])

        if self.norm_first:
            tgt = tgt + to_itself(self.norm1(tgt))
            tgt = tgt + to_memory(self.norm2(tgt))
            return tgt + self.dropout3(self._feed(self.norm3(tgt)))
        tgt = self.norm1(tgt + to_itself(tgt))
        tgt = self.norm2(tgt + to_memory(tgt))
        return self.norm3(tgt + self.dropout3(self._feed(tgt)))


def _copies(module, count):
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


class TransformerEncoder(Module):
    """Encoder layers on top of each other.

    Args:
        encoder_layer (Module): copied `num_layers` times
        num_layers (int): how many
        norm (Module): for the result
        enable_nested_tensor, mask_check (bool): taken for compatibility
    Shape:
        (length, batch, d_model) to the same
    """

    def __init__(self, encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True):
        super().__init__()
        self.layers = _copies(encoder_layer, num_layers)
        self.num_layers, self.norm = num_layers, norm
        self.enable_nested_tensor, self.mask_check = enable_nested_tensor, mask_check

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None):
        """(length, batch, d_model) to the same.

        Args:
            src (Tensor): the sequence
            mask (Tensor): (length, length); True where not to look, or numbers to add
            src_key_padding_mask (Tensor): (batch, length); True for elements not to look at
            is_causal (bool): a hint that `mask` is the causal one; looked at when None
        """
        causal = _looks_causal(mask, is_causal, _length(src, self.layers[0].self_attn.batch_first) if self.num_layers else None)
        for layer in self.layers:
            src = layer(src, src_mask=mask, is_causal=causal, src_key_padding_mask=src_key_padding_mask)
        return src if self.norm is None else self.norm(src)


def _length(x, batch_first):
    return x.shape[1 if batch_first and x.ndim == 3 else 0]


class TransformerDecoder(Module):
    """Decoder layers on top of each other.

    Args:
        decoder_layer (Module): copied `num_layers` times
        num_layers (int): how many
        norm (Module): for the result
    Shape:
        (length, batch, d_model), (source, batch, d_model) to (length, batch, d_model)
    """

    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = _copies(decoder_layer, num_layers)
        self.num_layers, self.norm = num_layers, norm

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None,
                tgt_is_causal=None, memory_is_causal=False):
        """(length, batch, d_model), (source, batch, d_model) to (length, batch, d_model); as `TransformerDecoderLayer`."""
        causal = _looks_causal(
            tgt_mask, tgt_is_causal, _length(tgt, self.layers[0].self_attn.batch_first) if self.num_layers else None
        )
        for layer in self.layers:
            tgt = layer(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, tgt_key_padding_mask=tgt_key_padding_mask,
                        memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=causal, memory_is_causal=memory_is_causal)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder.

    Args:
        d_model (int): features
        nhead (int): heads; divides `d_model`
        num_encoder_layers, num_decoder_layers (int): layers of each
        dim_feedforward (int): features inside the feed-forward networks
        dropout (float): in training
        activation (str or callable): "relu", "gelu", or a function
        custom_encoder, custom_decoder (Module): instead of the usual ones
        layer_norm_eps (float): of the normalisations
        batch_first (bool): batch before length
        norm_first (bool): normalise before instead of after
        bias (bool): learn biases
    Shape:
        (source, batch, d_model), (length, batch, d_model) to (length, batch, d_model)
    Source:
        Vaswani and others, 2017
    """

    def __init__(self, d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1,
                 activation=functions.relu, custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-5, batch_first=False,
                 norm_first=False, bias=True, device=None, dtype=None):
        super().__init__()
        settings = {"device": device, "dtype": dtype}
        layer = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        norm = {"eps": layer_norm_eps, "bias": bias, **settings}
        if custom_encoder is None:
            first = TransformerEncoderLayer(*layer, **settings)
            custom_encoder = TransformerEncoder(first, num_encoder_layers, LayerNorm(d_model, **norm))
        self.encoder = custom_encoder
        if custom_decoder is None:
            first = TransformerDecoderLayer(*layer, **settings)
            custom_decoder = TransformerDecoder(first, num_decoder_layers, LayerNorm(d_model, **norm))
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def _reset_parameters(self):
        for weight in self.parameters():
            if weight.ndim > 1:
                init.xavier_uniform_(weight)

    def forward(self, src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None,
                tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None,
                memory_is_causal=False):
        """(source, batch, d_model), (length, batch, d_model) to (length, batch, d_model); the masks as in the layers."""
        if src.ndim == 3 and src.shape[0 if self.batch_first else 1] != tgt.shape[0 if self.batch_first else 1]:
            raise ShapeError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ShapeError(
                f"the feature number of src and tgt must be equal to d_model (={self.d_model}), got {src.shape[-1]} and {tgt.shape[-1]}"
            )
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, tgt_key_padding_mask=tgt_key_padding_mask,
                            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=tgt_is_causal,
                            memory_is_causal=memory_is_causal)

    @staticmethod
    def generate_square_subsequent_mask(sz, device=None, dtype=None):
        """The causal mask: (sz, sz), minus infinity above the diagonal, 0 elsewhere.

        Example:
            >>> nn.Transformer.generate_square_subsequent_mask(2)
            tensor([[0., -inf],
                    [0., 0.]])
        """
        return _causal_mask(sz, device, dtype)

"""Recurrent layers over whole sequences."""

import math
import warnings

from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.nn import init
from th.nn.functional.dropping import dropout
from th.nn.module import Module
from th.nn.utils.rnn import PackedSequence
from th.tensor.casting import casts
from th.tensor.ops.filled import empty, zeros
from th.tensor.ops.joining import cat, stack
from th.tensor.ops.recurrent import recurrent_layer
from th.tensor.parameter import Parameter
from th.tensor.rnn_kernels import MODES

__all__ = [
    "GRU", "LSTM", "RNN", "RNNBase",
]


def _check_settings(bias, batch_first, dropout_share, input_size, hidden_size, num_layers, proj_size):
    number = isinstance(dropout_share, int | float) and not isinstance(dropout_share, bool)
    if not number or not 0 <= dropout_share <= 1:
        raise ArgumentError("dropout should be a number in range [0, 1] representing the probability of an element being zeroed")
    if dropout_share > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater "
            f"than 1, but got dropout={dropout_share} and num_layers={num_layers}",
            stacklevel=4,
        )
    for name, value in (("bias", bias), ("batch_first", batch_first)):
        if not isinstance(value, bool):
            raise ArgumentTypeError(f"{name} should be of type bool, got: {type(value).__name__}")
    for name, value in (("input_size", input_size), ("hidden_size", hidden_size)):
        if not isinstance(value, int):
            raise ArgumentTypeError(f"{name} should be of type int, got: {type(value).__name__}")
        if value <= 0:
            raise ArgumentError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ArgumentError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ArgumentError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ArgumentError("proj_size has to be smaller than hidden_size")


class RNNBase(Module):
    """What recurrent layers have in common; use `RNN`, `LSTM` or `GRU`.

    Args:
        mode (str): "RNN_TANH", "RNN_RELU", "LSTM" or "GRU"
        input_size, hidden_size (int): features of the input and of the state
        num_layers (int): layers on top of each other
        bias (bool): learn biases
        batch_first (bool): batch before time in input and output
        dropout (float): between the layers, in training
        bidirectional (bool): a second layer beside each, from the end to the beginning
        proj_size (int): features of the state of an LSTM after a learnt projection; 0 for none
    """

    def __init__(self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
                 bidirectional=False, proj_size=0, device=None, dtype=None):
        super().__init__()
        _check_settings(bias, batch_first, dropout, input_size, hidden_size, num_layers, proj_size)
        if mode not in MODES:
            raise ArgumentError(f"Unrecognized RNN mode: {mode}")
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        for layer in range(num_layers):
            for suffix in self._suffixes(layer):
                for name, shape in self._shapes(layer, suffix):
                    self.register_parameter(name, Parameter(empty(*shape, device=device, dtype=dtype)))
        self.reset_parameters()

    def _suffixes(self, layer):
        return [f"_l{layer}"] + ([f"_l{layer}_reverse"] if self.bidirectional else [])

    def _shapes(self, layer, suffix):
        rows = MODES[self.mode] * self.hidden_size
        state = self.proj_size or self.hidden_size
        features = self.input_size if layer == 0 else state * (2 if self.bidirectional else 1)
        found = [("weight_ih" + suffix, (rows, features)), ("weight_hh" + suffix, (rows, state))]
        if self.bias:
            found += [("bias_ih" + suffix, (rows,)), ("bias_hh" + suffix, (rows,))]
        if self.proj_size:
            found.append(("weight_hr" + suffix, (self.proj_size, self.hidden_size)))
        return found

    def reset_parameters(self):
        """Draws the parameters anew."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        """Does nothing: for code that prepares cuDNN."""

    @property
    def all_weights(self):
        """The parameters of each layer and direction, as lists."""
        return [
            [getattr(self, name) for name, _ in self._shapes(layer, suffix)]
            for layer in range(self.num_layers) for suffix in self._suffixes(layer)
        ]

    def _weights(self, suffix):
        p = self._parameters
        return [p.get(name + suffix) if name + suffix in p else getattr(self, name + suffix, None)
                for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")]

    def _check_input(self, data, packed):
        weight = self.weight_ih_l0
        if data.dtype != weight.dtype and not casts.open:
            raise ArgumentError(
                f"RNN input dtype ({data.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({data.dtype})"
            )
        if not packed and data.ndim not in (2, 3):
            raise ArgumentError(f"{self._get_name()}: Expected input to be 2D or 3D, got {data.ndim}D instead")
        if data.shape[-1] != self.input_size:
            raise ShapeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {data.shape[-1]}"
            )

    def _first_state(self, given, batch, features, like, what):
        rows = self.num_layers * (2 if self.bidirectional else 1)
        if given is None:
            return zeros(rows, batch, features, dtype=like.dtype, device=like.device)
        if tuple(given.shape) != (rows, batch, features):
            raise ShapeError(f"Expected {what} size {(rows, batch, features)}, got {list(given.shape)}")
        return given

    def _states(self, hx, batch, like, order, unbatched):
        lstm = self.mode == "LSTM"
        if lstm and hx is not None and len(hx) != 2:
            raise ShapeError(f"LSTM: `hx` must be a pair of tensors (h_0, c_0), got {type(hx).__name__} of length {len(hx)}")
        hidden, cell = hx if lstm and hx is not None else (hx, None)
        if unbatched:
            for state in (hidden, cell):
                if state is not None and state.ndim != 2:
                    raise ShapeError(f"For unbatched 2-D input, hx should also be 2-D but got {state.ndim}-D tensor")
            hidden, cell = (None if s is None else s.unsqueeze(1) for s in (hidden, cell))
        else:
            for state in (hidden, cell):
                if state is not None and state.ndim != 3:
                    raise ShapeError(f"For batched 3-D input, hx should also be 3-D but got {state.ndim}-D tensor")
        if order is not None:
            hidden, cell = (None if s is None else s.index_select(1, order) for s in (hidden, cell))
        h0 = self._first_state(hidden, batch, self.proj_size or self.hidden_size, like, "hidden" if not lstm else "hidden[0]")
        c0 = self._first_state(cell, batch, self.hidden_size, like, "hidden[1]") if lstm else None
        return h0, c0

    def forward(self, input, hx=None):
        """(output, state): see `LSTM`.

        Args:
            input (Tensor): (time, batch, input_size), (batch, time, input_size) with `batch_first`, (time, input_size), or a
                PackedSequence
            hx (Tensor, or a pair for LSTM): (num_layers * directions, batch, features); zeros by default
        """
        packed = isinstance(input, PackedSequence)
        self._check_input(input.data if packed else input, packed)
        if packed:
            sizes = tuple(input.batch_sizes.tolist())
            data, order, unbatched = input.data, input.sorted_indices, False
        else:
            unbatched, order = input.ndim == 2, None
            x = input.unsqueeze(1) if unbatched else input.transpose(0, 1) if self.batch_first else input
            sizes = (x.shape[1],) * x.shape[0]
            data = x.reshape(-1, x.shape[2])
        if not sizes:
            raise ShapeError("Expected sequence length to be larger than 0 in RNN")
        h0, c0 = self._states(hx, sizes[0], data, order, unbatched)
        data, last_h, last_c = self._run(data, h0, c0, sizes)
        if packed:
            output = PackedSequence(data, input.batch_sizes, input.sorted_indices, input.unsorted_indices)
            if input.unsorted_indices is not None:
                last_h, last_c = (None if s is None else s.index_select(1, input.unsorted_indices) for s in (last_h, last_c))
        else:
            output = data.reshape(len(sizes), sizes[0], -1)
            output = output.squeeze(1) if unbatched else output.transpose(0, 1) if self.batch_first else output
            if unbatched:
                last_h, last_c = (None if s is None else s.squeeze(1) for s in (last_h, last_c))
        return output, (last_h if last_c is None else (last_h, last_c))

    def _run(self, data, h0, c0, sizes):
        """All layers and directions on the rows `data`."""
        last_h, last_c = [], []
        for layer in range(self.num_layers):
            outputs = []
            for suffix in self._suffixes(layer):
                place = len(last_h)
                out, h, c = recurrent_layer(
                    self.mode, data, h0[place], None if c0 is None else c0[place], self._weights(suffix), sizes,
                    suffix.endswith("_reverse"),
                )
                outputs.append(out)
                last_h.append(h)
                last_c.append(c)
            data = outputs[0] if len(outputs) == 1 else cat(outputs, 1)
            if self.dropout and layer < self.num_layers - 1:
                data = self._dropped(data, sizes)
        return data, stack(last_h), None if c0 is None else stack(last_c)

    def _dropped(self, data, sizes):
        return dropout(data, self.dropout, self.training)

    def extra_repr(self):
        """The sizes, and what differs from the defaults."""
        text = f"{self.input_size}, {self.hidden_size}"
        shown = (("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0.0),
                 ("bidirectional", False))
        return text + "".join(f", {n}={getattr(self, n)}" for n, default in shown if getattr(self, n) != default)


_DOC = """{line}

    Args:
        input_size (int): features of the input
        hidden_size (int): features of the state
        num_layers (int): layers on top of each other
        {extra}bias (bool): learn biases
        batch_first (bool): batch before time in input and output
        dropout (float): between the layers, in training
        bidirectional (bool): a second layer beside each, from the end to the beginning{more}
    Shape:
        (time, batch, input_size) to ((time, batch, directions * hidden_size), {state}); batch may be missing
    Example:
        >>> output, state = nn.{name}(4, 3)(th.zeros(5, 2, 4))
        >>> output.shape
        torch.Size([5, 2, 3])
    Source:
        {source}
    """


class RNN(RNNBase):
    __doc__ = _DOC.format(
        line="A recurrent layer: ``h = tanh(w_ih @ x + b_ih + w_hh @ h + b_hh)``.", name="RNN", more="",
        extra='nonlinearity (str): "tanh" or "relu"\n        ', state="(layers * directions, batch, hidden_size)",
        source="Elman, 1990",
    )

    def __init__(self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True, batch_first=False, dropout=0.0,
                 bidirectional=False, device=None, dtype=None, **rest):
        if "proj_size" in rest:
            raise ArgumentError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__("RNN_" + nonlinearity.upper(), input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, 0, device, dtype)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    __doc__ = _DOC.format(
        line="Long short-term memory: a recurrent layer with a cell that three gates read, write and forget.", name="LSTM",
        extra="", state="(h, c) of (layers * directions, batch, hidden_size)",
        more="\n        proj_size (int): features of the state after a learnt projection; 0 for none",
        source="Hochreiter and Schmidhuber, 1997",
    )

    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)


class GRU(RNNBase):
    __doc__ = _DOC.format(
        line="Gated recurrent unit: a recurrent layer with an update and a reset gate.", name="GRU", extra="", more="",
        state="(layers * directions, batch, hidden_size)", source="Cho and others, 2014",
    )

    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            raise ArgumentError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)

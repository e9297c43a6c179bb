"""One step of a recurrent layer."""

import math

from th.errors import ArgumentError, ShapeError
from th.nn import init
from th.nn.module import Module
from th.tensor.ops.filled import empty, zeros
from th.tensor.ops.recurrent import recurrent_step
from th.tensor.parameter import Parameter

__all__ = [
    "GRUCell", "LSTMCell", "RNNCell", "RNNCellBase",
]


class RNNCellBase(Module):
    """What the cells have in common: one step of a recurrent layer.

    Args:
        input_size, hidden_size (int): features of the input and of the state
        bias (bool): learn biases
        num_chunks (int): gates
    """

    mode = "RNN_TANH"

    def __init__(self, input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty(rows, input_size, device=device, dtype=dtype))
        self.weight_hh = Parameter(empty(rows, hidden_size, device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(empty(rows, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draws the parameters anew."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _check(self, input, states):
        name = self._get_name()
        if input.ndim not in (1, 2):
            raise ArgumentError(f"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        if input.shape[-1] != self.input_size:
            raise ShapeError(f"input has inconsistent input_size: got {input.shape[-1]} expected {self.input_size}")
        for state in states:
            if state is None:
                continue
            if state.ndim not in (1, 2):
                raise ArgumentError(f"{name}: Expected hidden to be 1D or 2D, got {state.ndim}D instead")
            if state.shape[-1] != self.hidden_size:
                raise ShapeError(f"hidden has inconsistent hidden_size: got {state.shape[-1]}, expected {self.hidden_size}")
            if state.shape[:-1] != input.shape[:-1]:
                raise ShapeError(f"Input batch size {list(input.shape[:-1])} doesn't match hidden batch size {list(state.shape[:-1])}")

    def _step(self, input, h, c):
        single = input.ndim == 1
        x = input.unsqueeze(0) if single else input
        size = (x.shape[0], self.hidden_size)

        def ready(state):
            if state is None:
                return zeros(*size, dtype=x.dtype, device=x.device)
            return state.unsqueeze(0) if single else state

        h, c = recurrent_step(self.mode, x, ready(h), ready(c) if self.mode == "LSTM" else None, self.weight_ih, self.weight_hh,
                              self.bias_ih, self.bias_hh)
        return (h.squeeze(0), None if c is None else c.squeeze(0)) if single else (h, c)

    def extra_repr(self):
        """The sizes, and what differs from the defaults."""
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    """One step of an `RNN`.

    Args:
        input_size, hidden_size (int): features of the input and of the state
        bias (bool): learn biases
        nonlinearity (str): "tanh" or "relu"
    Shape:
        (batch, input_size), (batch, hidden_size) to (batch, hidden_size); batch may be missing
    """

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    @property
    def mode(self):
        """The kind of step."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise ArgumentError(f"Unknown nonlinearity: {self.nonlinearity}")
        return "RNN_" + self.nonlinearity.upper()

    def forward(self, input, hx=None):
        """The next state."""
        self._check(input, (hx,))
        return self._step(input, hx, None)[0]


class LSTMCell(RNNCellBase):
    """One step of an `LSTM`.

    Args:
        input_size, hidden_size (int): features of the input and of the state
        bias (bool): learn biases
    Shape:
        (batch, input_size), (h, c) of (batch, hidden_size) to (h, c); batch may be missing
    """

    mode = "LSTM"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input, hx=None):
        """The next (h, c)."""
        h, c = (None, None) if hx is None else hx
        self._check(input, (h, c))
        return self._step(input, h, c)


class GRUCell(RNNCellBase):
    """One step of a `GRU`.

    Args:
        input_size, hidden_size (int): features of the input and of the state
        bias (bool): learn biases
    Shape:
        (batch, input_size), (batch, hidden_size) to (batch, hidden_size); batch may be missing
    """

    mode = "GRU"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input, hx=None):
        """The next state."""
        self._check(input, (hx,))
        return self._step(input, hx, None)[0]

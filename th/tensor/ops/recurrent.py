"""Recurrent layers over whole sequences: one operation for each layer and direction."""

from th.tensor import devices, gradients
from th.tensor import rnn_kernels as kernels
from th.tensor.casting import HALVES, casts, lowered
from th.tensor.declare import op
from th.tensor.modes import modes
from th.tensor.ops.joining import cat
from th.tensor.ops.matrix import linear
from th.tensor.tensor import new_tensor

__all__ = ["recurrent_layer", "recurrent_step"]

_TENSORS = ("data", "h0", "c0", "w_ih", "w_hh", "b_ih", "b_hh", "w_hr")


def _samples(t):
    found = []
    for mode, gates in kernels.MODES.items():
        if mode == "RNN_RELU":
            continue  # its bend is not where a numerical derivative may look
        cell = t(2, 3) if mode == "LSTM" else None
        found.append((t(4, 2), t(2, 3), cell, t(gates * 3, 2), t(gates * 3, 3), t(gates * 3), t(gates * 3), None, mode, (2, 2), False))
    return found


@op(method=False, inputs=_TENSORS, node="Recurrent", samples=_samples)
def _recurrent(xp, data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, mode, sizes, reverse):
    """(output rows, last h, last c, gates, the rest of what backward needs)."""
    return kernels.forward(xp, mode, data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, sizes, reverse)


def recurrent_step(mode, x, h, c, w_ih, w_hh, b_ih, b_hh, w_hr=None):
    """One step in operations of th: (h, c)."""
    if mode == "GRU":
        from_x, from_h = linear(x, w_ih, b_ih), linear(h, w_hh, b_hh)
        rx, zx, nx = from_x.chunk(3, 1)
        rh, zh, nh = from_h.chunk(3, 1)
        update = (zx + zh).sigmoid()
        new = (nx + (rx + rh).sigmoid() * nh).tanh()
        return new + update * (h - new), None
    total = linear(x, w_ih, b_ih) + linear(h, w_hh, b_hh)
    if mode != "LSTM":
        return (total.tanh() if mode == "RNN_TANH" else total.relu()), None
    i, f, g, o = total.chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    h = o.sigmoid() * c.tanh()
    return (h if w_hr is None else linear(h, w_hr)), c


def _composed(data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, mode, sizes, reverse):
    """The same as `_recurrent` step by step, so that it can be differentiated again."""
    parts = list(enumerate(data.split(list(sizes))))
    outputs = [None] * len(parts)
    h, c = h0, c0
    for t, x in reversed(parts) if reverse else parts:
        n = x.shape[0]
        h_new, c_new = recurrent_step(mode, x, h[:n], None if c is None else c[:n], w_ih, w_hh, b_ih, b_hh, w_hr)
        outputs[t] = h_new
        h = cat([h_new, h[n:]]) if n < h.shape[0] else h_new
        if c is not None:
            c = cat([c_new, c[n:]]) if n < c.shape[0] else c_new
    return cat(outputs), h, c


def _rule(g, data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, mode, sizes, reverse, out, needs):
    tensors = (data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr)
    if modes.grad:
        made = _composed(*tensors, mode, sizes, reverse)
        pairs = [(o, d) for o, d in zip(made, g[:3], strict=True) if o is not None and d is not None and o.requires_grad]
        wanted = [t for t, n in zip(tensors, needs, strict=True) if n]
        found = iter(gradients.grad([o for o, _ in pairs], wanted, [d for _, d in pairs], create_graph=True, allow_unused=True))
        return tuple(next(found) if n else None for n in needs)
    arrays = [None if t is None else t._array for t in tensors]
    data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr = arrays
    found = kernels.backward(
        devices.namespace(data), mode, [None if d is None else d._array for d in g[:3]], data, h0, c0, (w_ih, w_hh, b_ih, w_hr),
        (out[0]._array, out[3]._array, out[4]._array), sizes, reverse,
    )
    return tuple(new_tensor(a) if n and a is not None else None for a, n in zip(found, needs, strict=True))


_recurrent.backward(_rule)


def recurrent_layer(mode, data, h0, c0, weights, sizes, reverse):
    """One layer in one direction.

    Args:
        mode (str): "RNN_TANH", "RNN_RELU", "GRU" or "LSTM"
        data (Tensor): (rows of all steps, features)
        h0, c0 (Tensor): (batch, hidden); `c0` is None but for LSTM
        weights (sequence): w_ih, w_hh, b_ih, b_hh, w_hr; None where there is none
        sizes (tuple): how many rows each step has; never growing
        reverse (bool): from the last step to the first
    Returns:
        (output rows, last h, last c)
    """
    if casts.open:
        data, h0, c0, weights = lowered("recurrent_layer", data, h0, c0, weights)
    half = data.dtype if data.dtype in HALVES else None
    tensors = (data, h0, c0, *weights)
    if half:
        tensors = [None if t is None else t.float() for t in tensors]
    found = _recurrent(*tensors, mode, sizes, reverse)[:3]
    return tuple(None if f is None else f.to(half) for f in found) if half else found

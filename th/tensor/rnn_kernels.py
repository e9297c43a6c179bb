"""Recurrent layers over whole sequences, on arrays.

The sequences of a batch lie one time step behind the other, as in a PackedSequence: `sizes[t]` rows belong to step t, and
sizes never grow, so that the first rows of a step continue the first rows of the step before.  A batch of equally long
sequences is the case where all sizes are equal.  What does not depend on the step before is one matrix product for all
steps.
"""

import numpy as np

__all__ = ["MODES", "backward", "forward"]

MODES = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}  # gates of each


def _sigmoid(xp, x):
    """In place; by the tangent, which does not overflow and is two passes less."""
    x *= 0.5
    xp.tanh(x, out=x)
    x *= 0.5
    x += 0.5


def _steps(sizes, reverse):
    """[(first row, rows)] in the order of processing."""
    offsets = np.concatenate(([0], np.cumsum(sizes))).tolist()
    found = list(zip(offsets, sizes, strict=False))
    return found[::-1] if reverse else found


def _previous(xp, states, first, steps):
    """For every row the state before its step; `first` is the state before all steps."""
    found = xp.empty((states.shape[0], first.shape[1]), states.dtype)
    before = None
    for row, count in steps:
        known = 0 if before is None else min(count, before[1])
        if known:
            found[row: row + known] = states[before[0]: before[0] + known]
        if known < count:
            found[row + known: row + count] = first[known:count]
        before = (row, count)
    return found


def forward(xp, mode, data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, sizes, reverse):
    """(output rows, last h, last c, activated gates, what else the backward needs)."""
    steps = _steps(sizes, reverse)
    if mode == "LSTM":
        return _lstm(xp, data, h0.copy(), c0.copy(), w_ih, w_hh, None if b_ih is None else b_ih + b_hh, w_hr, steps)
    gates = data @ w_ih.T
    h = h0.copy()
    if mode == "GRU":
        if b_ih is not None:
            gates += b_ih
        return _gru(xp, gates, h, w_hh, b_hh, steps)
    if b_ih is not None:
        gates += b_ih + b_hh
    back = w_hh.T
    for row, count in steps:
        part = gates[row: row + count]
        part += h[:count] @ back
        if mode == "RNN_TANH":
            xp.tanh(part, out=part)
        else:
            xp.maximum(part, 0, out=part)
        h[:count] = part
    return gates.copy(), h, h, gates, gates


def _lstm(xp, data, h, c, w_ih, w_hh, bias, w_hr, steps):
    """One tangent for all four gates: sigmoid(x) is tanh(x / 2) / 2 + 1/2, and the weights carry the first half."""
    hidden = c.shape[1]
    scale = xp.full((4, hidden), 0.5, w_hh.dtype)
    scale[2] = 1
    scale = scale.reshape(-1)
    shift = 1 - scale
    shift[2 * hidden: 3 * hidden] = 0
    gates = data @ (w_ih.T * scale)
    if bias is not None:
        gates += bias * scale
    back = xp.multiply(w_hh.T, scale, out=xp.empty(w_hh.shape[::-1], w_hh.dtype))
    by_gate = gates.reshape(-1, 4, hidden)
    out = xp.empty((gates.shape[0], h.shape[1]), gates.dtype)
    cells = xp.empty((gates.shape[0], hidden), gates.dtype)
    products, mades = xp.empty((h.shape[0], 4 * hidden), gates.dtype), xp.empty_like(c)
    for row, count in steps:
        rows = slice(row, row + count)
        part, product, made, cell = gates[rows], products[:count], mades[:count], c[:count]
        part += xp.dot(h[:count], back, out=product)
        xp.tanh(part, out=part)
        part *= scale
        part += shift
        gate = by_gate[rows]
        cell *= gate[:, 1]
        cell += xp.multiply(gate[:, 0], gate[:, 2], out=made)
        cells[rows] = cell
        xp.tanh(cell, out=made)
        made *= gate[:, 3]
        h[:count] = made if w_hr is None else made @ w_hr.T
        out[rows] = h[:count]
    return out, h, c, gates, cells


def _gru(xp, gates, h, w_hh, b_hh, steps):
    hidden = h.shape[1]
    back = xp.ascontiguousarray(w_hh.T)
    out = xp.empty((gates.shape[0], hidden), gates.dtype)
    kept = xp.empty((gates.shape[0], hidden), gates.dtype)
    for row, count in steps:
        part = gates[row: row + count]
        from_h = h[:count] @ back
        if b_hh is not None:
            from_h += b_hh
        both, new = part[:, : 2 * hidden], part[:, 2 * hidden:]
        both += from_h[:, : 2 * hidden]
        _sigmoid(xp, both)
        kept[row: row + count] = from_h[:, 2 * hidden:]
        new += part[:, :hidden] * from_h[:, 2 * hidden:]
        xp.tanh(new, out=new)
        state = h[:count]
        state -= new
        state *= part[:, hidden: 2 * hidden]
        state += new
        out[row: row + count] = state
    return out, h, h, gates, kept


def backward(xp, mode, grads, data, h0, c0, weights, saved, sizes, reverse):
    """The gradients of (data, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr).

    Args:
        grads: those of the output rows, the last h and the last c; None where there is none
        weights: (w_ih, w_hh, b_ih, w_hr)
        saved: (output rows, gates, the rest) of the forward
    """
    w_ih, w_hh, b_ih, w_hr = weights
    out, gates, rest = saved
    steps = _steps(sizes, reverse)
    g_out = xp.zeros_like(out) if grads[0] is None else grads[0]
    dh = xp.zeros_like(h0) if grads[1] is None else grads[1].copy()
    before = _previous(xp, out, h0, steps)
    dc = d_hr = None
    if mode == "LSTM":
        dc = xp.zeros_like(c0) if grads[2] is None else grads[2].copy()
        d_in, d_hr = _lstm_back(xp, g_out, dh, dc, gates, rest, _previous(xp, rest, c0, steps), w_hh, w_hr, steps)
        d_rec = d_in
    elif mode == "GRU":
        d_in, d_rec = _gru_back(xp, g_out, dh, gates, rest, before, w_hh, steps)
    else:
        d_in = d_rec = _plain_back(xp, mode, g_out, dh, gates, w_hh, steps)
    d_bias_in = d_in.sum(0) if b_ih is not None else None
    d_bias_rec = (d_bias_in if d_rec is d_in else d_rec.sum(0)) if b_ih is not None else None
    return d_in @ w_ih, dh, dc, d_in.T @ data, d_rec.T @ before, d_bias_in, d_bias_rec, d_hr


def _plain_back(xp, mode, g_out, dh, states, w_hh, steps):
    found = xp.empty_like(states)
    for row, count in reversed(steps):
        state, part = states[row: row + count], found[row: row + count]
        dh[:count] += g_out[row: row + count]
        if mode == "RNN_TANH":
            xp.multiply(state, state, out=part)
            xp.subtract(1, part, out=part)
            part *= dh[:count]
        else:
            xp.multiply(dh[:count], state > 0, out=part)
        dh[:count] = part @ w_hh
    return found


_ROWS = 128  # of one block: what it touches of 4 x 128 gates stays in the second-level cache


def _lstm_slopes(xp, gates, cells, before):
    """What the gradients of the cell and of h are multiplied with, for all steps: (each gate's, from h to the cell)."""
    hidden = cells.shape[1]
    found, opened = xp.empty_like(gates), xp.empty_like(cells)
    for row in range(0, gates.shape[0], _ROWS):
        rows = slice(row, row + _ROWS)
        gate, slope = gates[rows], found[rows]
        xp.subtract(1, gate, out=slope)
        slope *= gate
        gate, slope = gate.reshape(-1, 4, hidden), slope.reshape(-1, 4, hidden)
        bent = xp.tanh(cells[rows])
        slope[:, 3] *= bent
        slope[:, 0] *= gate[:, 2]
        slope[:, 1] *= before[rows]
        square = xp.multiply(gate[:, 2], gate[:, 2], out=slope[:, 2])
        xp.subtract(1, square, out=square)
        square *= gate[:, 0]
        bent *= bent
        xp.subtract(1, bent, out=bent)
        xp.multiply(bent, gate[:, 3], out=opened[rows])
    return found, opened


def _lstm_back(xp, g_out, dh, dc, gates, cells, before, w_hh, w_hr, steps):
    hidden = cells.shape[1]
    found, opened = _lstm_slopes(xp, gates, cells, before)
    by_gate, kept = found.reshape(-1, 4, hidden), gates.reshape(-1, 4, hidden)[:, 1]
    arrived = None if w_hr is None else xp.empty_like(g_out)
    through = xp.empty_like(dc)
    for row, count in reversed(steps):
        rows = slice(row, row + count)
        d, cell, part = dh[:count], dc[:count], by_gate[rows]
        d += g_out[rows]
        if w_hr is not None:
            arrived[rows] = d
            d = d @ w_hr
        cell += xp.multiply(d, opened[rows], out=through[:count])
        part[:, 3] *= d
        part[:, :3] *= cell[:, None]
        cell *= kept[rows]
        xp.dot(found[rows], w_hh, out=dh[:count])
    if w_hr is None:
        return found, None
    made = xp.tanh(cells)
    made *= gates[:, 3 * hidden:]
    return found, arrived.T @ made


def _gru_back(xp, g_out, dh, gates, kept, before, w_hh, steps):
    hidden = kept.shape[1]
    d_in, d_rec = xp.empty_like(gates), xp.empty_like(gates)
    for row, count in reversed(steps):
        rows = slice(row, row + count)
        gate, part, back = gates[rows], d_in[rows], d_rec[rows]
        reset, update, new = (gate[:, i * hidden: (i + 1) * hidden] for i in range(3))
        d = dh[:count]
        d += g_out[rows]
        d_new = d * (1 - update) * (1 - new * new)
        part[:, 2 * hidden:] = d_new
        part[:, :hidden] = d_new * kept[rows] * reset * (1 - reset)
        part[:, hidden: 2 * hidden] = d * (before[rows] - new) * update * (1 - update)
        back[:, : 2 * hidden] = part[:, : 2 * hidden]
        back[:, 2 * hidden:] = d_new * reset
        d *= update
        d += back @ w_hh
    return d_in, d_rec

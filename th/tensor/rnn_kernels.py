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
    gates = data @ w_ih.T
    h = h0.copy()
    if mode == "GRU":
        if b_ih is not None:
            gates += b_ih
        return _gru(xp, gates, h, w_hh, b_hh, steps)
    if b_ih is not None:
        gates += b_ih + b_hh
    if mode == "LSTM":
        return _lstm(xp, gates, h, c0.copy(), w_hh, w_hr, steps)
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


def _lstm(xp, gates, h, c, w_hh, w_hr, steps):
    hidden = c.shape[1]
    back = xp.ascontiguousarray(w_hh.T)
    out = xp.empty((gates.shape[0], h.shape[1]), gates.dtype)
    cells = xp.empty((gates.shape[0], hidden), gates.dtype)
    for row, count in steps:
        part = gates[row: row + count]
        part += h[:count] @ back
        _sigmoid(xp, part[:, : 2 * hidden])
        candidate, opened = part[:, 2 * hidden: 3 * hidden], part[:, 3 * hidden:]
        xp.tanh(candidate, out=candidate)
        _sigmoid(xp, opened)
        cell = c[:count]
        cell *= part[:, hidden: 2 * hidden]
        cell += part[:, :hidden] * candidate
        cells[row: row + count] = cell
        made = xp.tanh(cell)
        made *= opened
        if w_hr is not None:
            made = made @ w_hr.T
        h[:count] = made
        out[row: row + count] = made
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


def _lstm_back(xp, g_out, dh, dc, gates, cells, before, w_hh, w_hr, steps):
    hidden = cells.shape[1]
    found = xp.empty_like(gates)
    d_hr = None if w_hr is None else xp.zeros_like(w_hr)
    for row, count in reversed(steps):
        rows = slice(row, row + count)
        gate, part, bent = gates[rows], found[rows], xp.tanh(cells[rows])
        taken, kept, new, opened = (gate[:, i * hidden: (i + 1) * hidden] for i in range(4))
        d = dh[:count]
        d += g_out[rows]
        if w_hr is not None:
            d_hr += d.T @ (opened * bent)
            d = d @ w_hr
        part[:, 3 * hidden:] = d * bent * opened * (1 - opened)
        bent *= bent
        xp.subtract(1, bent, out=bent)
        bent *= opened
        bent *= d
        cell = dc[:count]
        cell += bent
        part[:, :hidden] = cell * new * taken * (1 - taken)
        part[:, hidden: 2 * hidden] = cell * before[rows] * kept * (1 - kept)
        part[:, 2 * hidden: 3 * hidden] = cell * taken * (1 - new * new)
        cell *= kept
        dh[:count] = part @ w_hh
    return found, d_hr


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

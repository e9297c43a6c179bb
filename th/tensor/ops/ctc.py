"""Connectionist temporal classification: the likelihood of a label sequence, summed over all alignments."""

import numpy as np

from th.tensor import devices
from th.tensor.declare import op

__all__ = ["ctc_negative_log_likelihood"]

_FAR = -1e30  # the logarithm of nothing, finite so that differences stay numbers


def _extended(targets, lengths, blank):
    """Blanks between the labels, (batch, 2 * longest + 1), and where a state may be reached from two before."""
    batch, longest = targets.shape
    states = np.full((batch, 2 * longest + 1), blank, np.int64)
    states[:, 1::2] = targets
    skip = np.zeros(states.shape, bool)
    skip[:, 3::2] = targets[:, 1:] != targets[:, :-1]
    return states, skip


def _sweep(scores, skip, first):
    """The forward recursion over (time, batch, states)."""
    found = np.empty_like(scores)
    found[0] = np.where(first, scores[0], _FAR)
    for t in range(1, len(scores)):
        before = found[t - 1]
        one = np.full_like(before, _FAR)
        one[:, 1:] = before[:, :-1]
        two = np.full_like(before, _FAR)
        two[:, 2:] = np.where(skip[:, 2:], before[:, :-2], _FAR)
        top = np.maximum(np.maximum(before, one), two)
        found[t] = top + np.log(np.exp(before - top) + np.exp(one - top) + np.exp(two - top)) + scores[t]
    return np.maximum(found, _FAR)


def _alpha(log_probs, states, skip):
    scores = np.take_along_axis(log_probs, np.broadcast_to(states, (log_probs.shape[0], *states.shape)), 2)
    first = np.zeros(states.shape, bool)
    first[:, :2] = True
    return scores, _sweep(scores, skip, first)


def _likelihood(alpha, input_lengths, target_lengths):
    rows = np.arange(len(input_lengths))
    last = alpha[np.maximum(input_lengths - 1, 0), rows]
    end = last[rows, 2 * target_lengths]
    before = np.where(target_lengths > 0, last[rows, np.maximum(2 * target_lengths - 1, 0)], _FAR)
    top = np.maximum(end, before)
    total = top + np.log(np.exp(end - top) + np.exp(before - top))
    empty = np.where(target_lengths == 0, 0.0, _FAR)
    return np.where(input_lengths == 0, empty, total)


@op(method=False, inputs=("log_probs",), node="CtcLoss")
def ctc_negative_log_likelihood(xp, log_probs, targets, input_lengths, target_lengths, blank, zero_infinity):
    """Minus the log likelihood of each sequence: log_probs (time, batch, classes), the others numpy arrays; (batch,)."""
    host = devices.to_host(log_probs).astype(np.float64)
    states, skip = _extended(targets, target_lengths, blank)
    _, alpha = _alpha(host, states, skip)
    loss = -_likelihood(alpha, input_lengths, target_lengths)
    loss = np.where(loss >= -_FAR / 2, 0.0 if zero_infinity else np.inf, loss)
    return xp.asarray(loss.astype(log_probs.dtype))


def _shares(log_probs, targets, input_lengths, target_lengths, blank):
    """For each class at each time the share of the alignments that pass through it; NaN where there is no alignment."""
    states, skip = _extended(targets, target_lengths, blank)
    scores, alpha = _alpha(log_probs, states, skip)
    total = _likelihood(alpha, input_lengths, target_lengths)
    found = np.zeros_like(log_probs)
    for b in range(log_probs.shape[1]):
        time, count = int(input_lengths[b]), 2 * int(target_lengths[b]) + 1
        if total[b] <= _FAR / 2:
            found[:time, b] = np.nan
            continue
        own = scores[:time, b: b + 1, :count][::-1, :, ::-1]
        back_skip = np.zeros((1, count), bool)
        back_skip[0, 2:] = skip[b, :count][::-1][:-2] if count > 2 else False
        first = np.zeros((1, count), bool)
        first[:, :2] = True
        beta = _sweep(own, back_skip, first)[::-1, 0, ::-1] if time else own[:, 0]
        through = np.exp(alpha[:time, b, :count] + beta - scores[:time, b, :count] - total[b])
        np.add.at(found[:time, b], (slice(None), states[b, :count]), through)
    return found


@op(method=False, inputs=("grad", "log_probs"), node="CtcLossBackward")
def _ctc_back(xp, grad, log_probs, targets, input_lengths, target_lengths, blank, zero_infinity):
    """Probabilities minus shares: as PyTorch's, the gradient for log probabilities that come from a log-softmax.

    For any others the probabilities would not belong there; through a log-softmax they cancel.
    """
    host = devices.to_host(log_probs).astype(np.float64)
    shares = _shares(host, targets, input_lengths, target_lengths, blank)
    within = np.arange(host.shape[0])[:, None, None] < input_lengths[:, None]
    found = np.where(within, np.exp(host) - shares, 0.0)
    if zero_infinity:
        found = np.nan_to_num(found, nan=0.0)
    return xp.asarray(found.astype(log_probs.dtype)) * grad.reshape(1, -1, 1)


def _no_second_derivative(g):
    raise NotImplementedError("derivative for aten::_ctc_loss_backward is not implemented")


_ctc_back.backward(grad=_no_second_derivative, log_probs=_no_second_derivative)
ctc_negative_log_likelihood.backward(
    log_probs=lambda g, log_probs, targets, input_lengths, target_lengths, blank, zero_infinity: _ctc_back(
        g, log_probs, targets, input_lengths, target_lengths, blank, zero_infinity)
)

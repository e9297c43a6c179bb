"""Connectionist temporal classification."""

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.nn.functional.loss import reduced
from th.tensor.casting import follows_autocast
from th.tensor.ops.ctc import ctc_negative_log_likelihood
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["ctc_loss"]


def _lengths(value):
    return np.asarray(value.cpu().numpy() if isinstance(value, Tensor) else value, np.int64).reshape(-1)


def _padded(targets, lengths):
    """(batch, longest) class numbers, from that or from all of them behind each other."""
    values = targets.detach().cpu().numpy().astype(np.int64)
    longest = int(lengths.max()) if lengths.size else 0
    if values.ndim == 1:
        if values.size != lengths.sum():
            raise ShapeError(f"Expected 1D targets of length {int(lengths.sum())}, the sum of `target_lengths`, got {values.size}")
        found = np.zeros((len(lengths), longest), np.int64)
        for row, (start, n) in enumerate(zip(np.cumsum(lengths) - lengths, lengths, strict=True)):
            found[row, :n] = values[start: start + n]
        return found
    if values.shape[1] < longest:
        raise ShapeError(
            f"Expected tensor to have size at least {longest} at dimension 1, but got size {values.shape[1]} for argument #2 'targets'"
        )
    return np.ascontiguousarray(values[:, :longest])


@follows_autocast
def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """Minus the log likelihood of label sequences, summed over all their alignments to the input.

    Args:
        log_probs (Tensor): (time, batch, classes) or (time, classes); log probabilities
        targets (Tensor): (batch, longest), or (sum of target_lengths,); class numbers
        input_lengths, target_lengths (Tensor or sequence): (batch,)
        blank (int): the class that means nothing
        reduction (str): "mean" divides each loss by its target's length first; "sum" or "none"
        zero_infinity (bool): 0 for targets that are too long for their input
    Source:
        Graves and others, 2006
    """
    single = log_probs.ndim == 2
    x = log_probs.unsqueeze(1) if single else log_probs
    if single and targets.ndim == 1:
        targets = targets.unsqueeze(0)
    inputs, wanted = _lengths(input_lengths), _lengths(target_lengths)
    time, batch, classes = x.shape
    if not 0 <= blank < classes:
        raise ArgumentError("blank must be in label range")
    if len(inputs) != batch or len(wanted) != batch:
        raise ShapeError(f"input_lengths and target_lengths must be of size batch_size (={batch}), got {len(inputs)} and {len(wanted)}")
    if inputs.size and inputs.max() > time:
        raise ShapeError(f"Expected input_lengths to have value at most {time}, but got value {int(inputs.max())}")
    loss = ctc_negative_log_likelihood(x, _padded(targets, wanted), inputs, wanted, blank, zero_infinity)
    if reduction == "mean":
        loss = loss / new_tensor(np.maximum(wanted, 1)).to(dtype=loss.dtype, device=loss.device)
    found = reduced(loss, reduction)
    return found.squeeze(0) if single and reduction == "none" else found

"""Dropout: random elements or channels become zero in training."""

import warnings

from th.errors import ArgumentError
from th.tensor.ops.sampling_fill import dropout_noise

__all__ = ["alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout"]

_ALPHA = 1.7580993408473766  # minus what SELU tends to far below zero


def _check(p):
    if not 0 <= p <= 1:
        raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")


def _times(input, noise, inplace):
    return input.mul_(noise) if inplace else input * noise


def dropout(input, p=0.5, training=True, inplace=False):
    """In training zeroes each element with probability `p` and scales the others by 1 / (1 - p).

    Args:
        input (*): floating
        p (float): the share of zeros
        training (bool): False gives `input` back
        inplace (bool): write the result into `input`
    Example:
        >>> F.dropout(torch.ones(3), training=False)
        tensor([1., 1., 1.])
    """
    _check(p)
    if not training or p == 0 or not input._array.size:
        return input
    if p == 1:
        return input.mul_(0.0) if inplace else input * 0.0
    return _times(input, dropout_noise(input, p), inplace)


def _of_channels(name, input, p, training, inplace, dims):
    _check(p)
    if input.ndim not in dims:
        warnings.warn(
            f"{name}: Received a {input.ndim}-D input to {name}, which is deprecated and will result in an error in a future "
            f"release: the input must have {' or '.join(map(str, dims))} dims, (n, channels, *)",
            stacklevel=3,
        )
    batched = input.ndim == dims[-1] or input.ndim not in dims
    if not training or p == 0 or not input._array.size:
        return input
    if p == 1:
        return input.mul_(0.0) if inplace else input * 0.0
    lead = 2 if batched else 1
    noise = dropout_noise(input, p, (*input.shape[:lead], *[1] * (input.ndim - lead)))
    return _times(input, noise, inplace)


def dropout1d(input, p=0.5, training=True, inplace=False):
    """In training zeroes whole channels with probability `p`; (n, channels, length) or (channels, length)."""
    return _of_channels("dropout1d", input, p, training, inplace, (2, 3))


def dropout2d(input, p=0.5, training=True, inplace=False):
    """In training zeroes whole channels with probability `p`; (n, channels, height, width)."""
    if input.ndim == 3:
        return _of_channels("dropout2d", input, p, training, inplace, (3,))
    return _of_channels("dropout2d", input, p, training, inplace, (4,))


def dropout3d(input, p=0.5, training=True, inplace=False):
    """In training zeroes whole channels with probability `p`; (n, channels, depth, height, width) or without n."""
    return _of_channels("dropout3d", input, p, training, inplace, (4, 5))


def _alpha(input, p, inplace, shape):
    """Drops to SELU's lower limit, then scales and shifts so that mean and variance stay."""
    if p == 1:
        return input.mul_(0.0) if inplace else input * 0.0
    kept = input.detach().new_empty(input.shape if shape is None else shape).bernoulli_(1 - p)
    scale = (1 / ((_ALPHA * _ALPHA * p + 1) * (1 - p))) ** 0.5
    shift = (kept - 1) * (_ALPHA * scale) + _ALPHA * scale * p
    kept = kept * scale
    return input.mul_(kept).add_(shift) if inplace else input * kept + shift


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    """Dropout for networks of `selu`: keeps the mean and the variance.

    Args:
        input (*): floating
        p (float): the share of dropped elements
        training (bool): False gives `input` back
    Source:
        Klambauer and others, 2017
    """
    _check(p)
    if not training or p == 0 or not input._array.size:
        return input
    return _alpha(input, p, inplace, None)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    """As `alpha_dropout`, with whole channels; (n, channels, *)."""
    _check(p)
    if not training or p == 0 or not input._array.size:
        return input
    return _alpha(input, p, inplace, (*input.shape[:2], *[1] * (input.ndim - 2)))

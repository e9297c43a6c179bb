"""Window functions and the short-time Fourier transform."""

import math

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method
from th.tensor.fft import fft, ifft, irfft, rfft
from th.tensor.ops.complexviews import view_as_real
from th.tensor.ops.filled import ones, zeros
from th.tensor.ops.joining import cat
from th.tensor.ops.parts import fold_windows, place, unfold
from th.tensor.ops.sequences import arange
from th.tensor.ops.special_functions import i0

__all__ = ["bartlett_window", "blackman_window", "hamming_window", "hann_window", "istft", "kaiser_window", "stft"]


def _positions(length, periodic, dtype, device):
    """(positions, the length of a period) of a window."""
    if length < 0:
        raise ArgumentError(f"window_length (={length}) must be non-negative")
    dtype = dtypes.get_default_dtype() if dtype is None else dtype
    if not dtype.is_floating_point:
        raise DtypeError(f"a window expects floating point dtypes, got `dtype` (={dtype})")
    return arange(length, dtype=dtype, device=device), (length if periodic else length - 1)


def _finished(window, requires_grad):
    return window.requires_grad_() if requires_grad else window


def _cosines(length, periodic, weights, dtype, device, requires_grad):
    if length == 1:
        return _finished(ones(1, dtype=dtype, device=device), requires_grad)
    k, period = _positions(length, periodic, dtype, device)
    window = k * 0 + weights[0]
    for order, weight in enumerate(weights[1:], 1):
        window = window + (k * (2 * math.pi * order / max(period, 1))).cos() * ((-1) ** order * weight)
    return _finished(window, requires_grad)


def hann_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False):
    """``0.5 - 0.5 cos(2 pi k / N)``.

    Example:
        >>> torch.hann_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _cosines(window_length, periodic, (0.5, 0.5), dtype, device, requires_grad)


def hamming_window(
    window_length, periodic=True, alpha=0.54, beta=0.46, *, dtype=None, layout=None, device=None, requires_grad=False
):
    """``alpha - beta cos(2 pi k / N)``.

    Example:
        >>> torch.hamming_window(4)
        tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return _cosines(window_length, periodic, (alpha, beta), dtype, device, requires_grad)


def blackman_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False):
    """``0.42 - 0.5 cos(2 pi k / N) + 0.08 cos(4 pi k / N)``.

    Example:
        >>> torch.blackman_window(4)[1:]
        tensor([0.3400, 1.0000, 0.3400])
    """
    return _cosines(window_length, periodic, (0.42, 0.5, 0.08), dtype, device, requires_grad)


def bartlett_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False):
    """A triangle from 0 to 1 and back.

    Example:
        >>> torch.bartlett_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    if window_length == 1:
        return _finished(ones(1, dtype=dtype, device=device), requires_grad)
    k, period = _positions(window_length, periodic, dtype, device)
    return _finished(1 - (k * (2.0 / max(period, 1)) - 1).abs(), requires_grad)


def kaiser_window(
    window_length, periodic=True, beta=12.0, *, dtype=None, layout=None, device=None, requires_grad=False
):
    """Kaiser's window, by the modified Bessel function of order 0.

    Example:
        >>> torch.kaiser_window(3, periodic=False, beta=0.0)
        tensor([1., 1., 1.])
    """
    if window_length == 1:
        return _finished(ones(1, dtype=dtype, device=device), requires_grad)
    k, period = _positions(window_length, periodic, dtype, device)
    x = (k * (2.0 / max(period, 1)) - 1).double()
    window = i0(beta * (1 - x * x).clamp(min=0).sqrt()) / float(i0(zeros((), dtype=dtypes.float64) + beta))
    return _finished(window.to(k.dtype), requires_grad)


def _reflected(x, pad):
    """`x` with `pad` elements mirrored at both ends of the last dim."""
    n = x.shape[-1]
    if pad >= n:
        raise ShapeError(f"stft: the padding (={pad}) must be smaller than the signal (length {n})")

    return cat([x.narrow(-1, 1, pad).flip(-1), x, x.narrow(-1, n - 1 - pad, pad).flip(-1)], -1)


def _full_window(window, win_length, n_fft, like):
    if window is None:
        window = ones(win_length, dtype=dtypes.real_of(like.dtype), device=like.device)
    left = (n_fft - win_length) // 2
    if win_length == n_fft:
        return window

    return place(window, (n_fft,), (slice(left, left + win_length),))


@method
def stft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    pad_mode="reflect",
    normalized=False,
    onesided=None,
    return_complex=None,
):
    """The Fourier transforms of overlapping windows of a signal.

    Args:
        input (Tensor): (*, length)
        n_fft (int): the length of each transform
        hop_length (int): from window to window; n_fft // 4 by default
    Returns:
        (*, frequencies, windows), complex
    Example:
        >>> torch.stft(torch.ones(8), 4, window=torch.ones(4), return_complex=True).shape
        torch.Size([3, 9])
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    length = n_fft if win_length is None else win_length
    if not return_complex and not input.is_complex() and return_complex is None:
        raise ArgumentError(
            "stft requires the return_complex parameter be given for real inputs, and will further require "
            "that return_complex=True in a future PyTorch release."
        )
    x = input.reshape(1, -1) if input.ndim == 1 else input
    if center:
        x = _padded(x, n_fft // 2, pad_mode)
    frames = unfold(x, -1, n_fft, hop) * _full_window(window, length, n_fft, x)
    half = onesided if onesided is not None else not (x.is_complex() or (window is not None and window.is_complex()))
    out = (rfft if half else fft)(frames, norm="ortho" if normalized else None).transpose(-2, -1)
    out = out.squeeze(0) if input.ndim == 1 else out
    if return_complex is False:
        return view_as_real(out.contiguous())
    return out


def _padded(x, pad, mode):
    if mode == "reflect":
        return _reflected(x, pad)
    if mode != "constant":
        raise ArgumentError(f"stft: `pad_mode` (={mode!r}) must be 'reflect' or 'constant'")

    edge = x.new_zeros(*x.shape[:-1], pad)
    return cat([edge, x, edge], -1)


@method
def istft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    normalized=False,
    onesided=None,
    length=None,
    return_complex=False,
):
    """The signal of which `input` is the `stft`: windows overlapped and added, divided by the sum of their squares.

    Source:
        Griffin and Lim, "Signal estimation from modified short-time Fourier transform", 1984
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    size = n_fft if win_length is None else win_length
    x = input.unsqueeze(0) if input.ndim == 2 else input
    half = onesided if onesided is not None else x.shape[-2] != n_fft
    frames = x.transpose(-2, -1)
    norm = "ortho" if normalized else None
    if half or not return_complex:  # a real signal follows from the first half
        frames = irfft(frames[..., : n_fft // 2 + 1], n_fft, norm=norm)
    else:
        frames = ifft(frames, n_fft, norm=norm)
    full = _full_window(window, size, n_fft, frames)
    total = n_fft + hop * (frames.shape[-2] - 1)
    signal = _overlapped(frames * full, total, n_fft, hop)
    weight = _overlapped((full * full).expand(frames.shape[-2:]).unsqueeze(0), total, n_fft, hop)
    start = n_fft // 2 if center else 0
    end = total - (n_fft // 2 if center else 0) if length is None else min(start + length, total)
    signal, weight = signal[..., start:end], weight[..., start:end]
    if bool((weight.abs() < 1e-11).any()):
        raise ArgumentError("istft: window overlap add min: 1: the windows leave a part of the signal uncovered")
    out = signal / weight
    if length is not None and out.shape[-1] < length:
        out = cat([out, out.new_zeros(*out.shape[:-1], length - out.shape[-1])], -1)
    return out.squeeze(0) if input.ndim == 2 else out


def _overlapped(frames, total, n_fft, hop):
    """Frames added up where they overlap: the adjoint of `unfold`."""

    return fold_windows(frames, (*frames.shape[:-2], total), -1, n_fft, hop)

"""`torch.signal.windows`: window functions, symmetric unless told, as scipy has them."""

import math

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.ops.create import tensor
from th.tensor.ops.filled import empty, ones
from th.tensor.ops.sequences import linspace
from th.tensor.ops.special_functions import i0

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming", "hann", "kaiser",
    "nuttall",
]  # fmt: skip

_BLACKMAN = (0.42, 0.5, 0.08)
_NUTTALL = (0.3635819, 0.4891775, 0.1365995, 0.0106411)


def _made(name, M, formula, dtype, device, requires_grad):
    """The window of `M` values that ``formula(dtype=, device=)`` gives; nothing and 1 for the lengths 0 and 1."""
    if M < 0:
        raise ArgumentError(f"{name} requires non-negative window length, got M={M}")
    settings = {"dtype": dtypes.get_default_dtype() if dtype is None else dtypes.to_dtype(dtype), "device": device}
    if settings["dtype"] not in (dtypes.float32, dtypes.float64):
        raise ArgumentError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
    if M < 2:
        window = ones(1, **settings) if M else empty(0, **settings)
    else:
        window = formula(settings)
    return window.requires_grad_() if requires_grad else window


def _line(start, step, M, settings):
    return linspace(start * step, (start + M - 1) * step, M, **settings)


def exponential(M, *, center=None, tau=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``exp(-|n - center| / tau)``.

    Args:
        center (float): where the window is 1; the middle by default, and always when `sym`
        tau (float): after how many samples it has fallen by e
        sym (bool): False for a period of a periodic window
    Example:
        >>> torch.signal.windows.exponential(3)
        tensor([0.3679, 1.0000, 0.3679])
    """
    if tau <= 0:
        raise ArgumentError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ArgumentError("Center must be None for symmetric windows")
    middle = (M - 1 if sym else M) / 2 if center is None else center
    return _made("exponential", M, lambda s: (-_line(-middle, 1 / tau, M, s).abs()).exp(), dtype, device, requires_grad)


def cosine(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``sin(pi (n + 1/2) / M)``.

    Example:
        >>> torch.signal.windows.cosine(3)
        tensor([0.5000, 1.0000, 0.5000])
    """
    return _made("cosine", M, lambda s: _line(0.5, math.pi / (M if sym else M + 1), M, s).sin(), dtype, device, requires_grad)


def gaussian(M, *, std=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``exp(-(n / std)**2 / 2)``, n counted from the middle.

    Example:
        >>> torch.signal.windows.gaussian(3)
        tensor([0.6065, 1.0000, 0.6065])
    """
    if std <= 0:
        raise ArgumentError(f"Standard deviation must be positive, got: {std} instead.")
    start = -(M - 1 if sym else M) / 2
    return _made("gaussian", M, lambda s: (-_line(start, 1 / (std * math.sqrt(2)), M, s) ** 2).exp(), dtype, device, requires_grad)


def kaiser(M, *, beta=12.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``i0(beta sqrt(1 - x**2)) / i0(beta)``, x from -1 to 1.

    Example:
        >>> torch.signal.windows.kaiser(3, beta=2.0)
        tensor([0.4387, 1.0000, 0.4387])
    """
    if beta < 0:
        raise ArgumentError(f"beta must be non-negative, got: {beta} instead.")

    def formula(settings):
        step = 2.0 * beta / (M - 1 if sym else M)
        k = linspace(-beta, min(beta, -beta + (M - 1) * step), M, **settings)
        top = tensor(beta, **settings)
        return i0((top * top - k**2).sqrt()) / i0(top)

    return _made("kaiser", M, formula, dtype, device, requires_grad)


def bartlett(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """A triangle: ``1 - |x|``, x from -1 to 1.

    Example:
        >>> torch.signal.windows.bartlett(3)
        tensor([0., 1., 0.])
    """

    def formula(settings):
        step = 2 / (M - 1 if sym else M)
        return 1 - linspace(-1, -1 + (M - 1) * step, M, **settings).abs()

    return _made("bartlett", M, formula, dtype, device, requires_grad)


def general_cosine(M, *, a, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """A sum of cosines: ``a[0] - a[1] cos(x) + a[2] cos(2 x) - ...``, x from 0 to 2 pi.

    Example:
        >>> torch.signal.windows.general_cosine(3, a=[0.5, 0.5])
        tensor([0., 1., 0.])
    """
    if not isinstance(a, list | tuple):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ArgumentError("Coefficients cannot be empty")

    def formula(settings):
        k = _line(0, 2 * math.pi / (M - 1 if sym else M), M, settings)
        weights = tensor([(-1) ** i * w for i, w in enumerate(a)], **settings)
        orders = tensor([float(i) for i in range(len(a))], **settings)
        return (weights.unsqueeze(-1) * (orders.unsqueeze(-1) * k).cos()).sum(0)

    return _made("general_cosine", M, formula, dtype, device, requires_grad)


def general_hamming(M, *, alpha=0.54, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``alpha - (1 - alpha) cos(x)``, x from 0 to 2 pi.

    Example:
        >>> torch.signal.windows.general_hamming(3, alpha=0.6)
        tensor([0.2000, 1.0000, 0.2000])
    """
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, dtype=dtype, device=device, requires_grad=requires_grad)


def hamming(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``0.54 - 0.46 cos(x)``, x from 0 to 2 pi.

    Example:
        >>> torch.signal.windows.hamming(3)
        tensor([0.0800, 1.0000, 0.0800])
    """
    return general_hamming(M, sym=sym, dtype=dtype, device=device, requires_grad=requires_grad)


def hann(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """``0.5 - 0.5 cos(x)``, x from 0 to 2 pi.

    Example:
        >>> torch.signal.windows.hann(3)
        tensor([0., 1., 0.])
    """
    return general_hamming(M, alpha=0.5, sym=sym, dtype=dtype, device=device, requires_grad=requires_grad)


def blackman(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """Blackman's sum of three cosines.

    Example:
        >>> torch.signal.windows.blackman(5)
        tensor([-1.4901e-08,  3.4000e-01,  1.0000e+00,  3.4000e-01, -1.4901e-08])
    """
    return general_cosine(M, a=list(_BLACKMAN), sym=sym, dtype=dtype, device=device, requires_grad=requires_grad)


def nuttall(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False):
    """Nuttall's sum of four cosines.

    Example:
        >>> torch.signal.windows.nuttall(5)
        tensor([3.6278e-04, 2.2698e-01, 1.0000e+00, 2.2698e-01, 3.6280e-04])
    """
    return general_cosine(M, a=list(_NUTTALL), sym=sym, dtype=dtype, device=device, requires_grad=requires_grad)

"""Padding: more elements at the ends of the last dims, or fewer."""

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor.declare import op
from th.tensor.tensor import new_tensor

__all__ = ["constant_pad_nd", "pad"]


def _amounts(pads, ndim):
    """[(before, after)] for every dim, from PyTorch's list that begins with the last dim."""
    found = [(0, 0)] * ndim
    for i in range(len(pads) // 2):
        found[ndim - 1 - i] = (int(pads[2 * i]), int(pads[2 * i + 1]))
    return found


@op(method=False, inputs=("input",), node="ConstantPadNd",
    samples=lambda t: [(t(2, 3), ((1, 2), (0, 1)), 0.5), (t(4, 3), ((-1, 2), (1, -1)), 0)])
def _pad_constant(xp, input, amounts, value):
    """`input` in the middle of `value`; negative amounts cut off."""
    shape = [n + a + b for n, (a, b) in zip(input.shape, amounts, strict=True)]
    made = xp.full(shape, value, input.dtype) if value else xp.zeros(shape, input.dtype)
    into = tuple(slice(max(a, 0), m - max(b, 0)) for m, (a, b) in zip(shape, amounts, strict=True))
    of = tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(input.shape, amounts, strict=True))
    made[into] = input[of]
    return made


_pad_constant.backward(input=lambda g, amounts: _pad_constant(g, tuple((-a, -b) for a, b in amounts), 0))


def constant_pad_nd(input, pad, value=0):
    """Pads the last dims with one value; see `F.pad`.

    Args:
        input (Tensor): any shape
        pad (sequence of int): (before, after) of the last dim, then of the one before it, ...
        value (float): what to pad with
    Example:
        >>> torch.constant_pad_nd(torch.ones(2), (1, 2))
        tensor([0., 1., 1., 0., 0.])
    """
    if len(pad) % 2:
        raise ArgumentError(f"Padding length must be divisible by 2: `pad` (={tuple(pad)}) has {len(pad)} numbers")
    if len(pad) > 2 * input.ndim:
        raise ArgumentError(
            f"Padding length should be less than or equal to two times the input dimension but got padding length {len(pad)} "
            f"and input of dimension {input.ndim}"
        )
    amounts = tuple(_amounts(pad, input.ndim))
    for dim, (n, (a, b)) in enumerate(zip(input.shape, amounts, strict=True)):
        if n + a + b < 0:
            raise ShapeError(
                f"The input size {n}, plus negative padding {a} and {b} resulted in a negative output size, which is invalid. "
                f"Check dimension {dim} of your input."
            )
    return _pad_constant(input, amounts, value)


def _reflected(n, before, after):
    places = np.abs(np.arange(-before, n + after))
    return np.where(places >= n, 2 * (n - 1) - places, places)


def _replicated(n, before, after):
    return np.clip(np.arange(-before, n + after), 0, n - 1)


def _circular(n, before, after):
    first, last = max(-before, 0), n - max(-after, 0)  # what is cut off is not wrapped around
    kept = last - first
    return first + np.arange(-max(before, 0), kept + max(after, 0)) % kept


_PLACES = {"reflect": _reflected, "replicate": _replicated, "circular": _circular}


def _check(input, pads, mode):
    count = len(pads) // 2
    if len(pads) % 2 or count not in (input.ndim - 1, input.ndim - 2) or not 1 <= count <= 3:
        raise NotImplementedError(
            f"Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now: mode={mode!r} pads 1 to 3 last dims "
            f"of a (n, channels, *) input; got `pad` (={tuple(pads)}) for an input of shape {list(input.shape)}"
        )
    for dim, (a, b) in enumerate(_amounts(pads, input.ndim)):
        n = input.shape[dim]
        if mode == "reflect" and max(a, b) >= n and (a or b):
            raise ShapeError(
                "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({a}, {b}) at dimension {dim} of input {list(input.shape)}"
            )
        if mode == "circular" and max(a, b) > n:
            raise ShapeError("Padding value causes wrapping around more than once.")


def pad(input, pad, mode="constant", value=None):
    """Adds elements at the ends of the last dims; negative numbers take them away.

    Args:
        input (Tensor): any shape for "constant", (n, channels, *) for the others
        pad (sequence of int): (before, after) of the last dim, then of the one before it, ...
        mode (str): "constant", "reflect", "replicate" or "circular"
        value (float): what to pad with in mode "constant"; 0 by default
    Example:
        >>> F.pad(torch.tensor([[1.0, 2.0, 3.0]]), (2, 1), mode="reflect")
        tensor([[3., 2., 1., 2., 3., 2.]])
    """
    if isinstance(pad, int):
        raise ArgumentError(f"`pad` (={pad}) must be a sequence of numbers: (before, after) of the last dim, and so on")
    if mode == "constant":
        return constant_pad_nd(input, pad, 0 if value is None else value)
    if mode not in _PLACES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}: write 'constant', 'reflect', 'replicate' or 'circular'")
    if value is not None and value != 0:
        raise ArgumentError(f'Padding mode "{mode}" doesn\'t take in value argument')
    _check(input, pad, mode)
    amounts = _amounts(pad, input.ndim)
    for dim, (a, b) in enumerate(amounts):
        if a or b:
            places = new_tensor(_PLACES[mode](input.shape[dim], a, b)).to(device=input.device)
            input = input.index_select(dim, places)
    return input

"""Less to copy: what is on a device and larger than any screen is averaged there."""

from __future__ import annotations

from th.image.arrays import is_remote

__all__ = ["averaged"]

# More pixels than this on a side are shown by no screen of ours.
_MOST = 1024


def averaged(value):
    """A tensor of a device with its last two dims at most 1024 long, by the mean of squares; anything else as it is.

    Returns:
        the tensor, and how many of its pixels became one on each side
    """
    if not is_remote(value) or value.ndim < 2:
        return value, 1
    height, width = value.shape[-2:]
    side = -(-max(height, width) // _MOST)
    # Nothing is left of an image narrower than the squares.
    if side < 2 or min(height, width) < side:
        return value, 1
    whole = value.detach()[..., : height // side * side, : width // side * side]
    squares = whole.reshape(*value.shape[:-2], height // side, side, width // side, side)
    if value.is_floating_point():
        return squares.mean((-3, -1)), side
    return squares.float().mean((-3, -1)).round().to(value.dtype), side

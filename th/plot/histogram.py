"""`histc` and `hist`: counts in bins, which print as a drawing in characters, as Torch7's did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, as_tensor, is_remote, numeric
from th.plot.pending import is_drawn

__all__ = ["Bin", "Histogram", "histogram_of"]

_DEFAULT_BINS = 72
_DRAWN_ROWS = 10
# Up to so many values of a device are copied.
_FEW_VALUES = 10_000


@dataclass(frozen=True)
class Bin:
    """One bin: its centre, and how many values lie in it."""

    val: float
    nb: int


class Histogram:
    """Counts of values in bins of equal width.

    Attributes:
        raw: the counts, a tensor of float64
        bins (int): how many
        binwidth, min, max (float): the width of each, and the ends of all
    """

    def __init__(self, counts: np.ndarray, low: float, high: float):
        self._counts = counts
        self.bins = len(counts)
        self.min, self.max = low, high
        self.binwidth = (high - low) / self.bins

    @property
    def raw(self):
        """The counts as a tensor."""
        return as_tensor(self._counts.astype(np.float64))

    @property
    def centres(self) -> np.ndarray:
        """The middle of each bin."""
        return self.min + self.binwidth * (np.arange(self.bins) + 0.5)

    def __len__(self) -> int:
        return self.bins

    def __getitem__(self, place: int) -> Bin:
        return Bin(float(self.centres[place]), int(self._counts[place]))

    def __repr__(self) -> str:
        total = int(self._counts.sum())
        return f"<Histogram of {total} values from {self.min:g} to {self.max:g} in {self.bins} bins of {self.binwidth:g}>"

    def _ipython_display_(self) -> None:
        """In a notebook: nothing beside its own picture, else what is printed anywhere."""
        if not is_drawn(self):
            raise NotImplementedError  # IPython's way to its other forms

    def __str__(self) -> str:
        counts = self._counts
        tallest = counts.max() or 1
        heights = np.round(counts / tallest * _DRAWN_ROWS).astype(int)
        least, most = int(counts.argmin()), int(counts.argmax())
        head = (
            f" nsamples: {int(counts.sum())}  min:(bin:{least}/#{counts[least]:.0f}/cntr:{self.centres[least]:.2f})"
            f"  max:(bin:{most}/#{counts[most]:.0f}/cntr:{self.centres[most]:.2f})"
        )
        lines = [head]
        for row in range(_DRAWN_ROWS, 0, -1):
            lines.append("|" + "".join("#" if height >= row else " " for height in heights))
        lines.append("+" + "".join("^" if place % 9 == 4 else "-" for place in range(self.bins)))
        labels = [" "] * (self.bins + 9)
        for place in range(4, self.bins, 9):
            text = f"{self.centres[place]:.2f}"
            start = max(place + 1 - len(text) // 2, 0)
            labels[start : start + len(text)] = text
        lines.append("".join(labels).rstrip())
        return "\n".join(lines)


def histogram_of(values, bins: int | None = None, low=None, high=None) -> Histogram:
    """Count the values; what lies outside of [low, high] is left out."""
    on_device = is_remote(values) and values.shape.numel() > _FEW_VALUES and not values.is_complex()
    values = values.detach().double().reshape(-1) if on_device else numeric(values, "tensor").ravel()
    count = len(values)
    if count == 0:
        raise ShapeError("`tensor` must not be empty: there is nothing to count.")
    finite = int(values.isfinite().sum() if on_device else np.isfinite(values).sum())
    if finite < count:
        raise ArgumentError(f"`tensor` must be finite, but {count - finite} of {count} values are NaN or infinite.")
    bins = _DEFAULT_BINS if bins is None else bins
    if isinstance(bins, bool) or not isinstance(bins, (int, np.integer)) or bins < 1:
        raise ArgumentError(f"`bins` (={bins!r}) must be a whole number from 1 on.")
    low = float(values.min()) if low is None else float(low)
    high = float(values.max()) if high is None else float(high)
    if low > high:
        raise ArgumentError(f"`min` (={low}) must not be above `max` (={high}).")
    if low == high:
        low, high = low - 0.5, high + 0.5
    if on_device:  # where the values are: only the counts come to the host
        counts = as_array(values.histc(int(bins), low, high))
    else:
        counts, _ = np.histogram(values.astype(np.float64), bins=int(bins), range=(low, high))
    return Histogram(counts, low, high)

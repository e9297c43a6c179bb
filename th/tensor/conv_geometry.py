"""The sizes of a convolution, and how its columns are laid out and cut into blocks."""

import itertools
import math

__all__ = ["Geometry"]

# Bytes of columns in one block: what a second-level cache of 1 MB holds, so that the product finds them there.
_BLOCK = {"host": 1 << 20, "gpu": 1 << 28}
# Thrown-away columns for each good one, from which on exact columns are quicker (measured at 4 x 4 to 64 x 64 pixels).
_WASTE = 0.15
# The same with groups: mostly one for each channel, where nothing but the passes over the rows costs.
_GROUPED_WASTE = 1.0


class Geometry:
    """The sizes of one convolution, for any number of spatial dimensions.

    Args:
        size: the spatial sizes of the input
        kernel: the sizes of the kernel
        stride, padding, dilation: one number for each spatial dimension; padding is that in front
        groups: groups of channels
        out: the spatial sizes of the output; what the padding behind amounts to follows from it
    """

    def __init__(self, size, kernel, stride, padding, dilation, groups, out):
        self.size, self.kernel, self.stride = tuple(size), tuple(kernel), tuple(stride)
        self.padding, self.dilation, self.groups, self.out = tuple(padding), tuple(dilation), groups, tuple(out)
        reach = [(k - 1) * d for k, d in zip(kernel, dilation, strict=True)]
        self.rows = tuple(o + r // s for o, r, s in zip(out, reach, stride, strict=True))
        self.padded = tuple((o - 1) * s + r + 1 for o, r, s in zip(out, reach, stride, strict=True))
        waste = _WASTE if groups == 1 else _GROUPED_WASTE
        self.tight = math.prod(self.rows) > (1 + waste) * math.prod(self.out)
        if self.tight:
            self.rows = self.out
        self.inner = math.prod(self.rows[1:])
        self.length = self.rows[0] * self.inner
        self._offsets()

    def _offsets(self):
        """For each offset of the kernel: the phase it reads, and how far that phase's rows are shifted."""
        if self.tight:
            self.offsets, self.phases, self.tail = list(itertools.product(*map(range, self.kernel))), [], 0
            return
        steps = [math.prod(self.rows[i + 1:]) for i in range(len(self.rows))]
        phases, self.offsets = {}, []
        for place in itertools.product(*map(range, self.kernel)):
            far = [i * d for i, d in zip(place, self.dilation, strict=True)]
            phase = tuple(f % s for f, s in zip(far, self.stride, strict=True))
            shift = sum(f // s * step for f, s, step in zip(far, self.stride, steps, strict=True))
            self.offsets.append((phases.setdefault(phase, len(phases)), shift))
        self.phases = list(phases)
        self.tail = max(shift for _, shift in self.offsets)

    @property
    def is_pointwise(self):
        """True when the kernel looks at one element only, and at every one."""
        return (math.prod(self.kernel) == 1 and set(self.stride) <= {1} and not any(self.padding)
                and self.size == self.out)

    def windows(self, phase):
        """Where one phase of the input lies: pairs of index tuples (into the rows, into the input)."""
        into, of = [], []
        for p, s, lo, n, q in zip(phase, self.stride, self.padding, self.size, self.rows, strict=True):
            first = max(-((p - lo) // s), 0)  # the first row whose place p + s * row - lo is inside
            start = p + s * first - lo
            count = max(min(q - first, -((start - n) // s)), 0)
            into.append(slice(first, first + count))
            of.append(slice(start, start + s * (count - 1) + 1, s) if count else slice(0, 0))
        return tuple(into), tuple(of)

    def blocks(self, images, depth, itemsize, place):
        """Yields (first image, last image, first column, last column): a run of images, or rows of one image."""
        columns = max(_BLOCK[place] // max(depth * itemsize, 1), 64)
        if columns >= self.length or self.tight:
            step = max(min(columns // self.length, images), 1)
            for n in range(0, images, step):
                last = min(n + step, images)
                yield n, last, 0, (last - n) * self.length
            return
        rows = max(columns // self.inner, 1)
        for n in range(images):
            for r in range(0, self.out[0], rows):
                yield n, n + 1, r * self.inner, min(r + rows, self.out[0]) * self.inner

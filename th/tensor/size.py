"""The shape of a tensor."""

import operator

from th.errors import ArgumentTypeError

__all__ = ["Size"]


def _whole(n, place):
    try:
        return int(operator.index(n))
    except TypeError:
        raise ArgumentTypeError(
            f"torch.Size() takes an iterable of 'int' (item {place} is '{type(n).__name__}')"
        ) from None


class Size(tuple):
    """A tensor's shape: a tuple that prints as PyTorch prints it.

    Example:
        >>> th.zeros(2, 3).shape
        torch.Size([2, 3])
    """

    __slots__ = ()

    def __new__(cls, sizes=()):
        self = tuple.__new__(cls, sizes)
        for n in self:
            if n.__class__ is not int:
                return cls([_whole(n, place) for place, n in enumerate(self)])
        return self

    def numel(self):
        """The number of elements of a tensor of this shape."""
        total = 1
        for n in self:
            total *= n
        return total

    def __repr__(self):
        return f"torch.Size([{', '.join(map(repr, self))}])"

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __radd__(self, other):
        return Size(tuple(other) + tuple(self))

    def __mul__(self, count):
        return Size(tuple.__mul__(self, count))

    __rmul__ = __mul__

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __reduce__(self):
        return Size, (tuple(self),)


Size.__module__ = "th"

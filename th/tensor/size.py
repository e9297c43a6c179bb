"""The shape of a tensor."""

__all__ = ["Size"]


class Size(tuple):
    """A tensor's shape: a tuple that prints as PyTorch prints it.

    Example:
        >>> th.zeros(2, 3).shape
        torch.Size([2, 3])
    """

    __slots__ = ()

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

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __reduce__(self):
        return Size, (tuple(self),)


Size.__module__ = "th"

"""Layers that only change the shape."""

from th.errors import ArgumentTypeError
from th.nn.module import Module

__all__ = ["Flatten", "Unflatten"]


class Flatten(Module):
    """Makes the dims from `start_dim` to `end_dim` one.

    Args:
        start_dim (int): the first of them
        end_dim (int): the last of them
    Shape:
        (n, *) to (n, product of *)
    Example:
        >>> nn.Flatten()(th.zeros(2, 3, 4)).shape
        torch.Size([2, 12])
    """

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        """(n, *) to (n, product of *)."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        """The dims."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Makes one dim several.

    Args:
        dim (int): the dim
        unflattened_size (sequence of int): the sizes it becomes; one may be -1
    Example:
        >>> nn.Unflatten(1, (3, 4))(th.zeros(2, 12)).shape
        torch.Size([2, 3, 4])
    """

    def __init__(self, dim, unflattened_size):
        super().__init__()
        if not isinstance(dim, int):
            raise ArgumentTypeError(f"`dim` (={dim!r}) must be an int; named dims are not there")
        if not isinstance(unflattened_size, tuple | list):
            raise ArgumentTypeError(f"unflattened_size must be a tuple of ints, but found type {type(unflattened_size).__name__}")
        for i, n in enumerate(unflattened_size):
            if not isinstance(n, int):
                raise ArgumentTypeError(f"unflattened_size must be tuple of ints, but found element of type {type(n).__name__} at pos {i}")
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input):
        """One dim to several."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self):
        """The dim and the sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"

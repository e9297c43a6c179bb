"""Named tuples that print as PyTorch's return types do."""

from collections import namedtuple

__all__ = ["named_tuple"]


def _show(self):
    fields = ",\n".join(f"{n}={v!r}" for n, v in zip(self._fields, self, strict=True))
    return f"torch.return_types.{type(self).__name__}(\n{fields})"


def named_tuple(name, *fields):
    """The class of the results of the function `name`: a tuple with these field names.

    Example:
        >>> torch.max(torch.tensor([1, 3]), 0).indices
        tensor(1)
    """
    made = namedtuple(name, fields)
    made.__repr__ = made.__str__ = _show
    made.__module__ = "torch.return_types"
    return made

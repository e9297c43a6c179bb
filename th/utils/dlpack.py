"""Tensors to and from other libraries, without a copy."""

from th.tensor import from_dlpack

__all__ = ["from_dlpack", "to_dlpack"]


def to_dlpack(tensor):
    """A capsule that another library's `from_dlpack` takes, once.

    Example:
        >>> torch.utils.dlpack.to_dlpack(torch.ones(1)) is not None
        True
    """
    return tensor.__dlpack__()

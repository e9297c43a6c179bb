"""What `register_hook` and its like return."""

from th.tensor.node import RemovableHandle

__all__ = ["RemovableHandle"]

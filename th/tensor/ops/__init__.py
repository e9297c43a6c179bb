"""The declarations of the operations, by family."""

__all__ = []

"""Importing this makes `torch` th: for processes that begin with a line of their own."""

from th.aliases import install_torch_alias

__all__ = []

install_torch_alias()

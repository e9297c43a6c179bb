"""Torch7's files: objects, tensors and networks of `.t7` files, read and written."""

from th.torch7.files import dumps, load, loads, save
from th.torch7.networks import to_nn
from th.torch7.values import Function, Object, Storage, Table

__all__ = ["Function", "Object", "Storage", "Table", "dumps", "load", "loads", "save", "to_nn"]

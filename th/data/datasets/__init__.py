"""Data sets by name, as in torchvision."""

from th.data.datasets.digits import Digits

__all__ = ["Digits"]

"""The paths that PyTorch's users import from `torch.utils`: `data` is `th.data`."""

import importlib

__all__ = ["data"]


def __getattr__(name):
    if name in __all__:
        return importlib.import_module(f"th.utils.{name}")
    raise AttributeError(f"module 'th.utils' has no attribute {name!r}")


def __dir__():
    return __all__

"""The paths that PyTorch's users import from `torch.utils`."""

import importlib

__all__ = ["benchmark", "checkpoint", "data", "dlpack", "hooks", "tensorboard"]


def __getattr__(name):
    if name in __all__:
        return importlib.import_module(f"th.utils.{name}")
    from th.missing import missing_name

    raise missing_name("th.utils", name, __all__)


def __dir__():
    return __all__

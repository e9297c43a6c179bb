"""`th`, the Torch workbench: PyTorch's API on numpy and cupy, with a shell, a notebook kernel and plots.

Importing this costs nothing: every name is loaded when it is first used.
"""

import importlib
import sys
from types import ModuleType

from th.aliases import MODULES, NAMES, install_aliases
from th.version import __version__ as __version__

_PACKAGES = ("accelerator", "amp", "backends", "data", "distributed", "distributions", "errors", "image", "jit", "kernel", "multiprocessing",
             "nn", "optim", "plot", "screen", "session", "testing", "torch7", "types", "utils", "version")

# Names with an underscore that PyTorch's users write all the same.
_HALF_PUBLIC = ("_dirichlet_grad", "_sample_dirichlet", "_standard_gamma", "_standard_gamma_grad")


def __getattr__(name):
    if name == "__all__":  # what `from th import *` takes: PyTorch's functions, classes and constants
        return sorted({*importlib.import_module("th.tensor").__all__, *NAMES, "__version__"})
    path = f"th.{name}"
    if path in MODULES or name in _PACKAGES:
        module = importlib.import_module(path)
        globals()[name] = module
        for child in MODULES:  # torch.cuda.amp is there without an import of its own
            if child.rpartition(".")[0] == path:
                importlib.import_module(child)
        return module
    if name in NAMES:
        value = globals()[name] = getattr(importlib.import_module(NAMES[name]), name)
        return value
    if name.startswith("_") and name not in _HALF_PUBLIC:
        raise AttributeError(f"module 'th' has no attribute '{name}'")
    core = importlib.import_module("th.tensor")
    if name not in core.__all__ and name not in _HALF_PUBLIC and not core.is_in_place(name):
        from th.missing import missing_name

        raise missing_name("th", name, __dir__())
    value = globals()[name] = getattr(core, name)
    return value


def __dir__():
    core = importlib.import_module("th.tensor")
    modules = [m.partition(".")[2] for m in MODULES if m.count(".") == 1]
    return sorted({*core.__all__, *_PACKAGES, *NAMES, *modules, "__version__"})


class _Package(ModuleType):
    """This package: `th.tensor` stays PyTorch's function, though importing the package th/tensor would replace it."""

    def __setattr__(self, name, value):
        if isinstance(value, ModuleType) and name == "tensor":
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
install_aliases()


def load_ipython_extension(ipython):
    """``%load_ext th``: the engine of `th` inside any IPython."""
    from th.kernel.extension import load_ipython_extension

    load_ipython_extension(ipython)


def unload_ipython_extension(ipython):
    """``%unload_ext th``: IPython as it was; the names stay."""
    from th.kernel.extension import unload_ipython_extension

    unload_ipython_extension(ipython)

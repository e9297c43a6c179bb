"""Public module paths that are not where the code is: `th.utils.data`, `th.autograd`, and `torch.*` inside `th`."""

import importlib
import importlib.machinery
import sys

__all__ = ["MODULES", "install_aliases", "install_torch_alias", "remove_torch_alias"]

MODULES = {  # public path -> where the code is
    "th.autograd": "th.tensor.differentiation",
    "th.autograd.functional": "th.tensor.functional",
    "th.linalg": "th.tensor.linalg",
    "th.fft": "th.tensor.fft",
    "th.special": "th.tensor.special",
    "th.cuda": "th.tensor.cuda",
    "th.random": "th.tensor.random",
    "th.serialization": "th.tensor.serialize",
    "th.func": "th.tensor.func",
    "th.utils.data": "th.data",
    "th.viz": "th.plot.tape",
}


# No base classes: importing importlib.abc would cost 12 ms, more than all of `import th` may.
class _Loader:
    def __init__(self, target):
        self.target = target

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        # The import machinery hands out what stands in sys.modules afterwards.
        found = sys.modules[module.__name__] = importlib.import_module(self.target)
        if not hasattr(found, "__path__"):
            found.__path__ = []  # so that paths below it can be aliases too


class _Finder:
    """Answers for the paths in MODULES, and for everything under `torch` once that is installed."""

    torch = False

    def find_spec(self, fullname, path=None, target=None):
        if fullname in MODULES:
            return self._spec(fullname, MODULES[fullname])
        if self.torch and (fullname == "torch" or fullname.startswith("torch.")):
            import importlib.util  # 3 ms with contextlib below it

            wanted = "th" + fullname[5:]
            wanted = MODULES.get(wanted, wanted)
            if importlib.util.find_spec(wanted) is not None:
                return self._spec(fullname, wanted)
        return None

    def _spec(self, fullname, target):
        return importlib.machinery.ModuleSpec(fullname, _Loader(target), is_package=True)


_finder = _Finder()


def install_aliases():
    """Makes the paths in MODULES importable."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def install_torch_alias():
    """Makes ``import torch`` give `th` from now on."""
    install_aliases()
    _finder.torch = True
    if "torch" not in sys.modules:
        importlib.import_module("torch")


def remove_torch_alias():
    """Makes ``import torch`` mean PyTorch again."""
    _finder.torch = False
    th = sys.modules.get("th")
    for name in [n for n, m in sys.modules.items() if n == "torch" and m is th or n.startswith("torch.")]:
        if getattr(sys.modules[name], "__name__", "").startswith("th"):
            del sys.modules[name]

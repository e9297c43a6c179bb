"""Writes ``th/__init__.pyi``, from which editors know what `th` and its tensors have.

``python -m th.tensor.stubs`` writes it, ``--check`` says whether it is up to date (exit status 1 when not).
"""

import importlib
import inspect
import sys
from pathlib import Path
from types import ModuleType

from th.tensor.dtypes import dtype
from th.tensor.tensor import Tensor

__all__ = ["main", "stub_text"]

PATH = Path(__file__).resolve().parent.parent / "__init__.pyi"

_HEAD = '''"""The names of `th`, for editors; written by ``python -m th.tensor.stubs`` from the declarations."""

import builtins
from typing import Any

__version__: str
'''

_PROTOCOLS = ("__call__", "__enter__", "__exit__", "__iter__", "__len__", "__next__")


def _default(parameter):
    return "" if parameter.default is inspect.Parameter.empty else "=..."


def _parameters(function, bound):
    """The parameters of a function as a stub has them, with the first one named self for a method."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return "*args: Any, **kwargs: Any" if not bound else "self, *args: Any, **kwargs: Any", "Any"
    parts, seen_star = [], False
    for place, p in enumerate(signature.parameters.values()):
        if p.kind is p.VAR_POSITIONAL:
            parts.append(f"*{p.name}: Any")
            seen_star = True
        elif p.kind is p.VAR_KEYWORD:
            parts.append(f"**{p.name}: Any")
        else:
            if p.kind is p.KEYWORD_ONLY and not seen_star:
                parts.append("*")
                seen_star = True
            if bound and place == 0:
                parts.append("self")
            else:
                parts.append(f"{p.name}: Any{_default(p)}")
    result = signature.return_annotation
    return ", ".join(parts), result if isinstance(result, str) else "Any"


def _function(name, function, bound=False):
    if bound and not _takes_self(function):
        return f"    def {name}(self, *args: Any, **kwargs: Any) -> Any: ..."
    text, result = _parameters(function, bound)
    return f"{'    ' if bound else ''}def {name}({text}) -> {result}: ..."


def _takes_self(function):
    try:
        first = next(iter(inspect.signature(function).parameters.values()), None)
    except (TypeError, ValueError):
        return False
    return first is not None and first.kind in (first.POSITIONAL_ONLY, first.POSITIONAL_OR_KEYWORD)


def _tensor_class():
    lines = ["class Tensor:"]
    for name in sorted(vars(Tensor)):
        value = vars(Tensor)[name]
        if name.startswith("_") and not name.startswith("__"):
            continue
        if name in (
            "__dict__",
            "__firstlineno__",
            "__static_attributes__",
            "__weakref__",
            "__module__",
            "__doc__",
            "__hash__",
            "__new__",
            "__init_subclass__",
        ):
            continue
        if isinstance(value, property):
            lines += ["    @property", f"    def {name}(self) -> Any: ..."]
        elif callable(value):
            lines.append(_function(name, value, bound=True))
        else:
            lines.append(f"    {name}: Any")
    return "\n".join(lines)


def _class(name, kind):
    base = "(Tensor)" if issubclass(kind, Tensor) else "(tuple[builtins.int, ...])" if issubclass(kind, tuple) else ""
    lines = [f"class {name}{base}:", "    def __init__(self, *args: Any, **kwargs: Any) -> None: ...",
             "    def __getattr__(self, name: str) -> Any: ..."]
    if not base:  # an editor does not look for these with __getattr__
        lines += [f"    def {n}(self, *args: Any, **kwargs: Any) -> Any: ..." for n in _PROTOCOLS if hasattr(kind, n)]
    return "\n".join(lines)


def _others(known):
    """Lines for the names of `th` that are not in the core: packages, and functions of packages."""
    root = sys.modules["th"]
    for name in sorted(set(dir(root)) - known - {"__version__"}):
        value = getattr(root, name)
        if isinstance(value, ModuleType):
            # (Of `import a.b as c` a type checker thinks that it is for the stub's own use.)
            yield f"import {value.__name__} as _{name}\n{name} = _{name}"
        elif hasattr(sys.modules.get(getattr(value, "__module__", None)), name):
            yield f"from {value.__module__} import {name} as {name}"
        else:
            yield f"{name}: Any"


def stub_text():
    """The whole stub."""
    core = importlib.import_module("th.tensor")
    for name in core.__all__:
        getattr(core, name)  # what is loaded late puts its methods on Tensor
    parts = [_HEAD, *_others(set(core.__all__))]
    for name in core.__all__:
        value = getattr(core, name)
        if value is Tensor:
            parts.append(_tensor_class())
        elif isinstance(value, dtype):
            parts.append(f"{name}: dtype")
        elif inspect.isclass(value):
            parts.append(_class(name, value))
        elif inspect.isroutine(value):
            parts.append(_function(name, value))
        else:
            parts.append(f"{name}: Any")
    return "\n".join(parts) + "\n"


def main(arguments):
    """Writes the stub, or with ``--check`` compares; returns the exit status."""
    text = stub_text()
    if "--check" in arguments:
        fresh = PATH.exists() and PATH.read_text(encoding="utf-8") == text
        if not fresh:
            print(f"{PATH.name} is out of date: run python -m th.tensor.stubs", file=sys.stderr)
        return 0 if fresh else 1
    PATH.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

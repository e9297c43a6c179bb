"""Networks as text: PyTorch's `repr`, and Torch7's drawing for the shell and the notebook."""

__all__ = ["brief", "pytorch", "torch7", "torch7_chain"]

_BRIEF = 100  # characters of a layer in an error message


def _indented(text, spaces):
    first, *rest = text.split("\n")
    return "\n".join([first, *[" " * spaces + line for line in rest]])


def pytorch(module):
    """``Sequential(\\n  (0): Linear(...)\\n)``."""
    extra = module.extra_repr()
    lines = extra.split("\n") if extra else []
    children = [f"({name}): " + _indented(repr(child), 2) for name, child in module._modules.items()]
    every = lines + children
    name = module._get_name()
    if not every:
        return f"{name}()"
    if len(lines) == 1 and not children:
        return f"{name}({extra})"
    return f"{name}(\n  " + "\n  ".join(every) + "\n)"


def brief(module):
    """A layer on one line of bounded length."""
    if module._modules:
        return type(module).__name__
    text = " ".join(repr(module).split())
    return text if len(text) <= _BRIEF else text[: _BRIEF - 3] + "..."


# ---- Torch7


def torch7(module):
    """Torch7's drawing: ``nn.Sequential {\\n  [input -> (1) -> output]\\n  (1): nn.Linear(2 -> 1)\\n}``."""
    own = getattr(type(module), "_torch7_", None)
    if own is not None:
        return own(module)
    children = [(name, child) for name, child in module._modules.items() if child is not None]
    name = _torch7_name(module)
    if not children:
        extra = module.extra_repr()
        return f"{name}({extra})" if extra and "\n" not in extra else name
    return f"{name} {{\n" + "".join(_line(label, child) for label, child in children) + "}"


def _torch7_name(module):
    home = type(module).__module__
    return f"nn.{type(module).__name__}" if home == "th" or home.startswith("th.") else type(module).__name__


def _line(label, child):
    return f"  ({label}): {_indented(torch7(child), 2)}\n"


def torch7_chain(module):
    """The drawing of a chain of layers, which it numbers from 1 as Torch7 does when they have no names."""
    names = list(module._modules)
    if names == [str(i) for i in range(len(names))]:
        names = [str(i + 1) for i in range(len(names))]
    path = " -> ".join(["input", *[f"({n})" for n in names], "output"])
    lines = [_line(n, child) for n, child in zip(names, module._modules.values(), strict=True)]
    return f"{_torch7_name(module)} {{\n  [{path}]\n" + "".join(lines) + "}"

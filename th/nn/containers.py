"""Modules that hold modules or parameters: in a chain, a list, a dictionary."""

import itertools
import operator
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from th.errors import ArgumentTypeError, DimensionError
from th.nn.display import torch7_chain
from th.nn.module import Module

__all__ = ["ModuleDict", "ModuleList", "Sequential", "pairs_of", "position_of"]


def position_of(index, count):
    """A position from 0, from one that may be negative."""
    index = operator.index(index)
    if not -count <= index < count:
        raise DimensionError(f"index {index} is out of range")
    return index % count


class Sequential(Module):
    """Layers in a chain: each takes what the one before gives.

    Args:
        layers: modules, or one OrderedDict of them
    Shape:
        what the first takes to what the last gives
    Example:
        >>> net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1))
        >>> net(th.zeros(2, 4)).shape
        torch.Size([2, 1])
        >>> net[1]
        ReLU()
    """

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for i, module in enumerate(args):
                self.add_module(str(i), module)

    def forward(self, input):
        """Runs the layers one after the other."""
        for module in self._modules.values():
            input = module(input)
        return input

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._modules.items())[index]))
        return list(self._modules.values())[position_of(index, len(self._modules))]

    def __setitem__(self, index, module):
        name = list(self._modules)[position_of(index, len(self._modules))]
        setattr(self, name, module)

    def __delitem__(self, index):
        names = list(self._modules)
        doomed = names[index] if isinstance(index, slice) else [names[position_of(index, len(names))]]
        for name in doomed:
            delattr(self, name)
        self._renumber(list(self._modules.values()))

    def _renumber(self, modules):
        self._modules = {str(i): m for i, m in enumerate(modules)}

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __contains__(self, module):
        return any(m is module for m in self._modules.values())

    def _combined(self, other, what):
        if not isinstance(other, Sequential):
            raise ArgumentTypeError(
                f"{what} supports only objects of Sequential class, but {type(other)} is given."
            )
        return [*self, *other]

    def __add__(self, other):
        return Sequential(*self._combined(other, "add operator"))

    def __iadd__(self, other):
        for module in self._combined(other, "add operator")[len(self):]:
            self.append(module)
        return self

    def __mul__(self, times):
        if not isinstance(times, int):
            raise ArgumentTypeError(f"unsupported operand type(s) for *: {type(self)} and {type(times)}")
        if times <= 0:
            raise ValueError(f"Non-positive multiplication factor {times} for {type(self)}")
        return Sequential(*(list(self) * times))

    __rmul__ = __mul__

    def __imul__(self, times):
        layers = list(self * times)[len(self):]
        for module in layers:
            self.append(module)
        return self

    def append(self, module):
        """Adds a layer at the end; returns this module."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, sequential):
        """Adds several layers at the end; returns this module."""
        for module in sequential:
            self.append(module)
        return self

    def insert(self, index, module):
        """Adds a layer before the one at `index`; returns this module."""
        if not isinstance(module, Module):
            raise ArgumentTypeError(f"module should be of type: {Module}")
        count = len(self)
        if not -count <= index <= count:
            raise DimensionError(f"Index out of range: {index}")
        layers = list(self)
        layers.insert(index % count if index < 0 else index, module)
        self._renumber(layers)
        return self

    def pop(self, key):
        """Takes the layer at `key` out and returns it."""
        module = self[key]
        del self[key]
        return module

    def _torch7_(self):
        return torch7_chain(self)


class ModuleList(Module):
    """A list of modules.

    Args:
        modules (iterable of Module): the first ones
    Example:
        >>> layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
        >>> len(layers), layers[-1]
        (3, Linear(in_features=2, out_features=2, bias=True))
    """

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(list(self._modules.values())[index])
        return self._modules[str(position_of(index, len(self)))]

    def __setitem__(self, index, module):
        setattr(self, str(position_of(index, len(self))), module)

    def __delitem__(self, index):
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [names[position_of(index, len(names))]]:
            delattr(self, name)
        self._modules = {str(i): m for i, m in enumerate(self._modules.values())}

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __contains__(self, module):
        return any(m is module for m in self._modules.values())

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        return ModuleList(itertools.chain(self, other))

    def __dir__(self):
        return [n for n in super().__dir__() if not n.isdigit()]

    def append(self, module):
        """Adds a module at the end; returns this list."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        """Adds several modules at the end; returns this list."""
        if not isinstance(modules, Iterable):
            raise ArgumentTypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        for module in modules:
            self.append(module)
        return self

    def insert(self, index, module):
        """Adds a module before the one at `index`."""
        modules = list(self)
        modules.insert(index, module)
        self._modules = {}
        self.extend(modules)

    def pop(self, key):
        """Takes the module at `key` out and returns it."""
        module = self[key]
        del self[key]
        return module

    def __repr__(self):
        return _folded(self) if len(self) else f"{self._get_name()}()"


def _folded(modules):
    """The repr of a list, equal neighbours folded: ``(0-2): 3 x Linear(...)``."""
    runs = []
    for i, text in enumerate(map(repr, modules)):
        if runs and runs[-1][2] == text:
            runs[-1][1] = i
        else:
            runs.append([i, i, text])
    lines = []
    for first, last, text in runs:
        label = f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}"
        lines.append("\n".join(["  " + line if i else line for i, line in enumerate(label.split("\n"))]))
    return f"{modules._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    """A dictionary of modules, in the order of insertion.

    Args:
        modules (dict or iterable of pairs): the first ones
    Example:
        >>> choices = nn.ModuleDict({"relu": nn.ReLU(), "tanh": nn.Tanh()})
        >>> choices["tanh"]
        Tanh()
    """

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        """Takes all modules out."""
        self._modules.clear()

    def pop(self, key):
        """Takes the module of `key` out and returns it."""
        return self._modules.pop(key)

    def keys(self):
        """The keys."""
        return self._modules.keys()

    def items(self):
        """The pairs of key and module."""
        return self._modules.items()

    def values(self):
        """The modules."""
        return self._modules.values()

    def update(self, modules):
        """Adds the modules of a dictionary, or of an iterable of pairs."""
        for key, module in pairs_of("ModuleDict", modules):
            self[key] = module


def pairs_of(name, values):
    if isinstance(values, Mapping) or hasattr(values, "items"):
        return list(values.items())
    if not isinstance(values, Iterable):
        raise ArgumentTypeError(
            f"{name}.update should be called with an iterable of key/value pairs, but got {type(values).__name__}"
        )
    found = []
    for i, pair in enumerate(values):
        if not isinstance(pair, Iterable) or len(pair) != 2:
            raise ArgumentTypeError(f"{name} update sequence element #{i} should be a pair, got {pair!r}")
        found.append(tuple(pair))
    return found

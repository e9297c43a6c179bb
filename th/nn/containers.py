"""Modules that hold modules or parameters: in a chain, a list, a dictionary."""

import itertools
import operator
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from th.errors import ArgumentTypeError, DimensionError
from th.nn.attributes import type_name
from th.nn.display import torch7_chain
from th.nn.module import Module
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]


def _position(index, count):
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

    def forward(self, input):  # noqa: A002
        """Runs the layers one after the other."""
        for module in self._modules.values():
            input = module(input)  # noqa: A001
        return input

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._modules.items())[index]))
        return list(self._modules.values())[_position(index, len(self._modules))]

    def __setitem__(self, index, module):
        name = list(self._modules)[_position(index, len(self._modules))]
        setattr(self, name, module)

    def __delitem__(self, index):
        names = list(self._modules)
        doomed = names[index] if isinstance(index, slice) else [names[_position(index, len(names))]]
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
        return self._modules[str(_position(index, len(self)))]

    def __setitem__(self, index, module):
        setattr(self, str(_position(index, len(self))), module)

    def __delitem__(self, index):
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [names[_position(index, len(names))]]:
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
        for key, module in _pairs("ModuleDict", modules):
            self[key] = module


def _pairs(name, values):
    if isinstance(values, Mapping | ModuleDict | ParameterDict):
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


def _learnt(value):
    """A plain tensor becomes a Parameter."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def _parameter_line(key, value):
    if not isinstance(value, Tensor):
        return f"({key}): Object of type: {type(value).__name__}"
    size = "x".join(map(str, value.shape))
    where = f" ({value.device})" if value.is_cuda else ""
    kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
    return f"({key}): {kind} containing: [{type_name_of(value)} of size {size}{where}]"


def type_name_of(value):
    """``torch.float32`` for a tensor, as containers of parameters print it."""
    return str(value.dtype) if isinstance(value, Tensor) else type_name(value)


class ParameterList(Module):
    """A list of parameters; plain tensors put into it become parameters.

    Args:
        values (iterable): the first ones
    Example:
        >>> nn.ParameterList([th.zeros(2), th.zeros(3, 1)])
        ParameterList(
            (0): Parameter containing: [torch.float32 of size 2]
            (1): Parameter containing: [torch.float32 of size 3x1]
        )
    """

    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)([self[i] for i in range(*index.indices(len(self)))])
        return getattr(self, str(_position(index, len(self))))

    def __setitem__(self, index, value):
        setattr(self, str(_position(index, len(self))), _learnt(value))

    def __len__(self):
        return self._size

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __iadd__(self, values):
        return self.extend(values)

    def append(self, value):
        """Adds a value at the end; returns this list."""
        self._size += 1
        self[len(self) - 1] = value
        return self

    def extend(self, values):
        """Adds several values at the end; returns this list."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise ArgumentTypeError(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        """One line for each value."""
        return "\n".join("  " + _parameter_line(i, value) for i, value in enumerate(self))


class ParameterDict(Module):
    """A dictionary of parameters; plain tensors put into it become parameters.

    Args:
        parameters (dict or iterable of pairs): the first ones
    Example:
        >>> nn.ParameterDict({"scale": th.ones(2)})
        ParameterDict(  (scale): Parameter containing: [torch.float32 of size 2])
    """

    def __init__(self, parameters=None):
        super().__init__()
        self._keys = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key):
        if key not in self._keys:
            raise KeyError(key)
        return getattr(self, str(key))

    def __setitem__(self, key, value):
        if not isinstance(key, str):
            raise ArgumentTypeError(f"Index given to ParameterDict cannot be used as a key as it is not a string (type is '{type(key).__name__}').")
        self._keys[key] = None
        setattr(self, key, _learnt(value))

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, key)

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(list(self._keys))

    def __contains__(self, key):
        return key in self._keys

    def __or__(self, other):
        found = self.copy()
        found.update(other)
        return found

    def __ior__(self, other):
        self.update(other)
        return self

    def copy(self):
        """A new dictionary with the same parameters."""
        return ParameterDict({k: self[k] for k in self._keys})

    def setdefault(self, key, default=None):
        """The value of `key`, which becomes `default` when there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self):
        """Takes all values out."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key):
        """Takes the value of `key` out and returns it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        """Takes the last pair out and returns it."""
        key = next(reversed(self))
        return key, self.pop(key)

    def get(self, key, default=None):
        """The value of `key`, or `default`."""
        return self[key] if key in self else default

    def fromkeys(self, keys, default=None):
        """A new dictionary with these keys and one value."""
        return ParameterDict(dict.fromkeys(keys, default))

    def keys(self):
        """The keys."""
        return self._keys.keys()

    def items(self):
        """The pairs of key and value."""
        return ((k, self[k]) for k in self._keys)

    def values(self):
        """The values."""
        return (self[k] for k in self._keys)

    def update(self, parameters):
        """Adds the values of a dictionary, or of an iterable of pairs."""
        for key, value in _pairs("ParameterDict", parameters):
            self[key] = value

    def extra_repr(self):
        """One line for each value."""
        return "\n".join("  " + _parameter_line(key, value) for key, value in self.items())

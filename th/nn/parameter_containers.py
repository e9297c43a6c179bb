"""Containers of parameters."""

from collections.abc import Iterable

from th.errors import ArgumentTypeError
from th.nn.attributes import type_name
from th.nn.containers import pairs_of, position_of
from th.nn.module import Module
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor

__all__ = ["ParameterDict", "ParameterList"]


def _learnt(value):
    """A plain tensor becomes a Parameter."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def _parameter_line(key, value, type_of):
    if not isinstance(value, Tensor):
        return f"({key}): Object of type: {type(value).__name__}"
    size = "x".join(map(str, value.shape))
    where = f" ({value.device})" if value.is_cuda else ""
    kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
    return f"({key}): {kind} containing: [{type_of(value)} of size {size}{where}]"


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
        return getattr(self, str(position_of(index, len(self))))

    def __setitem__(self, index, value):
        setattr(self, str(position_of(index, len(self))), _learnt(value))

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
        return "\n".join("  " + _parameter_line(i, value, lambda t: t.dtype) for i, value in enumerate(self))


class ParameterDict(Module):
    """A dictionary of parameters; plain tensors put into it become parameters.

    Args:
        parameters (dict or iterable of pairs): the first ones
    Example:
        >>> nn.ParameterDict({"scale": th.ones(2)})
        ParameterDict(  (scale): Parameter containing: [torch.FloatTensor of size 2])
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
        for key, value in pairs_of("ParameterDict", parameters):
            self[key] = value

    def extra_repr(self):
        """One line for each value."""
        return "\n".join("  " + _parameter_line(key, value, type_name) for key, value in self.items())

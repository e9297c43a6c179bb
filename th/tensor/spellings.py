"""Other names of arguments: numpy's, which PyTorch takes for its own (`axis`, `keepdims`, `x`), and those of its overloads."""

import functools
import inspect

__all__ = ["SPELLINGS", "only_own_names", "own_names", "respelled", "takes_spellings"]

SPELLINGS = {
    "axis": "dim",
    "keepdims": "keepdim",
    "input": "input",  # whatever the first argument is called
    "x": "input",
    "a": "input",
    "self": "input",
    "x1": "input",
    "x2": "other",
    "axis0": "dim0",
    "axis1": "dim1",
    "sections": "indices_or_sections",
    "indices": "indices_or_sections",
}

only_own_names = frozenset(SPELLINGS).isdisjoint  # of keyword arguments: nothing is to be respelled


@functools.cache
def own_names(function):
    """The names of the parameters of a function, under whatever decorates it."""
    code = inspect.unwrap(function).__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def respelled(function, args, kwargs):
    """`kwargs` with other names replaced by those of `function`."""
    own, found = own_names(function), {}
    for name, value in kwargs.items():
        if name not in own:
            name = SPELLINGS.get(name, name)
            name = own[0] if name == "input" and not args else name
        found[name] = value
    return found


def takes_spellings(function):
    """Lets a function composed of others be called with other names; 0.1 us a call.

    Example:
        >>> torch.unbind(torch.zeros(2, 3), axis=1)[0]
        tensor([0., 0.])
    """

    @functools.wraps(function)
    def call(*args, **kwargs):
        if not kwargs:
            return function(*args)
        return function(*args, **(kwargs if only_own_names(kwargs) else respelled(function, args, kwargs)))

    return call

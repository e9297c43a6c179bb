"""Making modules without drawing their first values."""

import inspect

from th.errors import ArgumentError
from th.nn.module import Module
from th.tensor.random import fork_rng

__all__ = ["skip_init"]


def skip_init(module_cls, *args, **kwargs):
    """Makes a module whose parameters are to be set afterwards: what is in them counts for nothing, and no random number is spent.

    Args:
        module_cls (class): of the module; takes a `device`
        args, kwargs: what the module is made with
    Example:
        >>> nn.utils.skip_init(nn.Linear, 5, 1).weight.shape
        torch.Size([1, 5])
    """
    if not issubclass(module_cls, Module):
        raise ArgumentError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise ArgumentError("Module must support a 'device' arg to skip initialization")
    with fork_rng():
        return module_cls(*args, **kwargs)

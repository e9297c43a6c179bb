"""Modules called with other tensors in the place of their parameters."""

import contextlib

from th.errors import ArgumentError

__all__ = ["functional_call"]


@contextlib.contextmanager
def _replaced(module, tensors):
    kept = []
    try:
        for path, value in tensors.items():
            home, _, name = path.rpartition(".")
            owner = module.get_submodule(home)
            for held in (owner._parameters, owner._buffers):
                if name in held:
                    kept.append((held, name, held[name]))
                    held[name] = value
                    break
            else:
                raise ArgumentError(f"`{path}` is no parameter or buffer of {type(module).__name__}")
        yield
    finally:
        for held, name, value in reversed(kept):
            held[name] = value


def functional_call(module, parameters_and_buffers, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls a module with other tensors in the place of its parameters and buffers.

    Args:
        module (Module): the module
        parameters_and_buffers (dict, or tuple of dicts): from dotted name to Tensor
        args (tuple or anything): the arguments
        kwargs (dict): the keyword arguments
        strict (bool): all names must be given
    Example:
        >>> layer = nn.Linear(2, 1, bias=False)
        >>> nn.utils.stateless.functional_call(layer, {"weight": th.ones(1, 2)}, th.ones(1, 2))
        tensor([[2.]])
    """
    dictionaries = parameters_and_buffers if isinstance(parameters_and_buffers, tuple | list) else (parameters_and_buffers,)
    tensors = {k: v for d in dictionaries for k, v in d.items()}
    if strict:
        names = {n for n, _ in module.named_parameters()} | {n for n, _ in module.named_buffers()}
        if names != set(tensors):
            raise ArgumentError(f"missing {sorted(names - set(tensors))}, unexpected {sorted(set(tensors) - names)}")
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _replaced(module, tensors):
        return module(*args, **(kwargs or {}))

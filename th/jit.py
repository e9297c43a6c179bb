"""TorchScript's names. There is no compiler: functions and modules are what they were, and run as Python."""

from th.errors import ArgumentTypeError
from th.missing import missing_name

__all__ = ["compile", "cond", "export", "ignore", "is_scripting", "is_tracing", "script", "script_method", "trace", "unused",
           "while_loop"]


def compile(model=None, *, fullgraph=False, dynamic=None, backend="inductor", mode=None, options=None,
            disable=False):
    """`torch.compile`: the function or module itself, which runs as Python; also a decorator.

    Example:
        >>> torch.compile(abs)(-1)
        1
    """
    return (lambda function: function) if model is None else script(model)


def cond(pred, true_fn, false_fn, operands=()):
    """`torch.cond`: calls one of two functions, as ``true_fn(*operands) if pred else false_fn(*operands)``.

    Example:
        >>> torch.cond(torch.tensor(True), lambda x: x + 1, lambda x: x - 1, (torch.tensor(1),))
        tensor(2)
    """
    return true_fn(*operands) if bool(pred) else false_fn(*operands)


def while_loop(cond_fn, body_fn, carried_inputs):
    """`torch.while_loop`: calls ``body_fn(*inputs)`` for the next inputs as long as ``cond_fn(*inputs)`` holds.

    Example:
        >>> torch.while_loop(lambda i: i < 5, lambda i: (i + 2,), (torch.tensor(0),))
        (tensor(6),)
    """
    carried = tuple(carried_inputs)
    while bool(cond_fn(*carried)):
        found = body_fn(*carried)
        carried = tuple(found) if isinstance(found, tuple | list) else (found,)
    return carried


def script(obj, *args, **kwargs):
    """The function or module itself, which runs as Python.

    Example:
        >>> torch.jit.script(abs)(-1)
        1
    """
    if not callable(obj):
        raise ArgumentTypeError(f"`obj` (={obj!r}) must be a function or a module")
    return obj


def trace(func, example_inputs=None, *args, **kwargs):
    """The function or module itself, after a run on the examples to see that it works."""
    if example_inputs is not None:
        func(*example_inputs) if isinstance(example_inputs, tuple) else func(example_inputs)
    return func


def script_method(fn):
    """The method itself."""
    return fn


def ignore(drop=False, **kwargs):
    """Marks a function for a compiler; here it stays as it is."""
    return drop if callable(drop) else (lambda fn: fn)


def unused(fn):
    """The function itself."""
    return fn


def export(fn):
    """The function itself."""
    return fn


def is_scripting():
    """False: nothing is compiled."""
    return False


def is_tracing():
    """False: nothing is compiled."""
    return False


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise missing_name("th.jit", name, __all__)

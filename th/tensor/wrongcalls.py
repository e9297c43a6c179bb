"""Calls that do not fit an operation, told in terms of its public signature."""

from th.errors import ArgumentTypeError
from th.tensor.tensor import Tensor

__all__ = ["call_problem", "need_tensors", "no_tensor", "reject", "wrong_call"]


def wrong_call(op, args, kwargs):
    """The error for arguments that do not fit the signature."""
    try:
        op.signature().bind(*args, **kwargs)
    except TypeError as err:
        return ArgumentTypeError(f"{op.name}() {err}; its signature is {op.name}{op.signature()}")
    return ArgumentTypeError(f"{op.name}(): wrong arguments; its signature is {op.name}{op.signature()}")


def call_problem(op, args):
    """The error for a call that does not fit the signature; None when it does."""
    try:
        op.signature().bind(*args)
    except TypeError:
        if len(args) > len(op.parameters) or len(args) < op.required:
            return wrong_call(op, args, {})
    for position in op.input_positions:
        value = args[position] if position < len(args) else None
        fits = isinstance(value, Tensor) or (op.variadic and isinstance(value, list | tuple))
        if position < op.required and not fits:
            try:
                reject(op, args)
            except ArgumentTypeError as err:
                return err
    return None


def no_tensor(function, name, position, value):
    """The error for an argument that should have been a tensor."""
    return ArgumentTypeError(
        f"{function}(): argument '{name}' (position {position}) must be Tensor, not {type(value).__name__}; "
        f"write torch.tensor({value!r})"
    )


def need_tensors(function, **arguments):
    """Raises for the first of a function's leading `arguments` that is no tensor."""
    for position, (name, value) in enumerate(arguments.items(), 1):
        if not isinstance(value, Tensor):
            raise no_tensor(function, name, position, value)


def reject(op, args, names=None):
    """Raises for an argument, of those with these `names` or any input, that should have been a tensor."""
    for name, position in zip(op.inputs, op.input_positions, strict=True):
        value = args[position] if position < len(args) else None
        if not isinstance(value, Tensor) and (names is None or name in names):
            if value is None and name in op.defaults:
                continue
            raise no_tensor(op.label, name, position + 1, value)
    if names is None:
        raise ArgumentTypeError(f"{op.name}() expects a Tensor; its signature is {op.name}{op.signature()}")

"""Checks of the arguments that optimisers share, with PyTorch's texts."""

from th.errors import ArgumentError, ConflictError
from th.optim.recorded import Recorded
from th.tensor.tensor import Tensor

__all__ = ["check_betas", "check_flags", "check_not_negative", "check_range", "number"]


def number(value):
    """A hyperparameter as a Python float: numbers and tensors of one element; one that is recorded stays so."""
    return value if isinstance(value, Recorded) else float(value)


def check_not_negative(**values):
    """Raises for a value below zero; the keyword says what it is, as PyTorch words it.

    Raises:
        ArgumentError: "Invalid learning rate: -1.0; `lr` must be at least 0"
    """
    for name, value in values.items():
        if name == "lr" and isinstance(value, Tensor) and value.numel() != 1:
            raise ArgumentError(f"Tensor lr must be 1-element, got shape {list(value.shape)}")
        if not value >= 0:
            raise ArgumentError(f"Invalid {_WORDS.get(name, name + ' value')}: {value}; `{name}` must be at least 0")


_WORDS = {"lr": "learning rate", "eps": "epsilon value"}


def check_betas(betas):
    """Raises unless both betas are in [0, 1)."""
    for index, beta in enumerate(betas):
        if not 0 <= beta < 1:
            raise ArgumentError(f"Invalid beta parameter at index {index}: {beta}; `betas` must be in [0, 1)")


def check_flags(defaults):
    """Raises when both ways of running the update are asked for; here they are the same."""
    if defaults.get("fused") and defaults.get("differentiable"):
        raise ConflictError("`fused` does not support `differentiable`")
    if defaults.get("fused") and defaults.get("foreach"):
        raise ConflictError("`fused` and `foreach` cannot be `True` together.")


def check_range(name, value, low, high):
    """Raises unless low <= value <= high."""
    if not low <= value <= high:
        raise ArgumentError(f"Invalid {name} value: {value}; `{name}` must be in [{low}, {high}]")

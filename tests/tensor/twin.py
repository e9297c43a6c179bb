"""Runs one small program in `th` or in PyTorch and says, in plain data, what came of it."""

import math
import warnings

import numpy as np

__all__ = ["differs", "outcome"]


def _namespace(torch):
    return {
        "T": torch.tensor,
        "G": lambda *a, **k: torch.tensor(*a, **k, requires_grad=True),
        "np": np,
        "torch": torch,
        "math": math,
        "inf": math.inf,
        "nan": math.nan,
    }


def outcome(program, torch):
    """The value of the program's last line: ["tensor", dtype, shape, requires_grad, grad_fn, values], ["error", class] ...

    What follows the last ``; `` of `program` is an expression.
    """
    body, _, last = program.rpartition("\n")
    before, _, last = last.rpartition("; ")
    space = _namespace(torch)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(f"{body}\n{before}", space)
            return plain(eval(last, space), torch)
    except Exception as err:
        builtin = [c.__name__ for c in type(err).__mro__ if c.__module__ == "builtins"]
        return ["error", builtin]


def plain(value, torch):
    """A result as lists, strings and numbers."""
    if isinstance(value, torch.Tensor):
        node = value.grad_fn
        # PyTorch's C++ name of a node and Python's differ by a prefix.
        name = None if node is None else node.name().rpartition("::")[2]
        return ["tensor", str(value.dtype), list(value.shape), value.requires_grad, name, _numbers(value, torch)]
    if isinstance(value, list | tuple):
        return [type(value).__name__ if type(value) in (list, tuple) else "tuple", [plain(v, torch) for v in value]]
    if isinstance(value, np.ndarray | np.generic):
        return ["array", str(value.dtype), list(value.shape), _flat(value)]
    if isinstance(value, complex):
        return ["complex", value.real, value.imag]
    if value is None or isinstance(value, bool | int | float | str):
        return [type(value).__name__, repr(value) if isinstance(value, float) else value]
    return ["object", str(value)]


def _numbers(tensor, torch):
    found = tensor.detach().cpu()
    if found.dtype is torch.bfloat16:
        found = found.float()
    if hasattr(found, "resolve_conj"):
        found = found.resolve_conj().resolve_neg()
    return _flat(found.numpy())


def _flat(array):
    array = np.asarray(array)
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag], -1)
    return [repr(v) if v != v or v in (math.inf, -math.inf) else v for v in array.ravel().tolist()]


def differs(found, expected, tolerance=1e-5):
    """Where two outcomes differ, as text; None when they agree."""
    if expected[:1] == ["error"]:
        return None if found[:1] == ["error"] and expected[1][0] in found[1] else f"{found} is not {expected}"
    return None if _same(found, expected, tolerance) else f"{found} is not {expected}"


def _same(a, b, tolerance):
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= tolerance * max(1.0, abs(b))
    if isinstance(a, str) and isinstance(b, str) and "float" in (_kind(a), _kind(b)):
        return _kind(a) == _kind(b) and (a == b or abs(float(a) - float(b)) <= tolerance * max(1.0, abs(float(b))))
    return type(a) is type(b) and a == b


def _kind(text):
    try:
        float(text)
    except ValueError:
        return "str"
    return "float"

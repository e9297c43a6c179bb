"""Comparing tensors in tests."""

from numbers import Number

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import dtypes, from_numpy, promote_types
from th.tensor.tensor import Tensor

__all__ = ["assert_close", "make_tensor"]

# PyTorch's tolerances: (relative, absolute) for each dtype.
_TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7),
               "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7)}


def assert_close(actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True,
                 check_dtype=True, check_layout=True, check_stride=False, msg=None):
    """Raises unless two tensors, numbers, or structures of them are equal up to rounding.

    Args:
        actual, expected: tensors, arrays, numbers, or sequences and mappings of them
        rtol, atol (float): tolerances; by the dtype when neither is given
        equal_nan (bool): NaN equals NaN
        check_device, check_dtype, check_layout, check_stride (bool): compare these too
        msg (str or callable): the text of the error, or what makes it of the usual one
    Raises:
        AssertionError: when they differ
        ArgumentTypeError: when one of them is of no type that can be compared with the other's
    Example:
        >>> torch.testing.assert_close(torch.tensor(1.0), torch.tensor(1.0 + 1e-7))
    """
    if (rtol is None) != (atol is None):
        raise ArgumentError(f"rtol and atol must both be specified or both be unspecified, not rtol={rtol} and atol={atol}")
    options = {"rtol": rtol, "atol": atol, "equal_nan": equal_nan, "device": check_device, "dtype": check_dtype,
               "layout": check_layout, "stride()": check_stride}
    problem = _difference(actual, expected, options)
    if problem is not None:
        raise AssertionError(problem if msg is None else msg(problem) if callable(msg) else msg)


def _difference(actual, expected, options, place=""):
    """What is not the same, None when all is."""
    at = f"\n\nThe failure occurred for item {place}" if place else ""
    if isinstance(actual, dict) and isinstance(expected, dict):
        if actual.keys() != expected.keys():
            return f"{_different_keys(actual, expected)}{at}"
        pairs = [(f"{place}[{key!r}]", actual[key], expected[key]) for key in actual]
    elif isinstance(actual, list | tuple) and isinstance(expected, list | tuple):
        if len(actual) != len(expected):
            return f"The length of the sequences mismatch: {len(actual)} != {len(expected)}{at}"
        pairs = [(f"{place}[{n}]", a, b) for n, (a, b) in enumerate(zip(actual, expected, strict=True))]
    else:
        found = _pair_difference(actual, expected, options)
        return None if found is None else found + at
    return next((d for p, a, b in pairs if (d := _difference(a, b, options, p)) is not None), None)


def _different_keys(actual, expected):
    lines = ["The keys of the mappings do not match:"]
    for text, keys in (("Missing", expected.keys() - actual.keys()), ("Additional", actual.keys() - expected.keys())):
        if keys:
            lines.append(f"{text} keys in the actual mapping: {sorted(keys)}")
    return "\n".join(lines)


def _pair_difference(actual, expected, options):
    pair = (actual, expected)
    if any(v is None for v in pair):
        return None if actual is expected else f"None mismatch: {actual} is not {expected}"
    if all(isinstance(v, bool | np.bool_) for v in pair):
        return None if bool(actual) is bool(expected) else f"Booleans mismatch: {bool(actual)} is not {bool(expected)}"
    if all(isinstance(v, Number) for v in pair):
        return _number_difference(*(v.item() if isinstance(v, np.generic) else v for v in pair), options)
    if isinstance(actual, np.ndarray) and isinstance(expected, np.ndarray):
        pair = tuple(map(from_numpy, pair))
    if not all(isinstance(v, Tensor) for v in pair):
        raise ArgumentTypeError(f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.")
    return _tensor_difference(*pair, options)


def _number_difference(actual, expected, options):
    if options["dtype"] and type(actual) is not type(expected):
        return f"The (d)types do not match: {type(actual)} != {type(expected)}."
    default = (1e-7, 1e-7) if {type(actual), type(expected)} & {float, complex} else (0.0, 0.0)
    return _scalar_difference(actual, expected, *_chosen(default, options), options)


def _chosen(default, options):
    return default if options["rtol"] is None else (options["rtol"], options["atol"])


def _scalar_difference(actual, expected, rtol, atol, options):
    if actual == expected or (options["equal_nan"] and actual != actual and expected != expected):
        return None
    gap = abs(actual - expected)
    if gap < float("inf") and gap <= atol + rtol * abs(expected):
        return None
    share = gap / abs(expected) if expected else float("inf")
    exact = rtol == 0 and atol == 0
    limits = ("", "") if exact else (f" (up to {atol} allowed)", f" (up to {rtol} allowed)")
    return (
        f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {gap}{limits[0]}\nRelative difference: {share}{limits[1]}"
    )


def _tensor_difference(actual, expected, options):
    for name in ("shape", "layout", "device", "dtype", "stride()"):
        first, second = (t.stride() if name == "stride()" else getattr(t, name) for t in (actual, expected))
        if options.get(name, True) and first != second:
            return f"The values for attribute '{name}' do not match: {first} != {second}."
    tolerances = [_TOLERANCES.get(t.dtype.name, (0.0, 0.0)) for t in (actual, expected)]
    rtol, atol = _chosen((max(t[0] for t in tolerances), max(t[1] for t in tolerances)), options)
    common = promote_types(actual.dtype, expected.dtype)
    a, b = (t.detach().to_dense().cpu().to(common) for t in (actual, expected))
    if not a.ndim:
        return _scalar_difference(a.item(), b.item(), rtol, atol, options)
    same = a.isclose(b, rtol, atol, equal_nan=options["equal_nan"])
    return None if same.all() else _told(a, b, same, rtol, atol)


def _told(actual, expected, same, rtol, atol):
    """The words for tensors of which some elements differ."""
    if not (actual.is_floating_point() or actual.is_complex()):
        actual, expected = actual.long(), expected.long()
    exact = rtol == 0 and atol == 0
    bad, count = int((~same).sum()), same.numel()
    lines = [f"Tensor-likes are not {'equal' if exact else 'close'}!\n",
             f"Mismatched elements: {bad} / {count} ({100 * bad / count:.1f}%)"]
    gaps = (actual - expected).abs()
    for name, values, limit in (("absolute", gaps, atol), ("relative", gaps / expected.abs(), rtol)):
        values = values.masked_fill(same, 0).reshape(-1)
        worst = int(values.argmax())
        place = tuple(int(i) for i in np.unravel_index(worst, tuple(same.shape)))
        allowed = "" if exact else f" (up to {limit} allowed)"
        lines.append(f"Greatest {name} difference: {values[worst].item()} at index {place}{allowed}")
    return "\n".join(lines)


def make_tensor(*shape, dtype, device="cpu", low=None, high=None, requires_grad=False, exclude_zero=False):
    """A random tensor for a test.

    Args:
        shape (ints): its shape
        dtype (dtype): its dtype
        device (device or str): where
        low, high (float): the range; by the dtype when not given
        requires_grad (bool): record what is done to it
        exclude_zero (bool): put the smallest number in the place of each zero
    """
    from th.tensor import empty, finfo, randint

    shape = tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    dtype = dtypes.to_dtype(dtype)
    defaults = {dtypes.BOOL: (0, 2), dtypes.INTEGRAL: (-9 if dtype.is_signed else 0, 10)}
    least, most = defaults.get(dtype.kind, (-9.0, 9.0))
    low, high = least if low is None else low, most if high is None else high
    if dtype.kind in defaults:
        made = randint(int(np.ceil(low)), int(np.ceil(high)), shape, dtype=dtype, device=device)
    elif dtype.is_complex:
        made = empty((*shape, 2), dtype=dtype.to_real(), device=device).uniform_(float(low), float(high))
        made = made[..., 0] + made[..., 1] * 1j
    else:
        made = empty(shape, dtype=dtype, device=device).uniform_(float(low), float(high))
    if exclude_zero:
        made = made.masked_fill(made == 0, 1 if dtype.kind in defaults else finfo(dtype).tiny)
    return made.requires_grad_() if requires_grad else made

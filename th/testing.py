"""Comparing tensors in tests."""

import numpy as np

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.devices import to_host
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
        check_device, check_dtype, check_stride (bool): compare these too
        msg (str or callable): the text of the error, or what makes it of the usual one
    Raises:
        AssertionError: when they differ
    Example:
        >>> torch.testing.assert_close(torch.tensor(1.0), torch.tensor(1.0 + 1e-7))
    """
    if (rtol is None) != (atol is None):
        raise ArgumentError(f"rtol and atol must both be specified or both be unspecified, not rtol={rtol} and atol={atol}")
    options = {"rtol": rtol, "atol": atol, "equal_nan": equal_nan, "device": check_device, "dtype": check_dtype,
               "stride": check_stride}
    problem = _difference(actual, expected, options)
    if problem is not None:
        raise AssertionError(problem if msg is None else msg(problem) if callable(msg) else msg)


def _difference(actual, expected, options, place=""):
    """What is not the same, None when all is."""
    at = f"\nThe failure occurred for item {place}" if place else ""
    if isinstance(actual, dict) and isinstance(expected, dict):
        if actual.keys() != expected.keys():
            return f"The keys of the mappings do not match: {sorted(actual)} and {sorted(expected)}{at}"
        pairs = [(f"{place}[{key!r}]", actual[key], expected[key]) for key in actual]
    elif isinstance(actual, list | tuple) and isinstance(expected, list | tuple):
        if len(actual) != len(expected):
            return f"The length of the sequences mismatch: {len(actual)} != {len(expected)}{at}"
        pairs = [(f"{place}[{n}]", a, b) for n, (a, b) in enumerate(zip(actual, expected, strict=True))]
    else:
        found = _array_difference(actual, expected, options)
        return None if found is None else found + at
    return next((d for p, a, b in pairs if (d := _difference(a, b, options, p)) is not None), None)


def _array_difference(actual, expected, options):
    if isinstance(actual, Tensor) != isinstance(expected, Tensor):
        return f"{type(actual).__name__} and {type(expected).__name__} cannot be compared"
    if isinstance(actual, Tensor):
        for name, differs in (("shape", actual.shape != expected.shape),
                              ("dtype", options["dtype"] and actual.dtype != expected.dtype),
                              ("device", options["device"] and actual.device != expected.device),
                              ("stride", options["stride"] and actual.stride() != expected.stride())):
            if differs:
                first, second = (getattr(t, name)() if name == "stride" else getattr(t, name) for t in (actual, expected))
                return f"The values for attribute '{name}' do not match: {first} != {second}."
    rtol, atol = _tolerances(actual, expected, options)
    a, b = (np.asarray(to_host(v._array) if isinstance(v, Tensor) else v) for v in (actual, expected))
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    a, b = (v.astype(wide) if v.dtype.kind not in "iub" else v for v in (a, b))
    with np.errstate(all="ignore"):
        bad = ~np.isclose(a, b, rtol, atol, equal_nan=options["equal_nan"])
    if not bad.any():
        return None
    gap = np.abs(a.astype(wide) - b.astype(wide))
    kind = "Tensor-likes" if isinstance(actual, Tensor) else "Scalars"
    if gap.ndim == 0:
        return f"{kind} are not close!\n\nExpected {expected} but got {actual}.\nAbsolute difference: {gap} (up to {atol} allowed)"
    worst = np.unravel_index(np.nanargmax(np.where(bad, np.nan_to_num(gap, nan=np.inf), -1)), gap.shape)
    return (
        f"{kind} are not close!\n\nMismatched elements: {bad.sum()} / {bad.size} ({100 * bad.mean():.1f}%)\n"
        f"Greatest absolute difference: {gap[worst]} at index {tuple(map(int, worst))} (up to {atol} allowed)\n"
        f"Relative tolerance: {rtol}"
    )


def _tolerances(actual, expected, options):
    if options["rtol"] is not None:
        return options["rtol"], options["atol"]
    if isinstance(actual, Tensor):
        found = [_TOLERANCES.get(t.dtype.name, (0.0, 0.0)) for t in (actual, expected)]
        return max(f[0] for f in found), max(f[1] for f in found)
    kinds = {type(actual), type(expected)}
    return (1e-7, 1e-7) if kinds & {float, complex} or any(isinstance(v, np.floating) for v in (actual, expected)) else (0.0, 0.0)


def make_tensor(*shape, dtype, device="cpu", low=None, high=None, requires_grad=False):
    """A random tensor for a test.

    Args:
        shape (ints): its shape
        dtype (dtype): its dtype
        device (device or str): where
        low, high (float): the range; by the dtype when not given
        requires_grad (bool): record what is done to it
    """
    from th.tensor import empty

    shape = tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    kind = dtypes.to_dtype(dtype).kind
    defaults = {dtypes.BOOL: (0, 2), dtypes.INTEGRAL: (-9 if dtype.is_signed else 0, 10)}
    least, most = defaults.get(kind, (-9.0, 9.0))
    low, high = least if low is None else low, most if high is None else high
    made = empty(shape, dtype=dtypes.float64).uniform_(float(low), float(high))
    made = (made.floor() if kind in defaults else made).to(dtype=dtype, device=device)
    return made.requires_grad_() if requires_grad else made

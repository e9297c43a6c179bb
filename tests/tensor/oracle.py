"""Running the samples of PyTorch's OpInfo database on both sides.

Nothing here imports PyTorch at load: `op_infos()` does, and the tests that use it are marked `oracle`.
"""

import itertools
import warnings

import numpy as np

import th
from th.tensor import dtypes
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["DTYPES", "Unconvertible", "differences", "function_of", "gradients", "identifier", "op_infos", "ours", "samples",
           "seed_of", "supports"]

DTYPES = ("float32", "float64", "int64", "bool", "complex128")
# (relative, absolute), as PyTorch's own tests use them.
TOLERANCE = {"float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7), "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7),
             "float16": (1e-3, 1e-3)}


class Unconvertible(Exception):
    """An argument that has no counterpart here: a sparse tensor, a memory format."""


def op_infos():
    """PyTorch's OpInfo database."""
    import torch

    torch.set_num_threads(1)  # the samples are small
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal import common_utils
        from torch.testing._internal.common_methods_invocations import op_db
        from torch.testing._internal.opinfo import core
    for module in (common_utils, core):  # it walks pytest's stack for each sample to find the test's name: 0.3 s
        module.extract_test_fn = lambda: None
    return op_db


# OpInfos whose callable is not just what their name says.
_CALLS = {
    "einsum": lambda tensors, equation: th.einsum(equation, tensors),
    "linalg.lstsq-grad_oriented": lambda a, b, driver: th.linalg.lstsq(a, b, driver=driver)[:2],
    "linalg.pinv-singular": lambda a, b: th.linalg.pinv(a @ b.mT),
    "normal-number_mean": lambda std, mean, *size, **settings: th.normal(mean, std, *size, **settings),
    "rand_like": lambda x, **settings: th.randn_like(x, **settings),
    "nn.functional.embedding": lambda weight, index, **settings: th.nn.functional.embedding(index, weight, **settings),
    "nn.functional.embedding_bag": lambda weight, index, *args, **settings: th.nn.functional.embedding_bag(
        index, weight, *args, **settings),
    "normal-in_place": lambda x, *args: x.clone().normal_(*args),
    "pca_lowrank": lambda a, b, **settings: th.pca_lowrank(a @ b.mT, **settings),
    "svd_lowrank": lambda a, b, **settings: th.svd_lowrank(a @ b.mT, **settings),
    "polygamma": lambda x, n, **settings: th.polygamma(n, x, **settings),
    "special.polygamma": lambda x, n, **settings: th.special.polygamma(n, x, **settings),
    "where": lambda x, condition, other, **settings: th.where(condition, x, other, **settings),
    "zero_": lambda x: x.clone().zero_(),
}


def identifier(info):
    """The name of an OpInfo and its variant."""
    return info.name + (f"-{info.variant_test_name}" if info.variant_test_name else "")


def seed_of(info):
    """The seed that an OpInfo's callable sets itself, or the tests' own."""
    return 42 if "wrapper_set_seed" in getattr(getattr(info.op, "__code__", None), "co_names", ()) else 0


def function_of(info):
    """What `th` has for an OpInfo; None where there is nothing."""
    name = info.name
    if _named(name) is None:
        return None
    return _CALLS.get(identifier(info)) or _CALLS.get(name) or _named(name)


def _named(name):
    found = th
    for part in name.split("."):
        found = getattr(found, part, None)
        if found is None:
            break
    if callable(found) and not isinstance(found, type):
        return found
    if "." in name:
        return None
    attribute = getattr(Tensor, name, None)
    if isinstance(attribute, property):
        return lambda x: getattr(x, name)
    return attribute


def ours(value):
    """One of PyTorch's values as ours."""
    import torch

    if isinstance(value, torch.Tensor):
        return _our_tensor(torch, value)
    if isinstance(value, torch.dtype):
        return _our_dtype(value)
    if isinstance(value, torch.device):
        return th.device(str(value))
    if isinstance(value, torch.layout | torch.memory_format):
        if value in (torch.strided, torch.contiguous_format, torch.preserve_format):
            return getattr(th, str(value).removeprefix("torch."), None)
        raise Unconvertible(str(value))
    if type(value).__name__ == "LinearCrossEntropyOptions":
        return th.nn.LinearCrossEntropyOptions(**ours({f: getattr(value, f) for f in value.__dataclass_fields__}))
    if isinstance(value, torch.nn.Module):
        raise Unconvertible(type(value).__name__)
    if isinstance(value, torch.Size):
        return th.Size(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple([ours(v) for v in value])
    if isinstance(value, list):
        return [ours(v) for v in value]
    if isinstance(value, dict):
        return {k: ours(v) for k, v in value.items()}
    if isinstance(value, slice):
        return slice(ours(value.start), ours(value.stop), ours(value.step))
    return value


def _our_dtype(value):
    name = str(value).removeprefix("torch.")
    if name not in dtypes._BY_NAME:
        raise Unconvertible(name)
    return dtypes._by_name(name)


def _our_tensor(torch, value):
    if value.layout is not torch.strided or value.is_quantized:
        raise Unconvertible(str(value.layout))
    _our_dtype(value.dtype)
    source = value.detach().resolve_conj().resolve_neg()
    if source.dtype is torch.bfloat16:
        return _our_tensor(torch, source.float()).bfloat16().requires_grad_(value.requires_grad)
    if source.untyped_storage().nbytes() > source.numel() * source.itemsize:  # a part of some memory, as a part of a copy of it
        memory = th.from_numpy(torch.empty(0, dtype=source.dtype).set_(source.untyped_storage()).numpy().copy())
        part = th.as_strided(memory, source.shape, source.stride(), source.storage_offset())
        return part.detach().requires_grad_(value.requires_grad)
    array = source.numpy()
    copy = np.lib.stride_tricks.as_strided(array, array.shape, array.strides).copy(order="K")
    out = new_tensor(copy if copy.strides == array.strides else array.copy())
    return out.requires_grad_() if value.requires_grad else out


def supports(info, dtype):
    """True when PyTorch's op has a meaning in this dtype."""
    import torch

    return getattr(torch, dtype) in info.supported_dtypes("cpu")


def samples(info, dtype, limit, requires_grad=False):
    """Up to `limit` SampleInputs of an OpInfo."""
    import torch

    if not supports(info, dtype):
        return []
    wanted = getattr(torch, dtype)
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(itertools.islice(info.sample_inputs("cpu", wanted, requires_grad=requires_grad), limit))


def differences(actual, expected, where="result", exact=True, noise=1):
    """What differs between our result and PyTorch's, as texts; `noise` stretches the absolute tolerance."""
    import torch

    if isinstance(expected, torch.Tensor):
        return _tensor_differences(torch, actual, expected, where, exact, noise)
    if isinstance(expected, tuple | list):
        if not isinstance(actual, tuple | list) or len(actual) != len(expected):
            return [f"{where}: {type(actual).__name__} of {_length(actual)} for {type(expected).__name__} of {len(expected)}"]
        fields = getattr(expected, "_fields", None) or [
            n for n in dir(expected) if not n.startswith("_") and n not in dir(tuple)] if type(expected) not in (tuple, list) else []
        missing = [f for f in fields if not hasattr(actual, f) and not f.startswith("n_")]
        found = [f"{where}: no field {missing}"] if missing else []
        for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
            found += differences(a, e, f"{where}[{i}]", exact, noise)
        return found
    if isinstance(expected, torch.dtype | torch.Size):
        return [] if str(actual) == str(expected) else [f"{where}: {actual} for {expected}"]
    if isinstance(expected, float):
        return [] if np.isclose(actual, expected, 1e-6, equal_nan=True) else [f"{where}: {actual} for {expected}"]
    return [] if actual == expected else [f"{where}: {actual!r} for {expected!r}"]


def _length(value):
    return len(value) if hasattr(value, "__len__") else "no length"


def _tensor_differences(torch, actual, expected, where, exact, noise):
    if not isinstance(actual, Tensor):
        return [f"{where}: {type(actual).__name__} for a tensor"]
    if expected.layout is not torch.strided:
        if str(actual.layout) != str(expected.layout):
            return [f"{where}: layout {actual.layout} for {expected.layout}"]
        return _tensor_differences(torch, actual.to_dense(), expected.to_dense(), where, exact, noise)
    if str(actual.dtype) != str(expected.dtype):
        return [f"{where}: dtype {actual.dtype} for {expected.dtype}"]
    if tuple(actual.shape) != tuple(expected.shape):
        return [f"{where}: shape {tuple(actual.shape)} for {tuple(expected.shape)}"]
    if not exact:
        return []
    left = actual.detach().numpy()
    right = expected.detach().resolve_conj().resolve_neg()
    if right.dtype is torch.bfloat16:
        left, right = left.astype("float32"), right.float()
    right = right.numpy()
    relative, absolute = TOLERANCE.get(str(expected.dtype).removeprefix("torch."), (0, 0))
    if right.size and right.dtype.kind in "fc":  # what a sum loses goes with its largest terms
        largest = np.abs(right[np.isfinite(right)]).max(initial=0)
        absolute = max(absolute, min(relative * 3, 1e-9 if relative < 1e-6 else 1) * largest)
    close = np.isclose(left, right, relative, absolute * noise, equal_nan=True)
    if close.all():
        return []
    place = tuple(np.argwhere(~close)[0])
    return [f"{where}: {left[place]} for {right[place]} at {list(map(int, place))}, {int((~close).sum())} of {close.size} differ"]


def gradients(library, result, leaves, second):
    """[first derivatives, second derivatives] of a fixed combination of the results, None where there is none.

    `library` is torch or th: the same lines run in both.
    """
    outputs = [o for o in _tensors(library, result) if o.requires_grad]
    if not outputs or not leaves:
        return []
    total = sum(_weighted(library, o, 1) for o in outputs)
    first = library.autograd.grad(total, leaves, create_graph=second, allow_unused=True)
    found = [tuple(first)]
    if second:
        again = [_weighted(library, g, 2) for g in first if g is not None and g.requires_grad]
        if again:
            found.append(tuple(library.autograd.grad(sum(again), leaves, allow_unused=True)))
    return found


def _tensors(library, value):
    if isinstance(value, library.Tensor):
        return [value]
    if isinstance(value, tuple | list):
        return [t for v in value for t in _tensors(library, v)]
    return []


def _weighted(library, tensor, seed):
    """The real inner product with fixed weights."""
    shape = tuple(tensor.shape)
    weights = np.random.RandomState(seed).uniform(0.5, 1.5, shape)
    if tensor.is_complex():
        weights = weights * np.exp(1j)
        product = (tensor * library.from_numpy(np.asarray(weights))).sum()
        return product.real
    return (tensor * library.from_numpy(np.asarray(weights))).sum()

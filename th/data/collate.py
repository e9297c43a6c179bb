"""From a list of samples to a batch."""

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence

import numpy as np

from th.errors import ArgumentTypeError, ShapeError
from th.tensor import as_tensor, float64, stack, tensor
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["collate", "default_collate", "default_collate_fn_map", "default_convert"]


def _is_named_tuple(value):
    return isinstance(value, tuple) and hasattr(value, "_fields")


def _is_text_array(array):
    return array.dtype.kind in "SUO"


def _refused(kind):
    return ArgumentTypeError(
        f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}; "
        "give the DataLoader a `collate_fn` of your own"
    )


def collate(batch, *, collate_fn_map=None):
    """One batch of a list of samples, by the type of the first.

    Args:
        batch (list): samples of one structure
        collate_fn_map (dict): for some types, ``f(batch, collate_fn_map=...)``
    Raises:
        ArgumentTypeError: when there is no rule for the type
        ShapeError: when sequences differ in length
    """
    first = batch[0]
    kinds = collate_fn_map or {}
    found = kinds.get(type(first)) or next((f for kind, f in kinds.items() if isinstance(first, kind)), None)
    if found is not None:
        return found(batch, collate_fn_map=collate_fn_map)
    if isinstance(first, Mapping):
        parts = {key: collate([sample[key] for sample in batch], collate_fn_map=collate_fn_map) for key in first}
        return _like_mapping(first, parts)
    if not isinstance(first, Sequence):
        raise _refused(type(first))
    if any(len(sample) != len(first) for sample in batch):
        raise ShapeError(
            f"each element in list of batch should be of equal size; lengths {sorted({len(s) for s in batch})}"
        )
    parts = [collate(samples, collate_fn_map=collate_fn_map) for samples in zip(*batch, strict=True)]
    if _is_named_tuple(first):
        return type(first)(*parts)
    return parts if isinstance(first, tuple) else _like_sequence(first, parts)


def _like_mapping(first, parts):
    try:
        if isinstance(first, MutableMapping):
            made = copy.copy(first)
            made.update(parts)
            return made
        return type(first)(parts)
    except TypeError:
        return parts


def _like_sequence(first, parts):
    try:
        if isinstance(first, MutableSequence):
            made = copy.copy(first)
            made[:] = parts
            return made
        return type(first)(parts)
    except TypeError:
        return parts


def _joined(batch):
    """The batch in one array call, None where tensors differ, are on the tape or on a GPU (a third of `stack`'s time)."""
    arrays = [t._array for t in batch]
    first = arrays[0]
    shape, dtype = first.shape, first.dtype
    if not shape or any(
        t._node is not None or a.__class__ is not np.ndarray or a.shape != shape or a.dtype != dtype
        for t, a in zip(batch, arrays, strict=True)
    ):
        return None
    return new_tensor(np.concatenate(arrays).reshape(len(arrays), *shape))


def _collate_tensors(batch, *, collate_fn_map=None):
    joined = _joined(batch)
    if joined is not None:
        return joined
    try:
        return stack(batch, 0)
    except ShapeError as err:
        shapes = sorted({tuple(t.shape) for t in batch})
        raise ShapeError(
            f"{err}; samples of one batch must have one shape, these have {shapes[:4]}: pad or resize them, or give the "
            "DataLoader a `collate_fn`"
        ) from None


def _collate_arrays(batch, *, collate_fn_map=None):
    if _is_text_array(batch[0]):
        raise _refused(batch[0].dtype)
    return collate([as_tensor(array) for array in batch], collate_fn_map=collate_fn_map)


def _collate_numpy_numbers(batch, *, collate_fn_map=None):
    return as_tensor(np.asarray(batch))


def _collate_floats(batch, *, collate_fn_map=None):
    return tensor(batch, dtype=float64)


def _collate_ints(batch, *, collate_fn_map=None):
    return tensor(batch)


def _collate_texts(batch, *, collate_fn_map=None):
    return batch


default_collate_fn_map = {
    Tensor: _collate_tensors,
    np.ndarray: _collate_arrays,
    (np.bool_, np.number, np.object_): _collate_numpy_numbers,
    float: _collate_floats,
    int: _collate_ints,
    str: _collate_texts,
    bytes: _collate_texts,
}


def default_collate(batch):
    """One batch of a list of samples: tensors are stacked, numbers become tensors, containers keep their form.

    Args:
        batch (list): samples of one structure
    Raises:
        ArgumentTypeError: when a sample holds something else than tensors, arrays, numbers, texts and containers of them
        ShapeError: when tensors or sequences of the samples differ in size
    Example:
        >>> data.default_collate([(0, {"x": 1.0}), (1, {"x": 3.0})])
        [tensor([0, 1]), {'x': tensor([1., 3.], dtype=torch.float64)}]
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)


def default_convert(data):
    """The same structure with its numpy arrays and numbers as tensors; what a loader does without batches.

    Example:
        >>> data.default_convert((0, np.array([0, 1])))
        [0, tensor([0, 1])]
    """
    if isinstance(data, np.ndarray):
        return data if _is_text_array(data) else as_tensor(data)
    if isinstance(data, np.generic):
        return data if isinstance(data, np.str_ | np.bytes_) else as_tensor(data)
    if isinstance(data, Mapping):
        return _like_mapping(data, {key: default_convert(value) for key, value in data.items()})
    if _is_named_tuple(data):
        return type(data)(*map(default_convert, data))
    if isinstance(data, tuple):
        return [default_convert(value) for value in data]
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _like_sequence(data, [default_convert(value) for value in data])
    return data

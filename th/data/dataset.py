"""Datasets: things with a length and numbered samples, or streams of samples."""

import bisect
import itertools
import math
import warnings
from typing import Generic, TypeVar

from th.errors import ArgumentError, ArgumentTypeError, DimensionError
from th.tensor import randperm
from th.tensor.random import default_generator
from th.tensor.tensor import Tensor

__all__ = ["ChainDataset", "ConcatDataset", "Dataset", "IterableDataset", "StackDataset", "Subset", "TensorDataset",
           "collated", "random_split"]

Sample = TypeVar("Sample", covariant=True)


class Dataset(Generic[Sample]):
    """Samples with numbers: a subclass defines ``__getitem__(index)``, and ``__len__()`` for most samplers.

    Example:
        >>> class Squares(data.Dataset):
        ...     def __len__(self):
        ...         return 4
        ...     def __getitem__(self, index):
        ...         return index * index
        >>> list(data.DataLoader(Squares(), batch_size=2))
        [tensor([0, 1]), tensor([4, 9])]
    """

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} is a Dataset without __getitem__; define it")

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset[Sample]):
    """A stream of samples: a subclass defines ``__iter__()``.

    With worker processes every worker iterates over its own copy; `get_worker_info` tells them apart.

    Example:
        >>> class Count(data.IterableDataset):
        ...     def __iter__(self):
        ...         return iter(range(3))
        >>> list(data.DataLoader(Count(), batch_size=2))
        [tensor([0, 1]), tensor([2])]
    """

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__} is an IterableDataset without __iter__; define it")

    def __add__(self, other):
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple]):
    """Tensors of one length side by side; sample i is the tuple of their i-th rows.

    Args:
        tensors (Tensors): the first dimension is the samples
    Raises:
        ArgumentError: when the tensors differ in length
    Example:
        >>> pairs = data.TensorDataset(torch.arange(3), torch.eye(3))
        >>> pairs[1]
        (tensor(1), tensor([0., 1., 0.]))
    """

    def __init__(self, *tensors):
        for tensor in tensors:
            if not isinstance(tensor, Tensor):
                raise ArgumentTypeError(f"TensorDataset takes tensors, not {type(tensor).__name__}")
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            raise ArgumentError(f"Size mismatch between tensors: lengths {[t.size(0) for t in tensors]}")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)

    def _collated(self, indices):
        """The batch that `default_collate` would make of these samples: one indexing for each tensor."""
        return [tensor[indices] for tensor in self.tensors]


class StackDataset(Dataset):
    """Datasets of one length side by side; sample i holds the i-th sample of each.

    Args:
        args (Datasets): samples are tuples
        kwargs (Datasets): samples are dicts
    Example:
        >>> data.StackDataset(image=[1, 2], label=["a", "b"])[1]
        {'image': 2, 'label': 'b'}
    """

    def __init__(self, *args, **kwargs):
        if bool(args) == bool(kwargs):
            raise ArgumentError(
                "Supported either `tuple`- (via `args`) or `dict`- (via `kwargs`) like input/output, but both or none "
                "were given; write StackDataset(a, b) or StackDataset(x=a, y=b)"
            )
        self.datasets = args or kwargs
        lengths = {len(d) for d in self._parts()}
        if len(lengths) > 1:
            raise ArgumentError(f"Size mismatch between datasets: lengths {[len(d) for d in self._parts()]}")
        self._length = lengths.pop()

    def _parts(self):
        return self.datasets.values() if isinstance(self.datasets, dict) else self.datasets

    def __getitem__(self, index):
        if isinstance(self.datasets, dict):
            return {key: dataset[index] for key, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __getitems__(self, indices):
        """The samples of these numbers, as a list."""
        return [self[i] for i in indices]

    def __len__(self):
        return self._length


class ConcatDataset(Dataset[Sample]):
    """Datasets one after the other.

    Args:
        datasets (sequence of Dataset): the parts; ``a + b`` makes the same
    Example:
        >>> data.ConcatDataset([[1, 2], [3]])[2]
        3
    """

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise ArgumentError("datasets should not be an empty iterable")
        for dataset in self.datasets:
            if isinstance(dataset, IterableDataset):
                raise ArgumentTypeError("ConcatDataset does not support IterableDataset; use ChainDataset")
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx):
        length = len(self)
        if idx < 0:
            if -idx > length:
                raise ArgumentError(f"absolute value of index should not exceed dataset length: {idx} of {length}")
            idx += length
        if idx >= length:
            raise DimensionError(f"index {idx} is out of range for a dataset of {length} samples")
        part = bisect.bisect_right(self.cumulative_sizes, idx)
        before = self.cumulative_sizes[part - 1] if part else 0
        return self.datasets[part][idx - before]


class ChainDataset(IterableDataset):
    """Streams one after the other.

    Args:
        datasets (iterable of IterableDataset): the parts; ``a + b`` makes the same
    """

    def __init__(self, datasets):
        self.datasets = datasets

    def _checked(self):
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise ArgumentTypeError(f"ChainDataset only supports IterableDataset, not {type(dataset).__name__}")
            yield dataset

    def __iter__(self):
        for dataset in self._checked():
            yield from dataset

    def __len__(self):
        return sum(len(dataset) for dataset in self._checked())


class Subset(Dataset[Sample]):
    """Some samples of a dataset.

    Args:
        dataset (Dataset): the whole
        indices (sequence of int): which samples, in this order
    Example:
        >>> list(data.Subset("abcd", [3, 0]))
        ['d', 'a']
    """

    def __init__(self, dataset, indices):
        cls = type(self)
        if cls.__getitem__ is not Subset.__getitem__ and cls.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(
                f"{cls.__name__} overrides __getitem__ but not __getitems__, which DataLoader calls; add "
                "def __getitems__(self, indices): return [self[i] for i in indices]"
            )
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, idx):
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __getitems__(self, indices):
        """The samples of these numbers, as a list."""
        wanted = [self.indices[i] for i in indices]
        together = getattr(self.dataset, "__getitems__", None)
        return together(wanted) if callable(together) else [self.dataset[i] for i in wanted]

    def __len__(self):
        return len(self.indices)

    def _collated(self, indices):
        """The batch that `default_collate` would make of these samples, None when the dataset knows no short way."""
        return collated(self.dataset, [self.indices[i] for i in indices])


def collated(dataset, indices):
    """What `default_collate` would make of the samples `indices`, where the dataset can do that at once; else None."""
    shortcut = getattr(dataset, "_collated", None)
    if shortcut is None:
        return None
    cls = type(dataset)
    owner = next(c for c in cls.__mro__ if "_collated" in vars(c))
    if cls.__getitem__ is not owner.__getitem__ or getattr(cls, "__getitems__", None) is not getattr(
            owner, "__getitems__", None):
        return None  # a subclass that changed what a sample is
    return shortcut(indices)


def random_split(dataset, lengths, generator=default_generator):
    """Splits a dataset at random into parts without common samples.

    Args:
        dataset (Dataset): the whole
        lengths (sequence): the sizes of the parts, or fractions that add up to 1
        generator (Generator): what to draw from
    Returns:
        list of Subset
    Raises:
        ArgumentError: when the lengths do not add up
    Example:
        >>> [len(part) for part in data.random_split(range(10), [0.7, 0.3])]
        [7, 3]
    """
    total = sum(lengths)
    if math.isclose(total, 1) and total <= 1:
        lengths = _from_fractions(len(dataset), lengths)
    if sum(lengths) != len(dataset):
        raise ArgumentError(
            "Sum of input lengths does not equal the length of the input dataset! "
            f"`lengths` (={list(lengths)}) add up to {sum(lengths)}, the dataset has {len(dataset)} samples"
        )
    indices = randperm(len(dataset), generator=generator).tolist()
    ends = itertools.accumulate(lengths)
    return [Subset(dataset, indices[end - n:end]) for end, n in zip(ends, lengths, strict=True)]


def _from_fractions(total, fractions):
    for index, fraction in enumerate(fractions):
        if not 0 <= fraction <= 1:
            raise ArgumentError(f"Fraction at index {index} is not between 0 and 1: {fraction}")
    lengths = [math.floor(total * fraction) for fraction in fractions]
    for i in range(total - sum(lengths)):
        lengths[i % len(lengths)] += 1
    for index, length in enumerate(lengths):
        if length == 0:
            warnings.warn(
                f"Length of split at index {index} is 0. This might result in an empty dataset.", stacklevel=3
            )
    return lengths

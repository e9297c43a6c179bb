"""Samplers: in which order, and in which batches, the samples of a dataset are taken."""

import itertools
import math
from typing import Generic, TypeVar

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import as_tensor, empty, float64, int64, multinomial, randint, randperm
from th.tensor.random import Generator

__all__ = ["BatchSampler", "DistributedSampler", "RandomSampler", "Sampler", "SequentialSampler",
           "SubsetRandomSampler", "WeightedRandomSampler", "draw_seed"]

Index = TypeVar("Index", covariant=True)


def draw_seed(generator=None):
    """A seed for a generator of one's own, drawn as PyTorch draws it."""
    return empty((), dtype=int64).random_(generator=generator).item()


def _checked_count(name, value):
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ArgumentError(f"{name} should be a positive integer value, but got {name}={value}")
    return value


class Sampler(Generic[Index]):
    """The base of all samplers: a subclass defines ``__iter__()``, and ``__len__()`` for the length of loaders."""

    def __init__(self, data_source=None):
        pass

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__} is a Sampler without __iter__; define it")


class SequentialSampler(Sampler[int]):
    """0, 1, 2, ... to the end.

    Example:
        >>> list(data.SequentialSampler("abc"))
        [0, 1, 2]
    """

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """All samples in random order, or random samples with replacement; PyTorch's order from the same seed.

    Args:
        data_source (sized): the dataset
        replacement (bool): draw each sample from all
        num_samples (int): how many; all by default
        generator (Generator): what to draw from; by default one with a seed drawn at each pass
    Example:
        >>> _ = torch.manual_seed(0)
        >>> sorted(data.RandomSampler("abcd"))
        [0, 1, 2, 3]
    """

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise ArgumentTypeError(f"replacement should be a boolean value, but got replacement={replacement}")
        _checked_count("num_samples", self.num_samples)

    @property
    def num_samples(self):
        """How many samples a pass has."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        total = len(self.data_source)
        generator = Generator().manual_seed(draw_seed()) if self.generator is None else self.generator
        if self.replacement:
            full, rest = divmod(self.num_samples, 32)
            for count in [32] * full + [rest]:
                yield from randint(total, (count,), dtype=int64, generator=generator).tolist()
            return
        passes, rest = divmod(self.num_samples, total)
        for _ in range(passes):
            yield from randperm(total, generator=generator).tolist()
        yield from randperm(total, generator=generator).tolist()[:rest]

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """The given indices in random order.

    Args:
        indices (sequence of int): which samples
        generator (Generator): what to draw from
    """

    def __init__(self, indices, generator=None):
        self.indices = indices
        self.generator = generator

    def __iter__(self):
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """Samples drawn by weight.

    Args:
        weights (sequence of float): one for each sample; they need not add up to 1
        num_samples (int): how many to draw
        replacement (bool): draw each from all
        generator (Generator): what to draw from
    Example:
        >>> list(data.WeightedRandomSampler([0.0, 1.0], 3))
        [1, 1, 1]
    """

    def __init__(self, weights, num_samples, replacement=True, generator=None):
        _checked_count("num_samples", num_samples)
        if not isinstance(replacement, bool):
            raise ArgumentError(f"replacement should be a boolean value, but got replacement={replacement}")
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.dim() != 1:
            raise ArgumentError(
                f"weights should be a 1d sequence but given weights have shape {tuple(self.weights.shape)}"
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self):
        drawn = multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator)
        yield from drawn.tolist()

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler[list]):
    """The indices of another sampler in lists of one length.

    Args:
        sampler (iterable): the indices
        batch_size (int): how many to a list
        drop_last (bool): leave out a last list that is not full
    Example:
        >>> list(data.BatchSampler(range(5), batch_size=2, drop_last=False))
        [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler, batch_size, drop_last):
        _checked_count("batch_size", batch_size)
        if not isinstance(drop_last, bool):
            raise ArgumentError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        indices = iter(self.sampler)
        while batch := list(itertools.islice(indices, self.batch_size)):
            if len(batch) < self.batch_size and self.drop_last:
                return
            yield batch

    def __len__(self):
        full, rest = divmod(len(self.sampler), self.batch_size)
        return full if self.drop_last or not rest else full + 1


class DistributedSampler(Sampler[int]):
    """This process's share of the samples, the same number for each process.

    Args:
        dataset (Dataset): the whole
        num_replicas (int): how many processes share it
        rank (int): the number of this one
        shuffle (bool): in random order, another one after each `set_epoch`
        seed (int): the same in all processes
        drop_last (bool): leave samples out where the number does not divide, instead of repeating some
    Example:
        >>> list(data.DistributedSampler(range(5), num_replicas=2, rank=1, shuffle=False))
        [1, 3, 0]
    """

    def __init__(self, dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False):
        if num_replicas is None or rank is None:
            raise ArgumentError(
                "`num_replicas` and `rank` must be given: th runs in one process and has no process group to ask"
            )
        if not 0 <= rank < num_replicas:
            raise ArgumentError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.shuffle = shuffle
        self.seed = seed
        self.drop_last = drop_last
        count = math.floor if drop_last else math.ceil
        self.num_samples = count(len(dataset) / num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self):
        if self.shuffle:
            generator = Generator().manual_seed(self.seed + self.epoch)
            indices = randperm(len(self.dataset), generator=generator).tolist()
        else:
            indices = list(range(len(self.dataset)))
        if len(indices) < self.total_size:
            indices = (indices * math.ceil(self.total_size / len(indices)))[: self.total_size]
        return iter(indices[self.rank:self.total_size:self.num_replicas])

    def __len__(self):
        return self.num_samples

    def set_epoch(self, epoch):
        """Makes the next pass shuffle in the order of this epoch."""
        self.epoch = epoch

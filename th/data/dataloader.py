"""DataLoader: batches of a dataset, in order or shuffled, in this process or by workers."""

import functools
import multiprocessing
import os
import warnings
from typing import Generic, TypeVar

from th.data.collate import default_collate, default_convert
from th.data.dataset import IterableDataset
from th.data.fetch import make_fetcher
from th.data.pinning import can_pin, pin_memory
from th.data.sampler import BatchSampler, RandomSampler, SequentialSampler, draw_seed
from th.data.workers import WorkerBatches
from th.errors import ArgumentError, ArgumentTypeError

__all__ = ["DataLoader"]

Batch = TypeVar("Batch", covariant=True)


class _Nothings:
    """The indices of a stream, which has none."""

    def __iter__(self):
        while True:
            yield None


class DataLoader(Generic[Batch]):
    """Iterates over the batches of a dataset.

    Args:
        dataset (Dataset): anything with ``__getitem__`` and ``__len__``, or an `IterableDataset`
        batch_size (int): samples to a batch; None for single samples
        shuffle (bool): in a new random order at each pass
        sampler (iterable of int): the order of the samples, instead of `shuffle`
        batch_sampler (iterable of list): the batches, instead of `batch_size`, `shuffle`, `sampler` and `drop_last`
        num_workers (int): processes that load ahead; 0 loads here when a batch is asked for
        collate_fn (callable): makes a batch of a list of samples; `default_collate` by default
        pin_memory (bool): put batches where a GPU reads fast
        drop_last (bool): leave out a last batch that is not full
        timeout (float): seconds to wait for a worker; 0 waits for ever
        worker_init_fn (callable): called in each worker with its number
        multiprocessing_context (str): "fork", "spawn" or "forkserver"
        generator (Generator): what to draw the order and the workers' seeds from
        prefetch_factor (int): batches each worker loads ahead, 2 by default
        persistent_workers (bool): keep the workers from pass to pass
        in_order (bool): False to take batches as they come from the workers
    Raises:
        ArgumentError: when options exclude each other
    Example:
        >>> loader = data.DataLoader(data.TensorDataset(torch.arange(5)), batch_size=2)
        >>> [batch for (batch,) in loader]
        [tensor([0, 1]), tensor([2, 3]), tensor([4])]
    """

    _ready = False
    _iterator = None
    _context = None

    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0,
                 collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None,
                 multiprocessing_context=None, generator=None, *, prefetch_factor=None, persistent_workers=False,
                 pin_memory_device="", in_order=True):
        _check_worker_options(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.in_order = in_order
        self.generator = generator
        self.persistent_workers = persistent_workers
        if isinstance(dataset, IterableDataset):
            _check_stream_options(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ArgumentError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ArgumentError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
                )
            batch_size, drop_last = None, False
        elif batch_size is None and drop_last:
            raise ArgumentError(
                "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
            )
        self.sampler = self._default_sampler(shuffle) if sampler is None else sampler
        if batch_size is not None:
            batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.batch_sampler = batch_sampler
        if collate_fn is None:
            collate_fn = default_convert if batch_sampler is None else default_collate
        self.collate_fn = collate_fn
        self._length = functools.partial(_length, dataset, self._index_sampler, batch_size, drop_last)
        self._ready = True
        self.check_worker_number_rationality()

    def _default_sampler(self, shuffle):
        if isinstance(self.dataset, IterableDataset):
            return _Nothings()
        return RandomSampler(self.dataset, generator=self.generator) if shuffle else SequentialSampler(self.dataset)

    def __setattr__(self, name, value):
        fixed = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
        if self._ready and name in fixed:
            raise ArgumentError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized; make a new one"
            )
        super().__setattr__(name, value)

    @property
    def multiprocessing_context(self):
        """How the workers are started; None for the machine's usual way."""
        return self._context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context):
        if context is not None and self.num_workers == 0:
            raise ArgumentError(
                "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
                f"num_workers={self.num_workers}"
            )
        if isinstance(context, str):
            methods = multiprocessing.get_all_start_methods()
            if context not in methods:
                raise ArgumentError(
                    f"multiprocessing_context option should specify a valid start method in {methods!r}, but got "
                    f"multiprocessing_context={context!r}"
                )
            context = multiprocessing.get_context(context)
        if context is not None and not isinstance(context, multiprocessing.context.BaseContext):
            raise ArgumentTypeError(
                "multiprocessing_context option should be a valid context object or a string specifying the start "
                f"method, but got multiprocessing_context={context!r}"
            )
        self._context = context

    @property
    def _index_sampler(self):
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def __iter__(self):
        if self.num_workers == 0:
            return _Batches(self)
        if not self.persistent_workers:
            return WorkerBatches(self, draw_seed(self.generator))
        if self._iterator is None or self._iterator.closed:
            self._iterator = WorkerBatches(self, draw_seed(self.generator))
        else:
            self._iterator.restart()
        return self._iterator

    def __len__(self):
        return self._length()

    def check_worker_number_rationality(self):
        """Warns when there are more workers than processors."""
        if not self.num_workers:
            return
        available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        if available is not None and self.num_workers > available:
            warnings.warn(
                f"This DataLoader will create {self.num_workers} worker processes in total. Our suggested max number "
                f"of worker in current system is {available}, which is smaller than what this DataLoader is going to "
                "create. Please be aware that excessive worker creation might get DataLoader running slow or even "
                "freeze, lower the worker number to avoid potential slowness/freeze if necessary.",
                stacklevel=3,
            )


def _length(dataset, index_sampler, batch_size, drop_last):
    """How many batches a pass has."""
    if not isinstance(dataset, IterableDataset):
        return len(index_sampler)
    if batch_size is None:
        return len(dataset)
    return len(dataset) // batch_size if drop_last else -(-len(dataset) // batch_size)


def _check_worker_options(num_workers, timeout, prefetch_factor, persistent_workers):
    if num_workers < 0:
        raise ArgumentError(
            f"num_workers option should be non-negative, not {num_workers}; use num_workers=0 to disable multiprocessing."
        )
    if timeout < 0:
        raise ArgumentError(f"timeout option should be non-negative, not {timeout}")
    if num_workers == 0 and prefetch_factor is not None:
        raise ArgumentError(
            "prefetch_factor option could only be specified in multiprocessing. let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ArgumentError(f"prefetch_factor option should be non-negative, not {prefetch_factor}")
    if persistent_workers and num_workers == 0:
        raise ArgumentError("persistent_workers option needs num_workers > 0")


def _check_stream_options(shuffle, sampler, batch_sampler):
    if shuffle not in (False, None):
        raise ArgumentError(
            f"DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle={shuffle}"
        )
    for name, value in (("sampler", sampler), ("batch_sampler", batch_sampler)):
        if value is not None:
            raise ArgumentError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
            )


class _Batches:
    """One pass over the batches, each loaded when it is asked for."""

    def __init__(self, loader):
        self._indices = iter(loader._index_sampler)
        self._length = loader._length
        in_batches = loader.batch_sampler is not None
        draw_seed(loader.generator)  # PyTorch draws the workers' seed even without workers
        self._fetcher = make_fetcher(loader.dataset, in_batches, loader.collate_fn, loader.drop_last)
        self._pins = loader.pin_memory and can_pin(warn=True)

    def __iter__(self):
        return self

    def __next__(self):
        batch = self._fetcher.fetch(next(self._indices))
        return pin_memory(batch) if self._pins else batch

    def __len__(self):
        return self._length()

"""Getting the samples of one batch out of a dataset."""

from th.data.collate import default_collate
from th.data.dataset import IterableDataset, collated

__all__ = ["make_fetcher"]


class _ByIndex:
    """Batches of a dataset with numbered samples."""

    def __init__(self, dataset, in_batches, collate_fn, drop_last):
        self.dataset, self.in_batches, self.collate_fn = dataset, in_batches, collate_fn

    def fetch(self, wanted):
        """The batch of the indices `wanted`, or the one sample of that index."""
        if not self.in_batches:
            return self.collate_fn(self.dataset[wanted])
        if self.collate_fn is default_collate:
            batch = collated(self.dataset, wanted)
            if batch is not None:
                return batch
        together = getattr(self.dataset, "__getitems__", None)
        return self.collate_fn(together(wanted) if together else self._one_by_one(wanted))

    def _one_by_one(self, wanted):
        samples = []
        try:
            for index in wanted:
                samples.append(self.dataset[index])
        except Exception as err:
            err.add_note(f"while the dataset loaded sample {index}")
            raise
        return samples


class _FromStream:
    """Batches of a stream."""

    def __init__(self, dataset, in_batches, collate_fn, drop_last):
        self.samples = iter(dataset)
        self.in_batches, self.collate_fn, self.drop_last = in_batches, collate_fn, drop_last
        self.ended = False

    def fetch(self, wanted):
        """The next batch, as long as the list `wanted`, or the next sample."""
        if self.ended:
            raise StopIteration
        if not self.in_batches:
            return self.collate_fn(next(self.samples))
        samples = []
        for _ in wanted:
            try:
                samples.append(next(self.samples))
            except StopIteration:
                self.ended = True
                break
        if not samples or (self.drop_last and len(samples) < len(wanted)):
            raise StopIteration
        return self.collate_fn(samples)


def make_fetcher(dataset, in_batches, collate_fn, drop_last):
    """What gets batches out of `dataset`, by index or from a stream."""
    kind = _FromStream if isinstance(dataset, IterableDataset) else _ByIndex
    return kind(dataset, in_batches, collate_fn, drop_last)

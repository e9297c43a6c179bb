"""Datasets and samplers."""

import numpy as np
import pytest

import th
from th import data


class Squares(data.Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, index):
        return index * index


class Count(data.IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))

    def __len__(self):
        return self.n


def test_datasets_join():
    both = Squares() + [10, 11]
    assert [both[i] for i in (0, 5, 6, -1)] == [0, 25, 10, 11]
    assert len(both) == 8
    chain = Count(2) + Count(3)
    assert list(chain) == [0, 1, 0, 1, 2]
    assert len(chain) == 5


def test_tensors_side_by_side():
    pairs = data.TensorDataset(th.arange(3), th.eye(3))
    assert pairs[2][0] == 2
    assert pairs[[0, 2]][1].shape == (2, 3)
    assert len(pairs) == 3


def test_datasets_side_by_side():
    stacked = data.StackDataset([1, 2], "ab")
    assert stacked[1] == (2, "b")
    assert stacked.__getitems__([0, 1]) == [(1, "a"), (2, "b")]
    assert data.StackDataset(n=[1, 2])[0] == {"n": 1}


def test_subsets_and_subclasses_of_them():
    part = data.Subset(Squares(), [5, 1])
    assert [part[0], part[1], len(part)] == [25, 1, 2]
    assert part.__getitems__([1, 0]) == [1, 25]

    class Odd(data.Subset):
        def __getitem__(self, index):
            return "odd"

    with pytest.raises(NotImplementedError, match="__getitems__"):
        Odd(Squares(), [0])


def test_splits_are_disjoint_and_whole():
    parts = data.random_split(range(10), [0.5, 0.3, 0.2], generator=th.Generator().manual_seed(1))
    assert [len(part) for part in parts] == [5, 3, 2]
    assert sorted(i for part in parts for i in part.indices) == list(range(10))
    assert [len(p) for p in data.random_split(range(7), [0.5, 0.5])] == [4, 3]
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        data.random_split(range(2), [0.9, 0.1])


@pytest.mark.parametrize(("make", "text"), [
    (lambda: data.TensorDataset(th.zeros(2), th.zeros(3)), "Size mismatch"),
    (lambda: data.TensorDataset([1]), "takes tensors"),
    (lambda: data.StackDataset([1], [1, 2]), "Size mismatch"),
    (lambda: data.StackDataset(), "none"),
    (lambda: data.ConcatDataset([]), "empty"),
    (lambda: data.ConcatDataset([Count(1)]), "IterableDataset"),
    (lambda: data.ConcatDataset([[1]])[-2], "absolute value"),
    (lambda: data.ConcatDataset([[1]])[1], "out of range"),
    (lambda: list(data.ChainDataset([[1]])), "only supports IterableDataset"),
    (lambda: data.random_split(range(3), [1, 1]), "add up to 2"),
    (lambda: data.random_split(range(3), [-0.5, 1.5]), "not between 0 and 1"),
    (lambda: data.Dataset()[0], "without __getitem__"),
    (lambda: list(data.IterableDataset()), "without __iter__"),
    (lambda: list(data.Sampler()), "without __iter__"),
    (lambda: data.RandomSampler([]), "positive integer"),
    (lambda: data.RandomSampler([1], replacement=1), "boolean"),
    (lambda: data.WeightedRandomSampler([1.0], 0), "positive integer"),
    (lambda: data.WeightedRandomSampler([[1.0]], 1), "1d sequence"),
    (lambda: data.WeightedRandomSampler([1.0], 1, replacement=2), "boolean"),
    (lambda: data.BatchSampler([1], 0, False), "positive integer"),
    (lambda: data.BatchSampler([1], 1, 3), "boolean"),
    (lambda: data.DistributedSampler([1], 2, 2), "Invalid rank"),
    (lambda: data.DistributedSampler([1]), "must be given"),
])
def test_what_is_refused(make, text):
    with pytest.raises((ValueError, TypeError, IndexError, NotImplementedError), match=text):
        make()


def test_shares_of_processes():
    shares = [list(data.DistributedSampler(range(10), 3, rank)) for rank in range(3)]
    assert {len(share) for share in shares} == {4}
    assert set().union(*shares) == set(range(10))
    dropped = [list(data.DistributedSampler(range(10), 3, r, shuffle=False, drop_last=True)) for r in range(3)]
    assert sorted(sum(dropped, [])) == list(range(9))
    sampler = data.DistributedSampler(range(10), 2, 0)
    first = list(sampler)
    sampler.set_epoch(1)
    assert first != list(sampler)


def test_the_digits():
    train, held_out = data.datasets.Digits(), data.datasets.Digits(train=False)
    assert (len(train), len(held_out)) == (1438, 359)
    picture, digit = train[0]
    assert (picture.shape, picture.dtype, digit) == ((1, 8, 8), th.float32, 0)
    assert (train.data.min().item(), train.data.max().item()) == (0.0, 1.0)
    counts = np.bincount(held_out.targets.numpy())
    assert counts.min() >= 20  # every class is held out
    assert train.classes == list("0123456789")
    assert train.class_to_idx["7"] == 7
    shifted = data.datasets.Digits(transform=lambda x: x - 1, target_transform=str)
    assert shifted[0][1] == "0"
    assert shifted[0][0].max() <= 0
    batch, digits = next(iter(data.DataLoader(shifted, 4)))
    assert batch.max() <= 0
    assert digits == ("0", "1", "2", "3")
    assert repr(train).startswith("Dataset Digits\n    Number of datapoints: 1438")


def test_without_scikit_learn_the_digits_say_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        data.datasets.Digits()

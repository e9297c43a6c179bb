"""DataLoader in this process, and the making of batches."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest

import th
from th import data

Point = namedtuple("Point", "x y")


class Stream(data.IterableDataset):
    def __iter__(self):
        return iter(range(5))

    def __len__(self):
        return 5


def as_lists(batches):
    return [b.tolist() if isinstance(b, th.Tensor) else b for b in batches]


def test_batches_of_everything_that_can_be_batched():
    batch = data.default_collate([
        {"t": th.ones(2), "a": np.zeros(2), "n": np.float32(1), "i": 3, "f": 0.5, "s": "x", "b": b"y",
         "list": [1, 2.0], "tuple": (1, "z"), "point": Point(1, th.zeros(1)), "flag": True},
    ] * 2)
    assert batch["t"].tolist() == [[1, 1], [1, 1]]
    assert batch["a"].dtype == th.float64
    assert batch["n"].dtype == th.float32
    assert batch["i"].tolist() == [3, 3]
    assert batch["f"].dtype == th.float64
    assert batch["s"] == ["x", "x"]
    assert batch["b"] == [b"y", b"y"]
    assert as_lists(batch["list"]) == [[1, 1], [2.0, 2.0]]
    assert batch["tuple"][1] == ("z", "z")
    assert isinstance(batch["point"], Point)
    assert batch["point"].y.shape == (2, 1)
    assert batch["flag"].dtype == th.bool
    assert isinstance(data.default_collate([OrderedDict(a=1)]), OrderedDict)


@pytest.mark.oracle
def test_batches_are_pytorchs():
    import torch
    from torch.utils.data import default_collate

    samples = [(0, {"x": 1.0, "y": [1, 2]}, "a", True), (1, {"x": 3.0, "y": [3, 4]}, "b", False)]
    assert repr(data.default_collate(samples)) == repr(default_collate(samples))
    assert repr(data.default_convert((np.ones(2), [np.int64(3)]))) == repr(
        torch.utils.data.default_convert((np.ones(2), [np.int64(3)])))


def test_what_cannot_be_batched():
    with pytest.raises(TypeError, match="found <class 'object'>"):
        data.default_collate([object()])
    with pytest.raises(TypeError, match="found <U1"):
        data.default_collate([np.array(["a"])])
    with pytest.raises(RuntimeError, match="equal size"):
        data.default_collate([[1], [1, 2]])
    with pytest.raises(RuntimeError, match="must have one shape"):
        data.default_collate([th.zeros(2), th.zeros(3)])


def test_conversion_without_batches():
    converted = data.default_convert({"a": [np.ones(2), np.float64(3)], "p": Point(np.zeros(1), "s"), "t": (1, 2)})
    assert isinstance(converted["a"][0], th.Tensor)
    assert converted["a"][1].item() == 3
    assert isinstance(converted["p"].x, th.Tensor)
    assert converted["p"].y == "s"
    assert converted["t"] == [1, 2]
    assert data.default_convert(np.array(["x"])).dtype.kind == "U"


def test_streams():
    assert as_lists(data.DataLoader(Stream(), batch_size=2)) == [[0, 1], [2, 3], [4]]
    assert as_lists(data.DataLoader(Stream(), batch_size=2, drop_last=True)) == [[0, 1], [2, 3]]
    assert list(data.DataLoader(Stream(), batch_size=None)) == [0, 1, 2, 3, 4]
    assert [len(data.DataLoader(Stream(), n, drop_last=d)) for n, d in ((2, False), (2, True), (None, False))] == [3, 2, 5]


def test_samplers_and_batch_samplers_of_the_user():
    assert as_lists(data.DataLoader(range(9), 2, sampler=[8, 3, 1])) == [[8, 3], [1]]
    loader = data.DataLoader(range(9), batch_sampler=[[1], [2, 3]])
    assert as_lists(loader) == [[1], [2, 3]]
    assert len(loader) == 2
    assert loader.batch_size is None


def test_a_collate_function_of_the_user():
    loader = data.DataLoader(range(4), 2, collate_fn=sum)
    assert list(loader) == [1, 5]
    it = iter(loader)
    assert len(it) == 2


def test_all_samples_of_a_batch_may_be_taken_at_once():
    class Together(data.Dataset):
        def __len__(self):
            return 4

        def __getitems__(self, indices):
            return [-i for i in indices]

    assert as_lists(data.DataLoader(Together(), 2)) == [[0, -1], [-2, -3]]


def test_a_subclass_of_tensor_dataset_has_the_last_word():
    class Doubled(data.TensorDataset):
        def __getitem__(self, index):
            return tuple(2 * t for t in super().__getitem__(index))

    assert next(iter(data.DataLoader(Doubled(th.arange(2)), 2)))[0].tolist() == [0, 2]
    subset = data.Subset(Doubled(th.arange(3)), [2])
    assert next(iter(data.DataLoader(subset)))[0].tolist() == [4]
    plain = data.Subset(data.TensorDataset(th.arange(3)), [2, 0])
    assert next(iter(data.DataLoader(plain, 2)))[0].tolist() == [2, 0]


@pytest.mark.parametrize(("options", "text"), [
    ({"num_workers": -1}, "non-negative"),
    ({"timeout": -1}, "timeout"),
    ({"prefetch_factor": 2}, "prefetch_factor"),
    ({"num_workers": 1, "prefetch_factor": -1}, "prefetch_factor"),
    ({"persistent_workers": True}, "needs num_workers"),
    ({"sampler": [0], "shuffle": True}, "mutually exclusive"),
    ({"batch_sampler": [[0]], "batch_size": 2}, "mutually exclusive"),
    ({"batch_size": None, "drop_last": True}, "mutually exclusive"),
    ({"multiprocessing_context": "fork"}, "num_workers > 0"),
    ({"num_workers": 1, "multiprocessing_context": "threads"}, "valid start method"),
    ({"num_workers": 1, "multiprocessing_context": 3}, "valid context object"),
    ({"batch_size": 0}, "positive integer"),
])
def test_options_that_are_refused(options, text):
    with pytest.raises((ValueError, TypeError), match=text):
        data.DataLoader(range(3), **options)


@pytest.mark.parametrize("options", [{"shuffle": True}, {"sampler": [1]}, {"batch_sampler": [[1]]}])
def test_streams_have_no_order_to_choose(options):
    with pytest.raises(ValueError, match="IterableDataset: expected unspecified"):
        data.DataLoader(Stream(), **options)


def test_what_is_fixed_after_the_start():
    loader = data.DataLoader(range(3))
    with pytest.raises(ValueError, match="should not be set after DataLoader is initialized"):
        loader.batch_size = 3
    loader.collate_fn = list
    assert next(iter(loader)) == [0]


def test_too_many_workers_are_warned_of():
    with pytest.warns(UserWarning, match="will create 999 worker processes"):
        data.DataLoader(range(3), num_workers=999)


def test_pinning_needs_a_gpu():
    if th.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.warns(UserWarning, match="no accelerator is found"):
        assert as_lists(data.DataLoader(range(2), pin_memory=True)) == [[0], [1]]


def test_an_error_of_the_dataset_comes_through():
    class Broken(data.Dataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            raise KeyError("no such picture")

    with pytest.raises(KeyError, match="no such picture"):
        next(iter(data.DataLoader(Broken())))

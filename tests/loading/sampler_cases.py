"""Samplers that th and PyTorch must draw alike."""

__all__ = ["SAMPLERS", "drawn_by"]

SAMPLERS = {
    "random": lambda lib, d: list(d.RandomSampler(range(20))),
    "random, more than there are": lambda lib, d: list(d.RandomSampler(range(7), num_samples=17)),
    "with replacement": lambda lib, d: list(d.RandomSampler(range(50), replacement=True, num_samples=40)),
    "own generator": lambda lib, d: list(d.RandomSampler(range(9), generator=lib.Generator().manual_seed(5))),
    "subset": lambda lib, d: list(d.SubsetRandomSampler([5, 3, 8, 1])),
    "weights": lambda lib, d: list(d.WeightedRandomSampler([0.1, 0.2, 0.7], 12)),
    "weights, once each": lambda lib, d: list(d.WeightedRandomSampler([0.1, 0.2, 0.7, 0.4], 3, replacement=False)),
    "batches": lambda lib, d: list(d.BatchSampler(d.RandomSampler(range(7)), 3, False)),
    "processes": lambda lib, d: [list(d.DistributedSampler(range(11), 3, r, drop_last=bool(r))) for r in range(3)],
    "split": lambda lib, d: [list(part.indices) for part in d.random_split(range(11), [0.5, 0.5])],
}


def drawn_by(lib, data, name):
    """What a sampler draws, and what the generator gives afterwards."""
    lib.manual_seed(7)
    return [SAMPLERS[name](lib, data), lib.rand(2).tolist()]

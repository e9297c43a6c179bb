"""Loaders that th and PyTorch must run through alike."""

__all__ = ["CASES", "batches_of"]

CASES = {
    "in order": {"batch_size": 4},
    "shuffled": {"batch_size": 4, "shuffle": True},
    "without batches": {"batch_size": None, "shuffle": True},
    "last one dropped": {"batch_size": 5, "drop_last": True, "shuffle": True},
    "workers": {"batch_size": 3, "shuffle": True, "num_workers": 2},
}


def batches_of(lib, data, **options):
    """Two passes, and what the generator gives afterwards."""
    lib.manual_seed(3)
    pairs = data.TensorDataset(lib.arange(22), lib.arange(44.0).reshape(22, 2))
    loader = data.DataLoader(pairs, **options)
    seen = [[part.tolist() for part in batch] for _ in range(2) for batch in loader]
    seen.append(lib.rand(3).tolist())
    return seen

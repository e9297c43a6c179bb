"""Data: datasets, samplers, collate functions, workers, splits, iterables."""
import random

import numpy as np
import torch
from torch.utils.data import (
    BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, IterableDataset, RandomSampler, SequentialSampler, Subset,
    SubsetRandomSampler, TensorDataset, WeightedRandomSampler, default_collate, get_worker_info, random_split,
)


class Squares(Dataset):
    def __len__(self):
        return 10

    def __getitem__(self, i):
        return {"x": torch.tensor([i, i * i]), "name": f"item{i}", "value": i / 2, "pair": (i, np.float32(i))}


class Counter(IterableDataset):
    def __init__(self, end):
        self.end = end

    def __iter__(self):
        info = get_worker_info()
        return iter(range(self.end)) if info is None else iter(range(info.id, self.end, info.num_workers))


def collate(batch):
    return torch.stack([b["x"] for b in batch]).sum(0), [b["name"] for b in batch]


def seed_worker(worker_id):
    worker_seed = torch.initial_seed() % 2**32
    np.random.seed(worker_seed)
    random.seed(worker_seed)


if __name__ == "__main__":
    torch.manual_seed(0)
    for batch in DataLoader(Squares(), batch_size=4, shuffle=True):
        print(batch)
    for batch in DataLoader(Squares(), batch_size=3, drop_last=True, collate_fn=collate):
        print(batch)
    train, valid, test = random_split(range(10), [0.5, 0.3, 0.2], generator=torch.Generator().manual_seed(42))
    print(list(train), list(valid), test.indices)
    print(list(WeightedRandomSampler([0.1, 0.9, 0.4], 6)), list(SubsetRandomSampler([3, 5, 7])))
    print(list(BatchSampler(SequentialSampler(range(7)), 3, False)), list(RandomSampler(range(5), replacement=True, num_samples=4)))
    g = torch.Generator()
    g.manual_seed(0)
    loader = DataLoader(Squares(), batch_size=2, shuffle=True, num_workers=2, worker_init_fn=seed_worker, generator=g,
                        persistent_workers=True, prefetch_factor=2)
    for epoch in range(2):
        print([batch["x"][:, 0].tolist() for batch in loader])
    print([b.tolist() for b in DataLoader(Counter(7), batch_size=2, num_workers=2)])
    both = ConcatDataset([TensorDataset(torch.arange(3)), TensorDataset(torch.arange(10, 12))])
    print(len(both), both[3], list(Subset(both, [0, 4])), list(ChainDataset([Counter(2), Counter(3)])))
    print(default_collate([(1, "a", 2.0), (3, "b", 4.0)]), len(loader), len(DataLoader(both, batch_size=2)))
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    for inputs, targets in DataLoader(TensorDataset(torch.from_numpy(x), torch.arange(4)), batch_size=2, pin_memory=False):
        print(inputs, targets)
    try:
        DataLoader(Squares(), batch_size=2, sampler=SequentialSampler(range(3)), shuffle=True)
    except ValueError as error:
        print(error)

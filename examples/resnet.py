"""A residual network tells small colour pictures apart, in CIFAR-10's file format.

    th examples/resnet.py [--quick] [--data FOLDER]

He, Zhang, Ren, Sun, 2015. FOLDER is an unpacked cifar-10-binary.tar.gz (cifar-10-batches-bin); without it the script
writes files of the same form with ten kinds of made-up pictures, and reads those.
"""

import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from material import forever, options, report
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

RECORD = 1 + 3 * 32 * 32  # a byte for the class, then the red, green and blue planes
CLASSES = 10


def make(folder, count, seed):
    """Write a training and a test file of coloured stripes under noise; class k has its own slope and tint."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:32, :32] / 32
    for name, records in (("data_batch_1.bin", count), ("test_batch.bin", count // 5)):
        labels = rng.integers(CLASSES, size=records)
        angles = np.pi * labels / CLASSES
        across = np.cos(angles)[:, None, None] * x + np.sin(angles)[:, None, None] * y
        stripes = np.sin(2 * np.pi * (4 * across + rng.random((records, 1, 1))))
        tints = np.stack([np.cos(angles + turn) for turn in (0, 2, 4)], axis=1)[:, :, None, None]
        planes = 128 + 40 * stripes[:, None] + 20 * tints + rng.normal(0, 40, (records, 3, 32, 32))
        pixels = planes.clip(0, 255).astype(np.uint8).reshape(records, -1)
        np.concatenate([labels[:, None].astype(np.uint8), pixels], axis=1).tofile(Path(folder) / name)


def read(folder, pattern):
    """The pictures (n, 3, 32, 32), near 0 with spread near 1, and classes (n,) of all files that match."""
    files = sorted(Path(folder).glob(pattern))
    if not files:
        raise SystemExit(f"there is no {pattern} in {folder}")
    records = np.concatenate([np.fromfile(file, dtype=np.uint8).reshape(-1, RECORD) for file in files])
    pictures = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32))
    return (pictures - 128) / 64, torch.from_numpy(records[:, 0].astype(np.int64))


class Block(nn.Module):
    """Two convolutions, and the way around them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.around = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.around = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        way = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(way)) + self.around(x))


def build(width, depth):
    """CIFAR's ResNet: three stages of `depth` blocks, each stage twice as wide and half as large."""
    layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    inputs = width
    for stage in range(3):
        outputs = width * 2**stage
        for i in range(depth):
            layers.append(Block(inputs, outputs, stride=2 if stage and not i else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, CLASSES))


def train(model, pictures, classes, args):
    """Train by SGD with Nesterov momentum; half of the batches are mirrored where real pictures allow it."""
    loader = DataLoader(TensorDataset(pictures, classes), batch_size=16 if args.quick else 32, shuffle=True)
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, args.steps)
    model.train()
    for step, (x, y) in zip(range(args.steps), forever(loader)):
        if args.data and torch.rand(()) < 0.5:
            x = x.flip(3)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def accuracy(model, pictures, classes):
    """The share of pictures whose class the network names."""
    model.eval()
    right = [(model(x).argmax(dim=1) == y).sum().item() for x, y in zip(pictures.split(100), classes.split(100))]
    return sum(right) / len(classes)


def main():
    args = options(__doc__, steps=600, quick=60, data="")
    with tempfile.TemporaryDirectory() as made:
        if not args.data:
            make(made, 200 if args.quick else 2000, args.seed)
        folder = args.data or made
        training, test = read(folder, "data_batch_*.bin"), read(folder, "test_batch.bin")
    model = build(width=4 if args.quick else 16, depth=1)
    train(model, *training, args)
    print(f"{accuracy(model, *test):.1%} of {len(test[1])} pictures told apart")


if __name__ == "__main__":
    main()

"""LeNet reads handwritten digits, as the first tutorial on MNIST does it.

    th examples/lenet.py [--quick]

LeCun, Bottou, Bengio, Haffner, 1998; for scikit-learn's digits of 8x8, so the filters are 3x3.
"""

import torch
import torch.nn.functional as F
from material import digits, forever, options, report, show
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

try:
    from th import plot
except ImportError:
    plot = None


class LeNet(nn.Module):
    """Two convolutions, each followed by pooling, then three linear layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.dropout = nn.Dropout(0.25)
        self.fc1 = nn.Linear(32 * 2 * 2, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.dropout(torch.flatten(x, 1))
        x = F.relu(self.fc1(x))
        return self.fc3(F.relu(self.fc2(x)))


def train(model, args):
    """Train by AdamW with falling steps; return the losses."""
    loader = DataLoader(TensorDataset(*digits(train=True)), batch_size=64, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=4e-3)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.steps)
    losses = []
    model.train()
    for step, (x, y) in zip(range(args.steps), forever(loader)):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
        report(args, step, loss=losses[-1])
    return losses


@torch.no_grad()
def test(model):
    """Read the held-out digits; return the share read right and the misread pictures."""
    x, y = digits(train=False)
    model.eval()
    read_as = model(x).argmax(dim=1)
    right = read_as == y
    return right.float().mean().item(), x[~right]


def main():
    args = options(__doc__, steps=1500, quick=120)
    model = LeNet()
    print(model)
    losses = train(model, args)
    accuracy, misread = test(model)
    print(f"{accuracy:.1%} of the held-out digits read right")
    if len(misread):
        show(misread[:8], f"{len(misread)} misread", zoom=4)
    if plot is not None and not args.quick:
        plot.plot("loss", losses, "-")
        plot.xlabel("step")
        plot.show()


if __name__ == "__main__":
    main()

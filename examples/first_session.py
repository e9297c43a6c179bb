"""A first session: tensors, a convolution, and a network that reads handwritten digits.

    th examples/first_session.py [--quick]

The same story as notebooks/first_session.ipynb. `import torch` is th here, because th runs the script; the digits come
with scikit-learn (`pip install th[examples]`).
"""

import sys
import time

import torch
from torch import nn, optim
from torch.utils.data import DataLoader

from th import image
from th import plot as gnuplot
from th.data.datasets import Digits

QUICK = "--quick" in sys.argv[1:]
EPOCHS = 1 if QUICK else 20


def look_at_tensors():
    """Make a few tensors and compute with them."""
    a = torch.rand(3, 3)
    print(a)
    print(torch.exp(a))
    print(a @ a.t(), a.sum(), a.max(dim=1), sep="\n")


def look_at_a_convolution():
    """Slide three 3x3 filters over a random picture, and look at shapes and numbers."""
    convolution = nn.Conv2d(1, 3, 3)
    print(convolution)
    picture = torch.rand(1, 16, 16)
    result = convolution(picture)
    print(picture.shape, "->", result.shape)
    print(convolution.weight.shape, convolution.bias)
    # One number of the result by hand: a filter times the patch under it, summed, and the bias.
    by_hand = (convolution.weight[0, 0] * picture[0, :3, :3]).sum() + convolution.bias[0]
    print(result[0, 0, 0], "by hand", by_hand)
    image.display(picture, zoom=2, legend="a random picture")
    image.display(result.detach().unsqueeze(1), nrow=3, padding=1, zoom=2, legend="filtered three times")


def build_network():
    """A LeNet for pictures of 8x8."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 2 * 2, 64),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(64, 10),
    )


def train(network, digits):
    """Train by Adam for EPOCHS passes, each with smaller steps, and return the loss of every step."""
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(network.parameters(), lr=4e-3)
    losses = []
    network.train()
    for epoch in range(EPOCHS):
        for x, y in DataLoader(digits, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            loss = criterion(network(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        optimizer.param_groups[0]["lr"] *= 0.85
        print(f"epoch {epoch + 1:2d}: loss {sum(losses[-40:]) / len(losses[-40:]):.4f}")
    return losses


def read(network, digits):
    """Return the pictures, what they show and what the network reads."""
    x, y = next(iter(DataLoader(digits, batch_size=len(digits))))
    network.eval()
    with torch.no_grad():
        return x, y, network(x).argmax(dim=1)


def show_what_was_learned(network, losses, x, y, read_as):
    """The loss curve, the first layer's filters and the digits that were misread."""
    gnuplot.plot("loss", torch.tensor(losses), "-")
    gnuplot.xlabel("step")
    gnuplot.ylabel("cross entropy")
    gnuplot.show()
    image.display(network[0].weight.detach(), nrow=8, padding=1, zoom=4, legend="the filters of the first layer")
    wrong = read_as != y
    for truth, guess in zip(y[wrong].tolist(), read_as[wrong].tolist(), strict=True):
        print(f"a {truth} was read as {guess}")
    if wrong.any():
        image.display(x[wrong], nrow=8, padding=1, zoom=4, legend="the misread digits")


def main():
    torch.manual_seed(0)
    look_at_tensors()
    look_at_a_convolution()

    network = build_network()
    print(network)
    start = time.perf_counter()
    losses = train(network, Digits(train=True))
    x, y, read_as = read(network, Digits(train=False))
    accuracy = (read_as == y).float().mean().item()
    print(f"{accuracy:.1%} of {len(y)} held-out digits read right after {time.perf_counter() - start:.1f} s")
    show_what_was_learned(network, losses, x, y, read_as)


if __name__ == "__main__":
    main()

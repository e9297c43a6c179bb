"""A picture is painted anew in the manner of another, by optimising its pixels.

    th examples/style.py [--quick] [--picture FILE] [--manner FILE]

Gatys, Ecker, Bethge, 2015. What is compared are the answers of a small convolutional network with random weights that
never learns: Ustyuzhaninov et al., 2016, found that such filters carry texture well enough.
"""

import math

import torch
import torch.nn.functional as F
from material import options, picture, report, show
from torch import nn, optim


class Features(nn.Module):
    """Random filters at four scales; the answers of each layer are what pictures are compared by."""

    def __init__(self, width, layers=4):
        super().__init__()
        channels = [3] + [width] * layers
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 5, padding=2, padding_mode="reflect") for a, b in zip(channels, channels[1:]))
        for layer in self.layers:
            nn.init.orthogonal_(layer.weight, gain=math.sqrt(2))
            nn.init.zeros_(layer.bias)
        self.requires_grad_(False)

    def forward(self, x):
        found = []
        x = x - 0.5
        for layer in self.layers:
            x = F.relu(layer(x))
            found.append(x)
            x = F.avg_pool2d(x, 2)
        return found


def gram(x):
    """How much each two filters answer together, wherever in the picture: its texture."""
    n, channels, height, width = x.shape
    flat = x.view(n, channels, height * width)
    return torch.bmm(flat, flat.transpose(1, 2)) / (height * width)


def waves(size):
    """The manner by default: bent stripes in warm and cold colours, (3, size, size)."""
    y, x = torch.meshgrid(torch.linspace(0, 1, size), torch.linspace(0, 1, size), indexing="ij")
    phase = 40 * (x + 0.12 * torch.sin(9 * y)) + 6 * y
    stripe = torch.sigmoid(4 * torch.sin(phase))
    swirl = 0.5 + 0.5 * torch.sin(30 * y + 5 * torch.cos(7 * x))
    return torch.stack([stripe, 0.35 * stripe + 0.3 * swirl, 1 - 0.8 * stripe]).clamp(0, 1)


def roughness(x):
    """The mean squared step from pixel to pixel, right and down."""
    return (x[..., 1:] - x[..., :-1]).pow(2).mean() + (x[..., 1:, :] - x[..., :-1, :]).pow(2).mean()


def paint(features, content, manner, args):
    """Change the pixels by Adam until the textures are the manner's and the picture is still to be recognised."""
    contents = features(content)
    textures = [gram(x) for x in features(manner)]
    pixels = content.clone().requires_grad_(True)
    optimizer = optim.Adam([pixels], lr=0.03)
    for step in range(args.steps):
        optimizer.zero_grad()
        found = features(pixels)
        texture = sum(F.mse_loss(gram(x), wanted) / wanted.pow(2).mean() for x, wanted in zip(found, textures))
        recognised = F.mse_loss(found[1], contents[1]) / contents[1].pow(2).mean()
        loss = texture + 0.5 * recognised + 2 * roughness(pixels)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            pixels.clamp_(0, 1)
        report(args, step, loss=loss.item(), texture=texture.item(), content=recognised.item())
    return pixels.detach()


def main():
    args = options(__doc__, steps=300, quick=12, picture="", manner="")
    size = 48 if args.quick else 192
    content = picture(args.picture, size).unsqueeze(0)
    manner = (picture(args.manner, size) if args.manner else waves(size)).unsqueeze(0)
    features = Features(width=12 if args.quick else 32)
    painted = paint(features, content, manner, args)
    show(torch.cat([content, manner, painted]), "the picture, the manner, and the picture in that manner", nrow=3)


if __name__ == "__main__":
    main()

"""A convolutional network doubles a picture's size, keeping edges that interpolation blurs.

    th examples/superres.py [--quick] [--picture FILE]

After waifu2x, 2015, which was written for Torch7: 3x3 convolutions with leaky rectifiers, and Dong et al., 2014. It
learns from the picture itself, from patches and their halves; a quarter of the picture is held out.
"""

import math

import torch
import torch.nn.functional as F
from material import options, picture, report, show
from torch import nn, optim

BATCH = 8
PATCH = 32


def halve(x):
    """Pictures at half the size, each pixel the mean of four."""
    return F.avg_pool2d(x, 2)


def double(x):
    """Pictures at twice the size by bicubic interpolation: what is to be improved on."""
    return F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=False)


class SuperResolution(nn.Module):
    """Convolutions at the small size, whose last channels become the pixels that interpolation got wrong."""

    def __init__(self, width, layers):
        super().__init__()
        channels = [3] + [width] * layers
        body = []
        for a, b in zip(channels, channels[1:]):
            body += [nn.Conv2d(a, b, 3, padding=1, padding_mode="replicate"), nn.LeakyReLU(0.1)]
        self.body = nn.Sequential(*body, nn.Conv2d(width, 12, 3, padding=1, padding_mode="replicate"), nn.PixelShuffle(2))
        last = self.body[-2]
        nn.init.zeros_(last.weight)  # so that it begins as plain interpolation
        nn.init.zeros_(last.bias)

    def forward(self, x):
        return double(x) + self.body(x - 0.5)


def patches(whole):
    """A batch of patches from anywhere in the picture, each other one mirrored."""
    _channels, height, width = whole.shape
    tops = torch.randint(height - PATCH + 1, (BATCH,)).tolist()
    lefts = torch.randint(width - PATCH + 1, (BATCH,)).tolist()
    cut = [whole[:, top : top + PATCH, left : left + PATCH] for top, left in zip(tops, lefts)]
    return torch.stack([patch.flip(2) if i % 2 else patch for i, patch in enumerate(cut)])


def train(model, whole, args):
    """Train by Adam. The loss is the absolute error as a share of that of interpolation: 1 when nothing is learned."""
    optimizer = optim.Adam(model.parameters(), lr=2e-3)
    scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=4e-3, total_steps=args.steps + 1)
    for step in range(args.steps):
        wanted = patches(whole)
        small = halve(wanted)
        optimizer.zero_grad()
        loss = F.l1_loss(model(small), wanted) / F.l1_loss(double(small), wanted)
        loss.backward()
        optimizer.step()
        scheduler.step()
        report(args, step, loss=loss.item())


def decibels(x, wanted):
    """The peak signal-to-noise ratio, in dB: more is better."""
    return -10 * math.log10(F.mse_loss(x.clamp(0, 1), wanted).item())


def main():
    args = options(__doc__, steps=800, quick=80, picture="")
    size = 128 if args.quick else 320
    whole = picture(args.picture, size)
    held_out = whole[:, : size // 2, size // 2 :].unsqueeze(0)
    model = SuperResolution(width=8 if args.quick else 32, layers=2 if args.quick else 4)
    train(model, whole[:, :, : size // 2], args)
    model.eval()
    with torch.no_grad():
        small = halve(held_out)
        bicubic, enlarged = double(small), model(small)
    print(f"bicubic {decibels(bicubic, held_out):.2f} dB, network {decibels(enlarged, held_out):.2f} dB")
    show(torch.cat([bicubic, enlarged, held_out]), "interpolated, by the network, and the truth", nrow=3)


if __name__ == "__main__":
    main()

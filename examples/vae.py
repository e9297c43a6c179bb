"""A variational autoencoder draws digits.

    th examples/vae.py [--quick]

Kingma and Welling, 2013: each picture becomes a small Gaussian in eight dimensions, and any point there a picture.
"""

import torch
import torch.nn.functional as F
from material import digits, forever, options, report, show
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

LATENT = 8


class VAE(nn.Module):
    """Two layers there and two back."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 128), nn.ReLU())
        self.mean = nn.Linear(128, LATENT)
        self.log_variance = nn.Linear(128, LATENT)
        self.decoder = nn.Sequential(nn.Linear(LATENT, 128), nn.ReLU(), nn.Linear(128, 64), nn.Sigmoid())

    def encode(self, x):
        """The mean and the logarithm of the variance of each picture's Gaussian."""
        hidden = self.encoder(x.view(-1, 64))
        return self.mean(hidden), self.log_variance(hidden)

    def decode(self, z):
        """The pictures (n, 1, 8, 8) of points (n, LATENT)."""
        return self.decoder(z).view(-1, 1, 8, 8)

    def forward(self, x):
        mean, log_variance = self.encode(x)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        return self.decode(z), mean, log_variance


def negative_elbo(drawn, x, mean, log_variance):
    """Reconstruction error plus the divergence from a standard normal, per picture."""
    error = F.binary_cross_entropy(drawn, x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    return (error + divergence) / len(x)


def train(model, args):
    """Train by Adam, printing the losses."""
    loader = DataLoader(TensorDataset(digits(train=True)[0]), batch_size=64, shuffle=True)
    optimizer = optim.Adam(model.parameters(), lr=2e-3)
    for step, (x,) in zip(range(args.steps), forever(loader)):
        optimizer.zero_grad()
        drawn, mean, log_variance = model(x)
        loss = negative_elbo(drawn, x, mean, log_variance)
        loss.backward()
        optimizer.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def look(model):
    """Show held-out digits, their reconstructions, new digits, and the way from one digit to another."""
    x = digits(train=False)[0][:8]
    drawn, mean, _log_variance = model(x)
    show(torch.cat([x, drawn]), "held-out digits, and below them what is left after eight numbers each", zoom=4)
    show(model.decode(torch.randn(16, LATENT)), "digits that nobody wrote", zoom=4)
    way = torch.linspace(0, 1, 8).unsqueeze(1)
    show(model.decode(mean[0] * (1 - way) + mean[1] * way), "from one digit to another", zoom=4)


def main():
    args = options(__doc__, steps=4000, quick=200)
    model = VAE()
    train(model, args)
    model.eval()
    look(model)


if __name__ == "__main__":
    main()

"""Two convolutional networks, one forging digits, one telling them from real ones.

    th examples/dcgan.py [--quick]

Goodfellow et al., 2014; Radford, Metz, Chintala, 2015, whose DCGAN was written for Torch7.
"""

import torch
import torch.nn.functional as F
from material import digits, forever, options, report, show
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

LATENT = 16
BATCH = 64


def build_generator(width):
    """From noise (n, LATENT, 1, 1) to pictures (n, 1, 8, 8)."""
    return nn.Sequential(
        nn.ConvTranspose2d(LATENT, 2 * width, 2, bias=False),
        nn.BatchNorm2d(2 * width),
        nn.ReLU(True),
        nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(True),
        nn.ConvTranspose2d(width, 1, 4, stride=2, padding=1),
        nn.Tanh(),
    )


def build_discriminator(width):
    """From pictures to one logit each: real or forged."""
    return nn.Sequential(
        nn.Conv2d(1, width, 4, stride=2, padding=1),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(width, 2 * width, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(2 * width),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(2 * width, 1, 2),
        nn.Flatten(0),
    )


def start_weights(module):
    """DCGAN's initialisation: small weights, batch norm near 1."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.05)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


def is_real(logits, answer):
    """How wrong the discriminator is if all of the pictures are real (answer 1) or forged (0)."""
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, answer))


def train(generator, discriminator, args):
    """Train both in turns by Adam; the discriminator's labels for real pictures are smoothed to 0.9."""
    loader = DataLoader(TensorDataset(digits(train=True)[0] * 2 - 1), batch_size=BATCH, shuffle=True, drop_last=True)
    of_generator = optim.Adam(generator.parameters(), lr=2e-3, betas=(0.5, 0.999))
    of_discriminator = optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))
    for step, (real,) in zip(range(args.steps), forever(loader)):
        forged = generator(torch.randn(BATCH, LATENT, 1, 1))

        of_discriminator.zero_grad()
        loss = is_real(discriminator(real), 0.9) + is_real(discriminator(forged.detach()), 0.0)
        loss.backward()
        of_discriminator.step()

        of_generator.zero_grad()
        fooled = is_real(discriminator(forged), 1.0)
        fooled.backward()
        of_generator.step()
        report(args, step, loss=loss.item(), generator=fooled.item())


def main():
    args = options(__doc__, steps=4000, quick=60)
    width = 16 if args.quick else 32
    generator, discriminator = build_generator(width), build_discriminator(width)
    generator.apply(start_weights)
    discriminator.apply(start_weights)
    train(generator, discriminator, args)
    generator.eval()
    with torch.no_grad():
        forged = generator(torch.randn(16, LATENT, 1, 1))
    show((forged + 1) / 2, "forged digits", zoom=4)


if __name__ == "__main__":
    main()

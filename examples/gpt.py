"""A small GPT learns a text letter by letter, and then writes one.

    th examples/gpt.py [--quick] [--text FILE] [--begin "Shall I "]

Radford et al., 2018, 2019; the sizes of a model that a laptop trains in minutes.
"""

import math

import torch
import torch.nn.functional as F
from material import TEXT, options, report, text
from torch import nn, optim

BATCH = 12


class Block(nn.Module):
    """Attention over the letters so far, then two linear layers; each added to what came in."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.attend = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(0.1)

    def attention(self, x):
        """Causal attention, each head with its share of the width."""
        n, length, width = x.shape
        parts = self.attend(x).view(n, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.project(attended.transpose(1, 2).reshape(n, length, width))

    def forward(self, x):
        x = x + self.dropout(self.attention(self.norm1(x)))
        return x + self.dropout(self.mlp(self.norm2(x)))


class GPT(nn.Module):
    """Embeddings of letters and of places, blocks, and the logits of the next letter."""

    def __init__(self, letters, context, width, heads, layers):
        super().__init__()
        self.context = context
        self.letter = nn.Embedding(letters, width)
        self.place = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, letters, bias=False)
        self.apply(self.start)
        self.output.weight = self.letter.weight  # one table of letters for reading and writing

    @staticmethod
    def start(module):
        """GPT-2's initialisation."""
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, x):
        x = self.letter(x) + self.place(torch.arange(x.shape[1]))
        return self.output(self.norm(self.blocks(x)))


def train(model, numbers, args):
    """Train by AdamW on windows drawn at random; the learning rate rises for 20 steps, then falls as a cosine."""
    optimizer = optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.99), weight_decay=0.1)

    def rate(step):
        return min((step + 1) / 20, 0.55 + 0.45 * math.cos(math.pi * step / args.steps))

    scheduler = optim.lr_scheduler.LambdaLR(optimizer, rate)
    model.train()
    for step in range(args.steps):
        starts = torch.randint(len(numbers) - model.context, (BATCH,))
        windows = torch.stack([numbers[start : start + model.context + 1] for start in starts.tolist()])
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def write(model, letters, begin, length, temperature=0.8, top=10):
    """Continue `begin` by `length` letters, each drawn from the `top` that the model finds most probable."""
    model.eval()
    number = {letter: i for i, letter in enumerate(letters)}
    x = torch.tensor([[number[letter] for letter in begin if letter in number] or [0]])
    for _ in range(length):
        logits = model(x[:, -model.context :])[:, -1] / temperature
        least = logits.topk(min(top, len(letters))).values[:, -1:]
        probabilities = F.softmax(logits.masked_fill(logits < least, float("-inf")), dim=-1)
        x = torch.cat([x, torch.multinomial(probabilities, 1)], dim=1)
    return "".join(letters[i] for i in x[0].tolist())


def main():
    args = options(__doc__, steps=1500, quick=80, text=TEXT, begin="Shall I ")
    numbers, letters = text(args.text)
    size = {"context": 32, "width": 48, "heads": 4, "layers": 2} if args.quick else {"context": 64, "width": 96, "heads": 4, "layers": 4}
    model = GPT(len(letters), **size)
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(numbers)} letters to read")
    train(model, numbers, args)
    print(write(model, letters, args.begin, 60 if args.quick else 600))


if __name__ == "__main__":
    main()

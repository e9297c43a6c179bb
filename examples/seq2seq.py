"""One GRU reads a row of numbers, another writes it reversed or sorted, looking back through attention.

    th examples/seq2seq.py [--quick] [--task sort]

Sutskever, Vinyals, Le, 2014; attention after Luong, Pham, Manning, 2015.
"""

import torch
import torch.nn.functional as F
from material import options, report
from torch import nn, optim

NUMBERS = 10
START = NUMBERS
BATCH = 32
TASKS = {"reverse": lambda x: x.flip(1), "sort": lambda x: x.sort(dim=1).values}


class Seq2Seq(nn.Module):
    """An encoder and a decoder, joined by attention."""

    def __init__(self, hidden):
        super().__init__()
        self.embedding = nn.Embedding(NUMBERS + 1, hidden)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * hidden, hidden)
        self.decoder = nn.GRU(hidden, hidden, batch_first=True)
        self.keys = nn.Linear(2 * hidden, hidden, bias=False)
        self.output = nn.Linear(3 * hidden, NUMBERS)

    def encode(self, x):
        """What the encoder remembers at each place (n, length, 2 hidden), and the decoder's first state."""
        memory, last = self.encoder(self.embedding(x))
        return memory, torch.tanh(self.bridge(torch.cat([last[0], last[1]], dim=1))).unsqueeze(0)

    def decode(self, y, memory, state):
        """Logits of the numbers after each of `y`, the attention (n, of y, of x) and the new state."""
        hidden, state = self.decoder(self.embedding(y), state)
        attention = F.softmax(torch.bmm(hidden, self.keys(memory).transpose(1, 2)), dim=-1)
        context = torch.bmm(attention, memory)
        return self.output(torch.cat([hidden, context], dim=-1)), attention, state


def loss_of(model, x, y):
    """The loss when each number is guessed from the true ones before it."""
    start = torch.full((len(y), 1), START)
    memory, state = model.encode(x)
    logits, _attention, _state = model.decode(torch.cat([start, y[:, :-1]], dim=1), memory, state)
    return F.cross_entropy(logits.flatten(0, 1), y.flatten())


def train(model, task, args):
    """Train by Adam on rows of five to nine numbers."""
    optimizer = optim.Adam(model.parameters(), lr=5e-3)
    for step in range(args.steps):
        length = torch.randint(5, 10, (1,)).item()
        x = torch.randint(NUMBERS, (BATCH, length))
        optimizer.zero_grad()
        loss = loss_of(model, x, task(x))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def translate(model, x):
    """Write the answer number by number, each the most probable; return it and where the model looked."""
    memory, state = model.encode(x)
    y = torch.full((len(x), 1), START)
    written, looked = [], []
    for _ in range(x.shape[1]):
        logits, attention, state = model.decode(y, memory, state)
        y = logits.argmax(dim=-1)
        written.append(y)
        looked.append(attention)
    return torch.cat(written, dim=1), torch.cat(looked, dim=1)


def main():
    args = options(__doc__, steps=1200, quick=150, task="reverse")
    if args.task not in TASKS:
        raise SystemExit(f"--task is {' or '.join(TASKS)}, not {args.task}")
    task = TASKS[args.task]
    model = Seq2Seq(hidden=32 if args.quick else 64)
    train(model, task, args)
    x = torch.randint(NUMBERS, (100, 7))
    written, looked = translate(model, x)
    print(f"{(written == task(x)).all(dim=1).float().mean().item():.0%} of 100 new rows without a mistake")
    print(x[0].tolist(), "->", written[0].tolist())
    print("where it looked for each number:")
    for row in looked[0]:
        print("  ", *(f"{share:.2f}" for share in row.tolist()))


if __name__ == "__main__":
    main()

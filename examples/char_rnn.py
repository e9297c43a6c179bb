"""An LSTM learns a text letter by letter, and then writes one.

    th examples/char_rnn.py [--quick] [--text FILE] [--begin "Shall I "]

After Karpathy's char-rnn, 2015, written for Torch7. Without --text it reads eleven of Shakespeare's sonnets.
"""

import torch
import torch.nn.functional as F
from material import TEXT, options, report, text
from torch import nn, optim

BATCH = 16
LENGTH = 50


class CharRNN(nn.Module):
    """An embedding, an LSTM and the logits of the next letter."""

    def __init__(self, letters, hidden, layers):
        super().__init__()
        self.embedding = nn.Embedding(letters, hidden)
        self.lstm = nn.LSTM(hidden, hidden, layers, batch_first=True, dropout=0.1 if layers > 1 else 0.0)
        self.output = nn.Linear(hidden, letters)

    def forward(self, x, state=None):
        hidden, state = self.lstm(self.embedding(x), state)
        return self.output(hidden), state


def windows(numbers):
    """The text in BATCH columns, LENGTH letters of each at a time; at the end from the start again.

    Gives (letters, next letters, whether this is the start).
    """
    rows = (len(numbers) - 1) // BATCH
    if rows < LENGTH:
        raise SystemExit(f"the text has {len(numbers)} letters; at least {BATCH * LENGTH + 1} are needed")
    x = numbers[: rows * BATCH].view(BATCH, rows)
    y = numbers[1 : rows * BATCH + 1].view(BATCH, rows)
    while True:
        for start in range(0, rows - LENGTH + 1, LENGTH):
            part = slice(start, start + LENGTH)
            yield x[:, part], y[:, part], start == 0


def train(model, numbers, args):
    """Train by Adam on one window after the other, the state carried on but not its gradient."""
    optimizer = optim.Adam(model.parameters(), lr=4e-3)
    state = None
    model.train()
    for step, (x, y, is_start) in zip(range(args.steps), windows(numbers)):
        state = None if is_start else tuple(part.detach() for part in state)
        optimizer.zero_grad()
        logits, state = model(x, state)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def write(model, letters, begin, length, temperature=0.7):
    """Continue `begin` by `length` letters, each drawn from what the model expects."""
    model.eval()
    number = {letter: i for i, letter in enumerate(letters)}
    written = [letter for letter in begin if letter in number] or [letters[0]]
    x = torch.tensor([[number[letter] for letter in written]])
    state = None
    for _ in range(length):
        logits, state = model(x, state)
        x = torch.multinomial(F.softmax(logits[:, -1] / temperature, dim=-1), 1)
        written.append(letters[x.item()])
    return "".join(written)


def main():
    args = options(__doc__, steps=1500, quick=50, text=TEXT, begin="Shall I ")
    numbers, letters = text(args.text)
    print(f"{len(numbers)} letters, {len(letters)} of them different")
    model = CharRNN(len(letters), *((64, 1) if args.quick else (128, 2)))
    train(model, numbers, args)
    print(write(model, letters, args.begin, 80 if args.quick else 600))


if __name__ == "__main__":
    main()

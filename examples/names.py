"""A GRU reads a family name and says from which language it comes.

    th examples/names.py [--quick]

The names are in examples/data/names.txt, one language a line; the confusion matrix of those held out is drawn.
"""

import unicodedata

import torch
import torch.nn.functional as F
from material import names, options, report
from torch import nn, optim
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

try:
    from th import plot
except ImportError:
    plot = None

LETTERS = "abcdefghijklmnopqrstuvwxyzß"
BATCH = 32


def spell(name):
    """A name as the numbers of its letters, accents taken off; 0 is left for padding."""
    plain = unicodedata.normalize("NFD", name.lower())
    return torch.tensor([LETTERS.index(letter) + 1 for letter in plain if letter in LETTERS])


class Reader(nn.Module):
    """An embedding, a GRU over the name in both directions, and the logits of the languages."""

    def __init__(self, languages, hidden=64):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS) + 1, 32, padding_idx=0)
        self.gru = nn.GRU(32, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.3)
        self.output = nn.Linear(2 * hidden, languages)

    def forward(self, names):
        lengths = torch.tensor([len(name) for name in names])
        embedded = self.embedding(pad_sequence(names, batch_first=True))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _outputs, last = self.gru(packed)
        return self.output(self.dropout(torch.cat([last[0], last[1]], dim=1)))


def train(model, pairs, args):
    """Train by Adam on names drawn at random."""
    optimizer = optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    for step in range(args.steps):
        drawn = [pairs[i] for i in torch.randint(len(pairs), (BATCH,)).tolist()]
        optimizer.zero_grad()
        loss = F.cross_entropy(model([name for name, _ in drawn]), torch.tensor([language for _, language in drawn]))
        loss.backward()
        optimizer.step()
        report(args, step, loss=loss.item())


@torch.no_grad()
def confusion(model, pairs, languages):
    """How often names of each language (down) were read as each language (across)."""
    model.eval()
    read_as = model([name for name, _ in pairs]).argmax(dim=1)
    matrix = torch.zeros(len(languages), len(languages), dtype=torch.int64)
    for (_name, language), guess in zip(pairs, read_as.tolist()):
        matrix[language, guess] += 1
    return matrix


def print_matrix(matrix, languages):
    """The confusion matrix as a table."""
    print(" " * 10, *(f"{language[:3]:>4}" for language in languages))
    for language, row in zip(languages, matrix.tolist()):
        print(f"{language:10}", *(f"{count:4d}" for count in row))


def main():
    args = options(__doc__, steps=800, quick=100)
    pairs, languages = names()
    pairs = [(spell(name), language) for name, language in pairs]
    held_out = pairs[::5]
    model = Reader(len(languages))
    train(model, [pair for i, pair in enumerate(pairs) if i % 5], args)
    matrix = confusion(model, held_out, languages)
    print(f"{matrix.trace().item() / len(held_out):.1%} of the names held out")
    print_matrix(matrix, languages)
    if plot is not None:
        plot.confusion(matrix.numpy(), classes=[language[:3] for language in languages])
        plot.show()


if __name__ == "__main__":
    main()

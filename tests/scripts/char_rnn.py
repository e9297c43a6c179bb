"""Names to languages with an RNN written by hand, as in the tutorial of old."""
import random
import string
import unicodedata

import torch
import torch.nn as nn

torch.manual_seed(2)
random.seed(2)
all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)


def unicodeToAscii(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if unicodedata.category(c) != "Mn" and c in all_letters)


category_lines = {
    "Italian": ["Rossi", "Bianchi", "Ferrari", "Esposito", "Romano"],
    "Russian": ["Ivanov", "Smirnov", "Kuznetsov", "Popov", "Sokolov"],
    "Czech": ["Nov\u00e1k", "Svoboda", "Dvo\u0159\u00e1k", "\u010cern\u00fd", "Proch\u00e1zka"],
}
category_lines = {k: [unicodeToAscii(v) for v in names] for k, names in category_lines.items()}
all_categories = list(category_lines)
print(category_lines["Czech"])


def lineToTensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][all_letters.find(letter)] = 1
    return tensor


print(lineToTensor("Jones").size())


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = torch.tanh(self.i2h(combined))
        return self.softmax(self.i2o(combined)), hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


rnn = RNN(n_letters, 32, len(all_categories))
criterion = nn.NLLLoss()
current_loss = 0
for step in range(1, 121):
    category = random.choice(all_categories)
    line = random.choice(category_lines[category])
    category_tensor = torch.tensor([all_categories.index(category)], dtype=torch.long)
    hidden = rnn.initHidden()
    rnn.zero_grad()
    for letter in lineToTensor(line):
        output, hidden = rnn(letter, hidden)
    loss = criterion(output, category_tensor)
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-0.05)
    current_loss += loss.item()
    if step % 20 == 0:
        top_n, top_i = output.topk(1)
        guess = all_categories[top_i[0].item()]
        print("%d %.4f %s / %s %s" % (step, current_loss / 20, line, guess, "right" if guess == category else "wrong"))
        current_loss = 0
with torch.no_grad():
    for name in ("Dovesky", "Jackson", "Satoshi"):
        hidden = rnn.initHidden()
        for letter in lineToTensor(name):
            output, hidden = rnn(letter, hidden)
        topv, topi = output.topk(3, 1, True)
        print(name, [(round(topv[0][i].item(), 3), all_categories[topi[0][i].item()]) for i in range(3)])

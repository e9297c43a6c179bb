"""Sequences of different lengths: padding, packing, LSTM, GRU, and cells."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence, pad_sequence, unpad_sequence

torch.manual_seed(8)
sequences = [torch.randn(n, 5) for n in (3, 6, 2, 4)]
lengths = torch.tensor([len(s) for s in sequences])
padded = pad_sequence(sequences, batch_first=True, padding_value=-1.0)
print(padded.shape, padded[2, :, 0])
packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
print(packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices, packed.data.shape)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, 7, num_layers=2, bidirectional=True, batch_first=True, dropout=0.2)
        self.out = nn.Linear(14, 3)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed_out, (h, c) = self.lstm(packed)
        out, out_lengths = pad_packed_sequence(packed_out, batch_first=True)
        return self.out(out), out_lengths, h


model = Tagger()
print(model)
targets = torch.randint(0, 3, (4, 6))
mask = torch.arange(6)[None, :] < lengths[:, None]
optimizer = torch.optim.RMSprop(model.parameters(), lr=0.005)
for step in range(10):
    scores, out_lengths, h = model(padded, lengths)
    loss = F.cross_entropy(scores[mask], targets[mask])
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    print(step, f"{loss.item():.4f} {norm.item():.4f}")
print(out_lengths, h.shape, scores[2, 3:].std())
again = pack_sequence(sorted(sequences, key=len, reverse=True))
print(again.batch_sizes, [len(s) for s in unpad_sequence(*pad_packed_sequence(again))])
gru = nn.GRU(5, 4, num_layers=1)
out, h = gru(pad_sequence(sequences), torch.zeros(1, 4, 4))
print(out.shape, h.mean(), out[-1].mean())
cell = nn.LSTMCell(5, 4)
hx, cx = torch.zeros(4, 4), torch.zeros(4, 4)
for t in range(3):
    hx, cx = cell(padded[:, t], (hx, cx))
print(hx.sum(), cx.sum())
rnn = nn.RNN(5, 4, nonlinearity="relu", batch_first=True)
print(rnn(padded)[0].sum(), [n for n, _ in rnn.named_parameters()], rnn.all_weights[0][0].shape)
try:
    pack_padded_sequence(padded, lengths, batch_first=True)
except RuntimeError as error:
    print(str(error).splitlines()[0])

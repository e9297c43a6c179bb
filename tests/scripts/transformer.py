"""A language model with nn.TransformerEncoder and a translator with nn.Transformer, masks and all."""
import math

import torch
from torch import Tensor, nn
from torch.nn import TransformerEncoder, TransformerEncoderLayer

torch.manual_seed(4)


class PositionalEncoding(nn.Module):
    def __init__(self, d_model: int, dropout: float = 0.1, max_len: int = 100):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(x + self.pe[: x.size(0)])


class TransformerModel(nn.Module):
    def __init__(self, ntoken, d_model, nhead, d_hid, nlayers, dropout=0.2):
        super().__init__()
        self.pos_encoder = PositionalEncoding(d_model, dropout)
        self.transformer_encoder = TransformerEncoder(TransformerEncoderLayer(d_model, nhead, d_hid, dropout), nlayers)
        self.embedding = nn.Embedding(ntoken, d_model)
        self.d_model = d_model
        self.linear = nn.Linear(d_model, ntoken)
        self.init_weights()

    def init_weights(self):
        initrange = 0.1
        self.embedding.weight.data.uniform_(-initrange, initrange)
        self.linear.bias.data.zero_()
        self.linear.weight.data.uniform_(-initrange, initrange)

    def forward(self, src, src_mask=None):
        src = self.pos_encoder(self.embedding(src) * math.sqrt(self.d_model))
        if src_mask is None:
            src_mask = nn.Transformer.generate_square_subsequent_mask(len(src))
        return self.linear(self.transformer_encoder(src, src_mask))


def batchify(data, bsz):
    seq_len = data.size(0) // bsz
    return data[: seq_len * bsz].view(bsz, seq_len).t().contiguous()


text = batchify((torch.arange(300) * 7 % 11 + torch.arange(300) // 50 % 2), 6)
model = TransformerModel(12, 16, 2, 32, 2)
print(model)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1.0, gamma=0.95)
for epoch in range(1, 4):
    model.train()
    for i in range(0, text.size(0) - 1, 10):
        seq_len = min(10, len(text) - 1 - i)
        source, target = text[i: i + seq_len], text[i + 1: i + 1 + seq_len].reshape(-1)
        output = model(source)
        loss = criterion(output.view(-1, 12), target)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
    print(f"| epoch {epoch:3d} | lr {scheduler.get_last_lr()[0]:02.2f} | loss {loss.item():5.3f} | ppl {math.exp(loss.item()):8.3f}")
    scheduler.step()

translator = nn.Transformer(d_model=16, nhead=4, num_encoder_layers=2, num_decoder_layers=2, dim_feedforward=32, batch_first=True)
src, tgt = torch.rand(3, 7, 16), torch.rand(3, 5, 16)
padding = torch.tensor([[False] * 7, [False] * 5 + [True] * 2, [False] * 6 + [True]])
mask = translator.generate_square_subsequent_mask(5)
print(mask)
optimizer = torch.optim.Adam(translator.parameters(), lr=1e-3, betas=(0.9, 0.98), eps=1e-9)
for step in range(5):
    out = translator(src, tgt, tgt_mask=mask, src_key_padding_mask=padding, memory_key_padding_mask=padding)
    loss = ((out - tgt) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.5f}")
attention = nn.MultiheadAttention(16, 4, dropout=0.0, batch_first=True, kdim=8, vdim=6, add_bias_kv=True)
out, weights = attention(tgt, torch.rand(3, 7, 8), torch.rand(3, 7, 6), key_padding_mask=padding, average_attn_weights=False)
print(out.shape, weights.shape, weights.sum(-1).mean(), out.abs().mean())
print({name: tuple(p.shape) for name, p in attention.named_parameters()})

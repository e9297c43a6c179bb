"""Shortened from the examples repository: sine waves, super-resolution, fast style, forward-forward, graph convolution."""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.nn.init as init
import torch.optim as optim
from torch.optim import Adam

np.random.seed(0)
torch.manual_seed(0)


class Sequence(nn.Module):
    def __init__(self):
        super(Sequence, self).__init__()
        self.lstm1 = nn.LSTMCell(1, 11)
        self.lstm2 = nn.LSTMCell(11, 11)
        self.linear = nn.Linear(11, 1)

    def forward(self, input, future=0):
        outputs = []
        h_t = torch.zeros(input.size(0), 11, dtype=torch.double)
        c_t = torch.zeros(input.size(0), 11, dtype=torch.double)
        h_t2 = torch.zeros(input.size(0), 11, dtype=torch.double)
        c_t2 = torch.zeros(input.size(0), 11, dtype=torch.double)
        for input_t in input.split(1, dim=1):
            h_t, c_t = self.lstm1(input_t, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        for i in range(future):
            h_t, c_t = self.lstm1(output, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        return torch.cat(outputs, dim=1)


x = np.empty((8, 30), "int64")
x[:] = np.array(range(30)) + np.random.randint(-80, 80, 8).reshape(8, 1)
data = np.sin(x / 1.0 / 5).astype("float64")
input, target = torch.from_numpy(data[3:, :-1]), torch.from_numpy(data[3:, 1:])
seq = Sequence()
seq.double()
criterion = nn.MSELoss()
optimizer = optim.LBFGS(seq.parameters(), lr=0.8, max_iter=4)
for i in range(3):
    def closure():
        optimizer.zero_grad()
        out = seq(input)
        loss = criterion(out, target)
        print("loss:", f"{loss.item():.6f}")
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        pred = seq(input, future=5)
        print(pred.shape, f"{criterion(pred[:, :-5], target).item():.6f}")


class SuperNet(nn.Module):
    def __init__(self, upscale_factor):
        super(SuperNet, self).__init__()
        self.relu = nn.ReLU()
        self.conv1 = nn.Conv2d(1, 8, (5, 5), (1, 1), (2, 2))
        self.conv2 = nn.Conv2d(8, 8, (3, 3), (1, 1), (1, 1))
        self.conv4 = nn.Conv2d(8, upscale_factor ** 2, (3, 3), (1, 1), (1, 1))
        self.pixel_shuffle = nn.PixelShuffle(upscale_factor)
        self._initialize_weights()

    def forward(self, x):
        return self.pixel_shuffle(self.conv4(self.relu(self.conv2(self.relu(self.conv1(x))))))

    def _initialize_weights(self):
        init.orthogonal_(self.conv1.weight, init.calculate_gain("relu"))
        init.orthogonal_(self.conv2.weight, init.calculate_gain("relu"))
        init.orthogonal_(self.conv4.weight)


model = SuperNet(3)
optimizer = optim.Adam(model.parameters(), lr=0.01)
high = torch.rand(2, 1, 18, 18)
low = F.interpolate(high, scale_factor=1 / 3, mode="bicubic", align_corners=False, antialias=False)
for step in range(4):
    optimizer.zero_grad()
    loss = criterion(model(low), high)
    loss.backward()
    optimizer.step()
    print(f"===> {step} Loss: {loss.item():.4f} PSNR: {10 * math.log10(1 / loss.item()):.4f} dB")


class ConvLayer(torch.nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride, upsample=None):
        super(ConvLayer, self).__init__()
        self.upsample = upsample
        self.reflection_pad = torch.nn.ReflectionPad2d(kernel_size // 2)
        self.conv2d = torch.nn.Conv2d(in_channels, out_channels, kernel_size, stride)
        self.norm = torch.nn.InstanceNorm2d(out_channels, affine=True)

    def forward(self, x):
        if self.upsample:
            x = torch.nn.functional.interpolate(x, mode="nearest", scale_factor=self.upsample)
        return F.relu(self.norm(self.conv2d(self.reflection_pad(x))))


style = nn.Sequential(ConvLayer(3, 4, 5, 1), ConvLayer(4, 8, 3, 2), ConvLayer(8, 4, 3, 1, upsample=2), nn.Conv2d(4, 3, 1))
image = torch.rand(2, 3, 12, 12)
optimizer = Adam(style.parameters(), 1e-3)
for step in range(4):
    out = style(image)
    tv = (out[..., 1:] - out[..., :-1]).abs().mean() + (out[..., 1:, :] - out[..., :-1, :]).abs().mean()
    loss = F.l1_loss(out, image) + 0.1 * tv
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.5f}")


class FFLayer(nn.Linear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.relu, self.threshold, self.num_epochs = torch.nn.ReLU(), 2.0, 3
        self.opt = Adam(self.parameters(), lr=0.03)

    def forward(self, x):
        x_direction = x / (x.norm(2, 1, keepdim=True) + 1e-4)
        return self.relu(torch.mm(x_direction, self.weight.T) + self.bias.unsqueeze(0))

    def train_layer(self, x_pos, x_neg):
        for i in range(self.num_epochs):
            g_pos, g_neg = self.forward(x_pos).pow(2).mean(1), self.forward(x_neg).pow(2).mean(1)
            loss = torch.log(1 + torch.exp(torch.cat([-g_pos + self.threshold, g_neg - self.threshold]))).mean()
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
        return self.forward(x_pos).detach(), self.forward(x_neg).detach(), loss.item()


pos, neg = torch.rand(20, 12), torch.rand(20, 12)
for layer in (FFLayer(12, 16), FFLayer(16, 8)):
    pos, neg, loss = layer.train_layer(pos, neg)
    print(layer, f"{loss:.4f}")


class GraphConv(nn.Module):
    def __init__(self, input_dim, output_dim):
        super().__init__()
        self.kernel = nn.Parameter(torch.Tensor(input_dim, output_dim))
        nn.init.xavier_normal_(self.kernel)
        self.bias = nn.Parameter(torch.zeros(output_dim))

    def forward(self, input_tensor, adj_mat):
        return torch.mm(adj_mat, torch.mm(input_tensor, self.kernel)) + self.bias


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.gc1, self.gc2, self.dropout = GraphConv(6, 8), GraphConv(8, 3), nn.Dropout(0.1)

    def forward(self, x, adj):
        return F.log_softmax(self.gc2(self.dropout(F.relu(self.gc1(x, adj))), adj), dim=1)


adj = (torch.rand(10, 10) > 0.7).float()
adj = ((adj + adj.T) > 0).float() + torch.eye(10)
d = torch.diag(adj.sum(1).pow(-0.5))
adj = d @ adj @ d
features, labels = torch.randn(10, 6), torch.randint(0, 3, (10,))
gcn = GCN()
optimizer = Adam(gcn.parameters(), lr=0.05, weight_decay=5e-4)
idx = torch.randperm(10)[:6]
for epoch in range(5):
    gcn.train()
    optimizer.zero_grad()
    output = gcn(features, adj)
    loss = F.nll_loss(output[idx], labels[idx])
    loss.backward()
    optimizer.step()
    acc = (output.argmax(1)[idx] == labels[idx]).float().mean()
    print(f"Epoch {epoch:04d} loss {loss.item():.4f} acc {acc:.4f}")

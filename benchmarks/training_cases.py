"""The training steps that `training.py` measures: each made by a function of the library (th or PyTorch).

A maker returns the step, a function without arguments that does zero_grad, forward, loss, backward and update.
"""

__all__ = ["CASES"]


def _classifier(torch, model, x, classes, lr=0.01):
    """A step of SGD with momentum on a fixed batch."""
    y = torch.randint(0, classes, (x.shape[0],))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    loss_of = torch.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def make_mlp(torch):
    """784-128-10, batch 32, SGD with momentum."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return _classifier(torch, model, torch.rand(32, 784), 10)


def make_lenet(torch):
    """Two 5x5 convolutions with pooling, three linear layers; batch 32 of 28 x 28."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )
    return _classifier(torch, model, torch.rand(32, 1, 28, 28), 10)


def _block_class(torch):
    nn = torch.nn

    class Block(nn.Module):
        """Two 3x3 convolutions beside a shortcut."""

        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.shortcut = nn.Sequential()
            if stride != 1 or inputs != outputs:
                self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

        def forward(self, x):
            out = torch.relu(self.bn1(self.conv1(x)))
            return torch.relu(self.bn2(self.conv2(out)) + self.shortcut(x))

    return Block


def make_resnet(torch):
    """ResNet-18 for CIFAR: 64 to 512 channels; batch 8 of 32 x 32."""
    nn, block = torch.nn, _block_class(torch)
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    inputs = 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [block(inputs, outputs, stride), block(outputs, outputs, 1)]
        inputs = outputs
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))
    return _classifier(torch, model, torch.rand(8, 3, 32, 32), 10)


def make_vgg(torch):
    """Six 3x3 convolutions of 32 to 128 channels with batch normalisation; batch 16 of 32 x 32."""
    nn = torch.nn
    layers, inputs = [], 3
    for outputs in (32, 64, 128):
        for _ in range(2):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
            inputs = outputs
        layers.append(nn.MaxPool2d(2))
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 16, 10))
    return _classifier(torch, model, torch.rand(16, 3, 32, 32), 10)


def make_mobile(torch):
    """Depthwise and 1x1 convolutions in turn, as in MobileNet; batch 16 of 32 x 32."""
    nn = torch.nn
    layers, inputs = [nn.Conv2d(3, 32, 3, padding=1), nn.ReLU()], 32
    for outputs, stride in ((64, 1), (128, 2), (128, 1), (256, 2)):
        layers += [nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False), nn.BatchNorm2d(inputs), nn.ReLU(),
                   nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        inputs = outputs
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))
    return _classifier(torch, model, torch.rand(16, 3, 32, 32), 10)


def _characters(torch, recurrent):
    """A character model: embedding, two recurrent layers of 128, a linear layer; batch 32, 50 steps, Adam."""
    nn, letters = torch.nn, 65
    embed, head = nn.Embedding(letters, 128), nn.Linear(128, letters)
    optimizer = torch.optim.Adam([*embed.parameters(), *recurrent.parameters(), *head.parameters()], lr=0.002)
    text = torch.randint(0, letters, (32, 51))
    x, y = text[:, :-1].contiguous(), text[:, 1:].reshape(-1)

    def step():
        optimizer.zero_grad()
        out, _ = recurrent(embed(x))
        loss = nn.functional.cross_entropy(head(out).reshape(-1, letters), y)
        loss.backward()
        nn.utils.clip_grad_norm_(recurrent.parameters(), 5.0)
        optimizer.step()
        return loss

    return step


def make_lstm(torch):
    """Characters with an LSTM."""
    return _characters(torch, torch.nn.LSTM(128, 128, 2, batch_first=True))


def make_gru(torch):
    """Characters with a GRU."""
    return _characters(torch, torch.nn.GRU(128, 128, 2, batch_first=True))


def _layer_class(torch, width, heads):
    nn = torch.nn

    class Layer(nn.Module):
        """Causal attention and a two-layer network, each on a normalised input and added to it."""

        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.project = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.network = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x):
            n, length, _ = x.shape
            q, k, v = (part.view(n, length, heads, width // heads).transpose(1, 2)
                       for part in self.qkv(self.norm1(x)).split(width, dim=2))
            seen = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.project(seen.transpose(1, 2).contiguous().view(n, length, width))
            return x + self.network(self.norm2(x))

    return Layer


def make_gpt(torch):
    """Four layers, 128 wide, four heads; batch 8, 64 steps, AdamW."""
    nn, letters, width, length = torch.nn, 65, 128, 64
    layer = _layer_class(torch, width, 4)
    tokens, places = nn.Embedding(letters, width), nn.Embedding(length, width)
    body = nn.Sequential(*[layer() for _ in range(4)], nn.LayerNorm(width), nn.Linear(width, letters, bias=False))
    optimizer = torch.optim.AdamW([*tokens.parameters(), *places.parameters(), *body.parameters()], lr=3e-4)
    text = torch.randint(0, letters, (8, length + 1))
    x, y, steps = text[:, :-1].contiguous(), text[:, 1:].reshape(-1), torch.arange(length)

    def step():
        optimizer.zero_grad()
        scores = body(tokens(x) + places(steps))
        loss = nn.functional.cross_entropy(scores.view(-1, letters), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def make_adam(torch):
    """Adam alone, over 5 million parameters in twelve tensors."""
    sizes = [(1024, 1024)] * 4 + [(512, 768)] * 2 + [(1024,)] * 6
    params = [torch.nn.Parameter(torch.randn(size)) for size in sizes]
    for p in params:
        p.grad = torch.randn(p.shape)
    return torch.optim.Adam(params, lr=1e-3).step


# name: (maker, largest ratio of the times that is no miss)
CASES = {
    "MLP b32": (make_mlp, 1.0),
    "LeNet b32": (make_lenet, 1.3),
    "ResNet-18 b8": (make_resnet, 1.3),
    "VGG-like b16": (make_vgg, 1.3),
    "MobileNet-like b16": (make_mobile, 1.3),
    "char-LSTM 2x128 b32 T50": (make_lstm, 1.0),
    "char-GRU 2x128 b32 T50": (make_gru, 1.0),
    "GPT 4x128 b8 T64": (make_gpt, 1.0),
    "Adam 5 M": (make_adam, 1.0),
}

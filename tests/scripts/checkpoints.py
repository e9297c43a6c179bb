"""Saving and loading: state dicts, checkpoints, whole models, parts, warm starts, and what goes wrong."""
import copy
import os
import tempfile
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(6)


class TheModelClass(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.bn = nn.BatchNorm2d(6)
        self.fc1 = nn.Linear(6, 4)
        self.register_buffer("seen", torch.tensor(0), persistent=True)
        self.register_buffer("scratch", torch.zeros(2), persistent=False)

    def forward(self, x):
        self.seen += 1
        return self.fc1(self.bn(self.conv1(x)).mean((2, 3)))


model = TheModelClass()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
for _ in range(2):
    optimizer.zero_grad()
    model(torch.ones(2, 3, 8, 8)).sum().backward()
    optimizer.step()
print("Model's state_dict:")
for param_tensor in model.state_dict():
    print(param_tensor, "\t", model.state_dict()[param_tensor].size())
print("Optimizer's state_dict:")
for var_name in optimizer.state_dict():
    print(var_name, "\t", type(optimizer.state_dict()[var_name]).__name__)
print(optimizer.state_dict()["param_groups"])
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "checkpoint.tar")
    torch.save({"epoch": 3, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(),
                "loss": 0.25}, path)
    checkpoint = torch.load(path, weights_only=True)
    print(checkpoint.keys(), checkpoint["epoch"])
    other = TheModelClass()
    print(other.load_state_dict(checkpoint["model_state_dict"]))
    other_optimizer = optim.SGD(other.parameters(), lr=0.1)
    other_optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    print(other_optimizer.param_groups[0]["momentum"], other.seen, other(torch.ones(1, 3, 8, 8)).shape)
    torch.save(model, path)
    whole = torch.load(path, weights_only=False)
    whole.eval()
    print(type(whole).__name__, torch.equal(whole.fc1.weight, model.fc1.weight))
    torch.save([torch.arange(3), {"a": torch.ones(2, 2)}, 3.5], path)
    print(torch.load(path))
    torch.save(model.state_dict(), path)
    print(list(torch.load(path, map_location=torch.device("cpu")))[:3])
    try:
        torch.load(os.path.join(folder, "missing.pt"))
    except FileNotFoundError as error:
        print(type(error).__name__)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3)
        self.fc2 = nn.Linear(6, 4)


try:
    Other().load_state_dict(model.state_dict())
except RuntimeError as error:
    print(error)
small = Other()
small.conv1 = nn.Conv2d(3, 6, 5)
print(small.load_state_dict(model.state_dict(), strict=False))
renamed = OrderedDict((k.replace("fc1", "fc2"), v) for k, v in model.state_dict().items() if not k.startswith(("bn", "seen")))
print(small.load_state_dict(renamed))
best = copy.deepcopy(model.state_dict())
model.fc1.weight.data.zero_()
model.load_state_dict(best)
print(model.fc1.weight.abs().sum() > 0)
for p in model.conv1.parameters():
    p.requires_grad = False
print([n for n, p in model.named_parameters() if p.requires_grad])
print(sum(p.numel() for p in model.parameters()), [n for n, _ in model.named_buffers()], [n for n, _ in model.named_children()])

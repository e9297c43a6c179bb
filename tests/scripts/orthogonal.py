"""Weights kept orthogonal, by each map, and parametrisations that break the rules."""

import torch
import torch.nn as nn
import torch.nn.utils.parametrize as parametrize
from torch.nn.utils import parametrizations

for kind in (None, "matrix_exp", "cayley", "householder"):
    for trivial in (True, False):
        for inputs, outputs in ((5, 3), (3, 5), (4, 4)):
            torch.manual_seed(1)
            layer = parametrizations.orthogonal(nn.Linear(inputs, outputs), orthogonal_map=kind, use_trivialization=trivial)
            print(kind, trivial, inputs, outputs, {name: tuple(value.shape) for name, value in layer.state_dict().items()})
            print(layer.weight.detach(), layer.parametrizations.weight.original)
            try:
                layer.weight = torch.randn(outputs, inputs)
                print(layer.weight.detach())
            except NotImplementedError as error:
                print(error)
            optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
            for _ in range(5):
                optimizer.zero_grad()
                loss = (layer(torch.ones(2, inputs)) ** 2).sum()
                loss.backward()
                optimizer.step()
            print(f"{loss.item():.4f} {torch.linalg.norm(layer.weight).item():.4f}")

unitary = parametrizations.orthogonal(nn.Linear(3, 3, dtype=torch.complex64))
print(torch.dist(unitary.weight.mH @ unitary.weight, torch.eye(3)) < 1e-4)


class Map(nn.Module):
    def __init__(self, there, back=None):
        super().__init__()
        self.there = there
        if back is not None:
            self.right_inverse = back

    def forward(self, *x):
        return self.there(*x)


for there, back in (
    (lambda x: x[:2], None), (lambda x: x.double(), None), (lambda x: 3, None), (lambda x: x, lambda x: x.double()),
    (lambda x: x, lambda x: 3), (lambda *x: x[0], lambda x: [x, 3]), (lambda x, y: x + y, lambda x: (x, x * 0)),
    (lambda x: x * 2, None),
):
    layer = nn.Linear(3, 3)
    try:
        parametrize.register_parametrization(layer, "weight", Map(there, back))
        print(list(layer.state_dict()))
    except ValueError as error:
        print(error)

layer = nn.Linear(2, 2)
parametrize.register_parametrization(layer, "weight", Map(lambda x: x * 2))
for broken in (lambda x: x[:1], lambda x: x.double()):
    try:
        parametrize.register_parametrization(layer, "weight", Map(broken))
    except ValueError as error:
        print(str(error).split(",")[0])
original = layer.parametrizations.weight.original
print(parametrize.remove_parametrizations(layer, "weight").weight is original)

"""weight_norm, spectral_norm, orthogonal, parametrizations of one's own, and pruning."""
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.nn.utils.parametrize as parametrize
import torch.nn.utils.prune as prune

torch.manual_seed(7)
m = nn.utils.parametrizations.weight_norm(nn.Linear(5, 3), name="weight", dim=0)
print(m)
print({k: tuple(v.shape) for k, v in m.state_dict().items()})
s = nn.utils.parametrizations.spectral_norm(nn.Linear(5, 4))
print(s, torch.linalg.matrix_norm(s.weight, 2))
o = nn.utils.parametrizations.orthogonal(nn.Linear(4, 4))
print(torch.dist(o.weight.T @ o.weight, torch.eye(4)) < 1e-4)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    old = torch.nn.utils.weight_norm(nn.Linear(3, 2), name="weight")
print([n for n, _ in old.named_parameters()], old(torch.ones(1, 3)))
torch.nn.utils.remove_weight_norm(old)
print([n for n, _ in old.named_parameters()])


class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)

    def right_inverse(self, A):
        return A.triu()


layer = nn.Linear(3, 3)
parametrize.register_parametrization(layer, "weight", Symmetric())
print(torch.allclose(layer.weight, layer.weight.T), layer)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
for _ in range(3):
    loss = (layer(torch.ones(2, 3)) - 1).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
layer.weight = torch.eye(3)
print(layer.weight, parametrize.is_parametrized(layer, "weight"))
with parametrize.cached():
    print(layer.weight is layer.weight)
parametrize.remove_parametrizations(layer, "weight", leave_parametrized=True)
print(layer, dict(layer.named_parameters()).keys())


class LeNet(nn.Module):
    def __init__(self):
        super(LeNet, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 3)
        self.fc1 = nn.Linear(6, 12)
        self.fc2 = nn.Linear(12, 4)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(F.relu(self.conv1(x)).mean((2, 3)))))


model = LeNet()
module = model.conv1
prune.random_unstructured(module, name="weight", amount=0.3)
print(list(module.named_buffers())[0][0], int(module.weight_mask.sum()), len(module._forward_pre_hooks))
prune.l1_unstructured(module, name="bias", amount=3)
print(module.bias)
prune.ln_structured(module, name="weight", amount=0.5, n=2, dim=0)
print((module.weight.sum((1, 2, 3)) == 0).sum(), list(model.state_dict()))
prune.remove(module, "weight")
print(list(dict(module.named_parameters())))
parameters = ((model.fc1, "weight"), (model.fc2, "weight"))
prune.global_unstructured(parameters, pruning_method=prune.L1Unstructured, amount=0.2)
for layer, name in parameters:
    print(f"{100.0 * float(torch.sum(layer.weight == 0)) / float(layer.weight.nelement()):.2f}%")
model(torch.ones(1, 1, 5, 5)).sum().backward()
print(prune.is_pruned(model), model.fc2.weight_orig.grad.abs().sum())


class FooBar(prune.BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


FooBar.apply(model.fc2, "bias")
print(model.fc2.bias_mask)
vector = nn.utils.parameters_to_vector(model.fc1.parameters())
print(vector.shape)

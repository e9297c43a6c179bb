"""Model ensembling and per-sample gradients with torch.func."""
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.func import functional_call, grad, hessian, jacrev, stack_module_state, vmap

torch.manual_seed(0)


class SimpleMLP(nn.Module):
    def __init__(self):
        super(SimpleMLP, self).__init__()
        self.fc1 = nn.Linear(16, 12)
        self.fc2 = nn.Linear(12, 3)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


num_models = 5
data = torch.randn(4, 6, 1, 4, 4)
models = [SimpleMLP() for _ in range(num_models)]
predictions = [model(data[0]) for model in models]
params, buffers = stack_module_state(models)
base_model = copy.deepcopy(models[0]).to("meta") if False else copy.deepcopy(models[0])


def fmodel(params, buffers, x):
    return functional_call(base_model, (params, buffers), (x,))


print([tuple(p.size()) for p in params.values()])
together = vmap(fmodel, in_dims=(0, 0, None))(params, buffers, data[0])
print(together.shape, torch.allclose(together, torch.stack(predictions), atol=1e-5))
model = models[0]
single = {k: v.detach() for k, v in model.named_parameters()}
targets = torch.randint(0, 3, (6,))


def compute_loss(params, sample, target):
    out = functional_call(model, params, (sample.unsqueeze(0),))
    return F.cross_entropy(out, target.unsqueeze(0))


per_sample = vmap(grad(compute_loss), in_dims=(None, 0, 0))(single, data[0], targets)
print({k: tuple(v.shape) for k, v in per_sample.items()}, per_sample["fc2.bias"])
print(jacrev(torch.sin)(torch.tensor([0.0, 1.0])), hessian(lambda x: (x**3).sum())(torch.tensor([1.0, 2.0])))
print(vmap(torch.dot)(torch.arange(6.0).view(2, 3), torch.ones(2, 3)))

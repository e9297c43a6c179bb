"""Networks without memory: made on device "meta", filled from a checkpoint, and as the skeleton of an ensemble."""

import copy
import warnings

import torch
import torch.nn as nn
from torch.func import functional_call, stack_module_state, vmap

torch.manual_seed(0)
with torch.device("meta"):
    model = nn.Sequential(
        nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Conv1d(1, 2, 3), nn.Embedding(5, 3), nn.LSTM(3, 4), nn.LayerNorm(4),
        nn.MultiheadAttention(4, 2),
    )
print(model[0].weight, model[0].weight.is_meta, model[1].running_mean)
print({name: (tuple(value.shape), str(value.device)) for name, value in model.state_dict().items()})
print(torch.rand(2), "no number was drawn for it")
print(sum(p.numel() for p in model.parameters()), model[0].weight.stride(), model[0].weight.is_contiguous())
print(nn.Linear(20000, 20000, device="meta").weight.nbytes)

layer = nn.Linear(3, 2)
state = layer.state_dict()
with torch.device("meta"):
    skeleton = nn.Linear(3, 2)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    skeleton.load_state_dict(state)
print([str(warning.message)[:100] for warning in caught], skeleton.weight.device)
print(skeleton.load_state_dict(state, assign=True), torch.equal(skeleton.weight, layer.weight), skeleton(torch.ones(1, 3)).device)
empty = nn.Linear(3, 2, device="meta").to_empty(device="cpu")
print(tuple(empty.weight.shape), empty.weight.device)

base = copy.deepcopy(layer).to("meta")
print(base.weight, functional_call(base, dict(layer.named_parameters()), (torch.ones(1, 3),)).shape, copy.deepcopy(base).weight.device)
for act in (
    lambda: base.to("cpu"), lambda: base.weight.cpu(), lambda: base.weight[0, 0].item(), lambda: base.weight.numpy(),
    lambda: base.weight.tolist(), lambda: bool(base.weight[0, 0] > 0),
):
    try:
        print("done", act())
    except (RuntimeError, TypeError) as error:
        print(str(error)[:130])

x = torch.empty(5, 3, device="meta")
y = base(x)
print(tuple(y.shape), y.device, y.requires_grad, (y.relu().sum() * 2).exp())
print((x @ x.T).device, tuple(torch.cat([x, x]).shape), x.mean(0).device, x.half().dtype, x.argmax().dtype, (x > 0).dtype, x[0].device)
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 225, 10)).to("meta")
print(net(torch.empty(2, 3, 32, 32, device="meta")))
print(torch.ones(2, device="meta"), torch.arange(3, device="meta"), torch.randn(3, device="meta"), torch.zeros_like(x), x.new_zeros(2))
nn.init.xavier_uniform_(base.weight)
print(x.add_(1).zero_(), {str(p.device) for p in nn.Transformer(16, 2, 1, 1, 32, batch_first=True, device="meta").parameters()})

models = [nn.Linear(3, 2) for _ in range(3)]
parameters, buffers = stack_module_state(models)
base = copy.deepcopy(models[0]).to("meta")
found = vmap(lambda p, b, x: functional_call(base, (p, b), (x,)), in_dims=(0, 0, None))(parameters, buffers, torch.ones(4, 3))
print(found[:, 0])
print(vmap(lambda x: {"a": x.sum(), "b": x * 2}, out_dims={"a": 0, "b": 1})(torch.arange(6.0).view(3, 2)))

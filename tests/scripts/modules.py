"""Modules by themselves: containers, hooks, buffers, moving, copying, printing, initialising, iterating."""
import copy
import pickle
import warnings
from collections import OrderedDict

import torch
from torch import nn

torch.manual_seed(0)
warnings.simplefilter("ignore")
net = nn.Sequential(OrderedDict([("conv", nn.Conv2d(1, 4, 3)), ("act", nn.ReLU()), ("flat", nn.Flatten()), ("out", nn.Linear(144, 3))]))
print(net, len(net), net[0], net[-1].out_features, net.conv.weight.shape)
net.add_module("last", nn.Softmax(dim=1))
net.append(nn.Identity())
del net[1]
print([type(m).__name__ for m in net], list(net._modules))
layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
layers.extend([nn.Linear(2, 1)])
layers += [nn.Tanh()]
print(layers, len(layers[:2]))
choices = nn.ModuleDict({"conv": nn.Conv1d(1, 1, 1), "pool": nn.MaxPool1d(2)})
choices["lrelu"] = nn.LeakyReLU()
print(choices, "conv" in choices, list(choices.keys()))
weights = nn.ParameterList([nn.Parameter(torch.ones(i, 2)) for i in (1, 2)])
named = nn.ParameterDict({"left": nn.Parameter(torch.zeros(2)), "right": nn.Parameter(torch.ones(1))})
print(weights, named)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
        self.head = nn.Linear(4, 2, bias=False)
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("steps", torch.zeros(1))
        self.names = ["a"]
        self.missing = None

    def forward(self, x, twice=False):
        self.steps += 1
        x = self.head(self.body(x)) * self.scale
        return x * 2 if twice else x

    def extra_repr(self):
        return f"names={self.names}"


model = Model()
print(model)
for name, p in model.named_parameters():
    print(name, tuple(p.shape), p.requires_grad, p.is_leaf)
print([n for n, _ in model.named_modules()], [n for n, _ in model.named_buffers()], [type(m).__name__ for m in model.children()])
print(model.training, model.eval().training, model.body[2].training, model.train().body.training)
print(model.get_submodule("body.1"), model.get_parameter("head.weight").shape, model.get_buffer("steps"))
model.double()
print(model.head.weight.dtype, model.body[1].running_mean.dtype, model.body[1].num_batches_tracked.dtype)
model.to(torch.float32).requires_grad_(False)
print(any(p.requires_grad for p in model.parameters()), model.float().scale.dtype)
model.requires_grad_(True)


def init(m):
    if isinstance(m, nn.Linear):
        torch.nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain("relu"))
        if m.bias is not None:
            m.bias.data.fill_(0.01)


model.apply(init)
print(model.head.weight)
twin = copy.deepcopy(model)
again = pickle.loads(pickle.dumps(model))
print(twin.head.weight is model.head.weight, torch.equal(again.head.weight, model.head.weight), again.names)
calls = []
handle = model.head.register_forward_hook(lambda m, i, o: calls.append(tuple(o.shape)))
model.register_forward_pre_hook(lambda m, args, kwargs: (args, {**kwargs, "twice": True}), with_kwargs=True)
model.eval()
out = model(torch.ones(3, 4))
print(out, calls, model.steps)
handle.remove()
print(sorted(set(dict(model.named_parameters())) ^ set(model.state_dict())), model.state_dict(prefix="m.").keys())
try:
    model.other
except AttributeError as error:
    print(error)
try:
    model.head.weight = torch.ones(2, 4)
except TypeError as error:
    print(error)
try:
    nn.Linear(2, 2)(torch.ones(1, 3))
except RuntimeError as error:
    print(str(error)[:54])
try:
    nn.Conv2d(3, 4, 3)(torch.ones(1, 1, 8, 8))
except RuntimeError as error:
    print(str(error)[:80])


class Forgot(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(1, 1)


try:
    Forgot()
except AttributeError as error:
    print(str(error)[:50])
try:
    nn.Module()(1)
except NotImplementedError as error:
    print(str(error)[:54])
for fill in (nn.init.orthogonal_, nn.init.kaiming_uniform_, nn.init.trunc_normal_, nn.init.xavier_normal_, nn.init.eye_):
    print(fill.__name__, fill(torch.empty(3, 3)))
print(nn.init.dirac_(torch.empty(2, 2, 3)).sum(), nn.init.sparse_(torch.empty(4, 4), 0.5), nn.init.constant_(torch.empty(2), 3))
lazy = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(2))
print(lazy)
lazy(torch.ones(1, 2, 5, 5))
print(lazy)
print(nn.utils.parameters_to_vector(model.head.parameters()).shape, sum(p.numel() for p in model.parameters()))
shared = nn.Linear(2, 2)
tied = nn.Sequential(shared, shared)
print(len(list(tied.parameters())), list(tied.state_dict()))

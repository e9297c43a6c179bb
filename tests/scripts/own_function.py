"""Custom autograd functions, hooks on tensors and modules, and a module of one's own."""
import math

import torch
import torch.nn as nn
from torch.autograd import Function, gradcheck
from torch.autograd.function import once_differentiable

torch.manual_seed(5)


class LegendrePolynomial3(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
a = torch.full((), 0.0, requires_grad=True)
b = torch.full((), -1.0, requires_grad=True)
c = torch.full((), 0.0, requires_grad=True)
d = torch.full((), 0.3, requires_grad=True)
for t in range(200):
    y_pred = a + b * LegendrePolynomial3.apply(c + d * x)
    loss = (y_pred - y).pow(2).sum()
    if t % 50 == 49:
        print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        for p in (a, b, c, d):
            p -= 5e-5 * p.grad
            p.grad = None
print(f"Result: y = {a.item():.4f} + {b.item():.4f} * P3({c.item():.4f} + {d.item():.4f} x)")


class LinearFunction(Function):
    @staticmethod
    def forward(input, weight, bias):
        return input.mm(weight.t()) + bias.unsqueeze(0)

    @staticmethod
    def setup_context(ctx, inputs, output):
        input, weight, bias = inputs
        ctx.save_for_backward(input, weight, bias)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_input = grad_output.mm(weight)
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output.t().mm(input)
        if ctx.needs_input_grad[2]:
            grad_bias = grad_output.sum(0)
        return grad_input, grad_weight, grad_bias


inputs = (
    torch.randn(4, 3, dtype=torch.double, requires_grad=True), torch.randn(2, 3, dtype=torch.double, requires_grad=True),
    torch.randn(2, dtype=torch.double, requires_grad=True),
)
print(gradcheck(LinearFunction.apply, inputs, eps=1e-6, atol=1e-4))
out = LinearFunction.apply(*inputs)
print(out.grad_fn.name())
try:
    (g,) = torch.autograd.grad(out.sum(), inputs[1], create_graph=True)
    g.sum().backward()
except RuntimeError as error:
    print("once:", str(error)[:66])

net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
activations = {}


def get_activation(name):
    def hook(model, input, output):
        activations[name] = output.detach()

    return hook


handles = [layer.register_forward_hook(get_activation(str(i))) for i, layer in enumerate(net)]
net[2].register_full_backward_hook(lambda m, gi, go: print("grad in", gi[0].shape, "out", go[0]))
pre = net.register_forward_pre_hook(lambda m, args: (args[0] * 2,))
v = torch.ones(2, 3, requires_grad=True)
v.register_hook(lambda g: g * 10)
net(v).sum().backward()
print({k: tuple(t.shape) for k, t in activations.items()}, activations["1"])
print(v.grad)
for h in handles:
    h.remove()
pre.remove()
activations.clear()
net(v)
print(activations, net[0].bias.grad)
w = v * 2
w.retain_grad()
w.register_post_accumulate_grad_hook if w.is_leaf else None
(w**2).sum().backward()
print(w.grad, v.grad)

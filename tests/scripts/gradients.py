"""Gradient penalties, LBFGS closures, Jacobians, style by optimising pixels, meta-learning by hand."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import grad
from torch.autograd.functional import hessian, jacobian, jvp, vjp

torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 4))
opt_c = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
opt_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.9))


def gradient_penalty(real, fake):
    alpha = torch.rand(real.size(0), 1).expand_as(real)
    mixed = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    out = critic(mixed)
    g = grad(outputs=out, inputs=mixed, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True)[0]
    return ((g.norm(2, dim=1) - 1) ** 2).mean()


for step in range(5):
    real = torch.randn(8, 4) + 2
    fake = generator(torch.randn(8, 2)).detach()
    loss_c = critic(fake).mean() - critic(real).mean() + 10 * gradient_penalty(real, fake)
    opt_c.zero_grad(set_to_none=True)
    loss_c.backward()
    opt_c.step()
    loss_g = -critic(generator(torch.randn(8, 2))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    print(step, f"{loss_c.item():.4f} {loss_g.item():.4f}")

content, style = torch.rand(1, 3, 12, 12), torch.rand(1, 3, 12, 12)
extractor = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(inplace=False), nn.AvgPool2d(2), nn.Conv2d(6, 8, 3)).eval()
for p in extractor.parameters():
    p.requires_grad_(False)


def gram_matrix(input):
    a, b, c, d = input.size()
    features = input.view(a * b, c * d)
    return torch.mm(features, features.t()).div(a * b * c * d)


picture = content.clone().requires_grad_(True)
optimizer = torch.optim.LBFGS([picture], max_iter=5, history_size=10)
run = [0]
while run[0] < 12:
    def closure():
        with torch.no_grad():
            picture.clamp_(0, 1)
        optimizer.zero_grad()
        found = extractor(picture)
        loss = F.mse_loss(found, extractor(content)) + 100 * F.mse_loss(gram_matrix(found), gram_matrix(extractor(style)))
        loss.backward()
        run[0] += 1
        if run[0] % 4 == 0:
            print("run", run[0], f"{loss.item():.6f}")
        return loss

    optimizer.step(closure)


def f(x):
    return (x**3).sum() + x[0] * x[1]


x = torch.tensor([1.0, 2.0, 3.0])
print(jacobian(lambda v: v**2, x), hessian(f, x))
print(vjp(f, x)[1], jvp(lambda v: v.sin(), x, torch.ones(3))[1])
w = torch.tensor([1.0, -1.0], requires_grad=True)
inner = ((w * torch.tensor([1.0, 2.0])).sum() - 1) ** 2
(g,) = grad(inner, w, create_graph=True)
fast = w - 0.1 * g
outer = (fast**2).sum()
outer.backward()
print(w.grad, outer)
a = torch.randn(3, 3, requires_grad=True)
b = torch.linalg.inv(a @ a.T + torch.eye(3))
sign, logdet = torch.linalg.slogdet(b)
(logdet + torch.trace(b) + torch.linalg.svdvals(a).sum()).backward()
print(a.grad)
u = torch.ones(2, requires_grad=True)
y = u * 2
try:
    y.backward()
except RuntimeError as error:
    print(error)
z = u * u
z.sum().backward()
try:
    z.sum().backward()
except RuntimeError as error:
    print(str(error)[:52])
v = torch.ones(2, requires_grad=True)
s = v.exp()
s.add_(1)
try:
    s.sum().backward()
except RuntimeError as error:
    print(str(error)[:60])
try:
    v.add_(1)
except RuntimeError as error:
    print(str(error)[:72])

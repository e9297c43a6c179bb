"""What mixed precision makes of the dtypes of operations, layers and functions of one's own, and a training in it."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.ReLU(), nn.Linear(16, 4))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=8.0)
x, y = torch.randn(5, 8), torch.randint(0, 4, (5,))
for _ in range(3):
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        out = net(x)
        loss = F.cross_entropy(out, y)
    print(out.dtype, loss.dtype, round(loss.item(), 1))
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    print(nn.utils.clip_grad_norm_(net.parameters(), 1.0).dtype, net[0].weight.grad.dtype, net[0].weight.dtype)
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad()

a, b = torch.randn(3, 3), torch.rand(3, 3)
classes = torch.tensor([0, 1, 2])
half = (a.bfloat16() @ b.bfloat16()).abs()
layers = {
    "linear": lambda: F.linear(a, b), "bilinear": lambda: nn.Bilinear(3, 3, 2)(a, b), "conv": lambda: nn.Conv1d(3, 2, 2)(a[None]),
    "transposed": lambda: nn.ConvTranspose1d(3, 2, 2)(a[None]), "lstm": lambda: nn.LSTM(3, 4)(a)[0], "gru cell": lambda: nn.GRUCell(3, 4)(a),
    "attention": lambda: nn.MultiheadAttention(3, 1)(a, a, a)[0], "encoder": lambda: nn.TransformerEncoderLayer(4, 2, 8)(torch.randn(2, 1, 4)),
    "sdpa": lambda: F.scaled_dot_product_attention(a[None], b[None], b[None]), "prelu": lambda: nn.PReLU()(half),
    "batch norm": lambda: nn.BatchNorm1d(3)(half), "layer norm": lambda: nn.LayerNorm(3)(half), "embedding": lambda: nn.Embedding(3, 2)(classes),
}
operations = {
    "@": lambda: a @ b, "mm": lambda: a.mm(b), "bmm": lambda: a[None].bmm(b[None]), "addmm": lambda: torch.addmm(a, a, b),
    "baddbmm": lambda: torch.baddbmm(a[None], a[None], b[None]), "einsum": lambda: torch.einsum("ij,jk->ik", a, b),
    "tensordot": lambda: torch.tensordot(a, b, 1), "multi_dot": lambda: torch.linalg.multi_dot([a, b, a]), "outer": lambda: torch.outer(a[0], b[0]),
    "double": lambda: a.double() @ b.double(), "a + b": lambda: a + b, "half + single": lambda: half + a, "exp": lambda: half.exp(),
    "softmax": lambda: half.softmax(-1), "sum": lambda: half.sum(), "mean": lambda: half.mean(), "prod": lambda: half.prod(),
    "pow": lambda: half**2, "cat": lambda: torch.cat([half, a]), "stack": lambda: torch.stack([half, a]), "cdist": lambda: torch.cdist(half, half),
    "inverse": lambda: torch.linalg.inv(half + torch.eye(3)), "cumsum": lambda: half.cumsum(0), "norm": lambda: half.norm(),
    "interpolate": lambda: F.interpolate(half[None], scale_factor=2.0),
}
losses = {
    "mse": lambda: F.mse_loss(half, a), "l1": lambda: F.l1_loss(half, a), "huber": lambda: F.huber_loss(half, a),
    "cross entropy": lambda: F.cross_entropy(half, classes), "nll": lambda: F.nll_loss(half, classes),
    "with logits": lambda: F.binary_cross_entropy_with_logits(half, b), "kl": lambda: F.kl_div(half, b, reduction="sum"),
    "bce": lambda: F.binary_cross_entropy(half.sigmoid(), b), "margin": lambda: F.multi_margin_loss(half, classes),
}
with torch.autocast("cpu"):
    for family in (layers, operations, losses):
        for name, compute in family.items():
            print(name, compute().dtype)


@torch.autocast("cpu", dtype=torch.bfloat16)
def decorated():
    return a @ b


class Product(torch.autograd.Function):
    @staticmethod
    @torch.amp.custom_fwd(device_type="cpu")
    def forward(ctx, left, right):
        ctx.save_for_backward(left, right)
        return left.mm(right)

    @staticmethod
    @torch.amp.custom_bwd(device_type="cpu")
    def backward(ctx, grad):
        left, right = ctx.saved_tensors
        print("in backward:", torch.is_autocast_enabled("cpu"), grad.dtype)
        return grad.mm(right.t()), left.t().mm(grad)


class InSingle(torch.autograd.Function):
    @staticmethod
    @torch.amp.custom_fwd(device_type="cpu", cast_inputs=torch.float32)
    def forward(ctx, left):
        print("in forward:", torch.is_autocast_enabled("cpu"), left.dtype)
        return left.mm(left)

    @staticmethod
    @torch.amp.custom_bwd(device_type="cpu")
    def backward(ctx, grad):
        return grad


print(decorated().dtype)
leaf = a.clone().requires_grad_()
with torch.autocast("cpu", dtype=torch.bfloat16):
    out = Product.apply(leaf, b)
    print(InSingle.apply(half).dtype)
out.float().sum().backward()
print(out.dtype, leaf.grad.dtype)
with torch.autocast("cuda"):
    print((a @ b).dtype)

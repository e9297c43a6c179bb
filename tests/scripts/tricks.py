"""What training loops do besides: accumulation, EMA, mixup, early stopping, checkpointing, freezing, seeding, timing."""
import copy
import random
import time
from collections import defaultdict

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
from torch.utils.data import DataLoader, TensorDataset


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


set_seed(42)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x, y = torch.randn(64, 10), torch.randint(0, 3, (64,))
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(1))
model = nn.Sequential(nn.Linear(10, 32), nn.GELU(), nn.Dropout(0.2), nn.Linear(32, 3)).to(device)
ema = copy.deepcopy(model)
for p in ema.parameters():
    p.detach_()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
warmup = LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 4))
history, best, patience = defaultdict(list), float("inf"), 0
for epoch in range(6):
    model.train()
    running = 0.0
    for i, (inputs, labels) in enumerate(loader):
        lam = np.random.beta(0.4, 0.4)
        index = torch.randperm(inputs.size(0))
        mixed = lam * inputs + (1 - lam) * inputs[index]
        outputs = model(mixed.to(device, non_blocking=True))
        loss = lam * F.cross_entropy(outputs, labels) + (1 - lam) * F.cross_entropy(outputs, labels[index])
        (loss / 2).backward()
        if (i + 1) % 2 == 0:
            norm = clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
            warmup.step()
            optimizer.zero_grad()
            with torch.no_grad():
                for e, p in zip(ema.parameters(), model.parameters()):
                    e.mul_(0.9).add_(p, alpha=0.1)
        running += loss.item() * inputs.size(0)
    model.eval()
    with torch.inference_mode():
        val = F.cross_entropy(model(x), y).item()
        ema_val = F.cross_entropy(ema(x), y).item()
    history["loss"].append(running / 64)
    print(f"{epoch} {running / 64:.4f} {val:.4f} {ema_val:.4f} {norm:.4f} {optimizer.param_groups[0]['lr']:.4f}")
    if val < best - 1e-3:
        best, patience = val, 0
    else:
        patience += 1
        if patience > 2:
            print("early stop")
            break
block = nn.Sequential(nn.Linear(10, 10), nn.Tanh(), nn.Linear(10, 10), nn.Tanh())
a = torch.randn(4, 10, requires_grad=True)
direct = block(a).sum()
(g,) = torch.autograd.grad(direct, a)
out = checkpoint(block, a, use_reentrant=False).sum() + checkpoint_sequential(block, 2, a, use_reentrant=False).sum()
out.backward()
print(torch.allclose(a.grad, 2 * g, atol=1e-6), block[0].weight.grad.shape)
vec = parameters_to_vector(block.parameters())
vector_to_parameters(vec * 0 + 0.1, block.parameters())
print(vec.shape, block(torch.ones(1, 10))[0, :3])
clip_grad_value_(block.parameters(), 0.01)
print(max(p.grad.abs().max().item() for p in block.parameters()))
for name, p in block.named_parameters():
    p.requires_grad = name.startswith("2")
optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, block.parameters()), lr=0.1)
optimizer.add_param_group({"params": block[0].bias, "lr": 0.5})
print(len(optimizer.param_groups), [len(g["params"]) for g in optimizer.param_groups], optimizer.defaults["lr"])
start = time.perf_counter()
torch.set_num_threads(1)
print(torch.get_num_threads(), time.perf_counter() >= start, torch.initial_seed(), torch.is_grad_enabled())
state = torch.get_rng_state()
first = torch.rand(2)
torch.set_rng_state(state)
print(torch.equal(first, torch.rand(2)))
with torch.random.fork_rng():
    torch.manual_seed(3)
    print(torch.rand(1))
confusion = torch.zeros(3, 3, dtype=torch.int64)
pred = torch.tensor([0, 1, 2, 1, 0])
true = torch.tensor([0, 2, 2, 1, 1])
for t, p in zip(true.view(-1), pred.view(-1)):
    confusion[t.long(), p.long()] += 1
print(confusion, confusion.diag().float() / confusion.sum(1), torch.bincount(3 * true + pred, minlength=9).view(3, 3).equal(confusion))
q = torch.tensor([0.1, 0.5, 0.9])
error = torch.randn(5, 1) - torch.randn(5, 3)
print(torch.max((q - 1) * error, q * error).mean())
weights = 1.0 / torch.bincount(y).float()
print(F.cross_entropy(model(x), y, weight=weights, reduction="none").shape, F.nll_loss(torch.log_softmax(model(x), -1), y).item() == F.cross_entropy(model(x), y).item())

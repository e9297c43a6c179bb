"""Mixed precision on the CPU, gradient accumulation, and the scaler that is off there."""
import torch
import torch.nn as nn

torch.manual_seed(9)
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.LayerNorm(16), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
scaler = torch.amp.GradScaler("cpu", enabled=False)
x, y = torch.randn(32, 8), torch.randint(0, 2, (32,))
with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
    out = model(x)
print(torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu"))
for epoch in range(4):
    for i in range(0, 32, 8):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=False):
            loss = nn.functional.cross_entropy(model(x[i: i + 8]), y[i: i + 8]) / 2
        scaler.scale(loss).backward()
        if (i // 8) % 2 == 1:
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad(set_to_none=True)
    print(epoch, round(loss.item(), 5), scaler.get_scale(), scaler.state_dict())
half = torch.tensor([1.0, 2.5, 1e-9]).half()
print(half, half.float(), half.dtype, (half * 3).dtype, torch.finfo(torch.bfloat16).max, torch.finfo(torch.half).eps)
print(torch.tensor([1.0, 1.0009765625, 3.14159]).bfloat16())

"""A training loop that logs to TensorBoard and a profiler of one's own."""
import os
import tempfile

import torch
import torch.nn as nn
from torch.utils.tensorboard import SummaryWriter

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    writer = SummaryWriter(log_dir=folder)
    x = torch.arange(-5, 5, 0.1).view(-1, 1)
    y = -5 * x + 0.1 * torch.randn(x.size())
    model = nn.Linear(1, 1)
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for epoch in range(10):
        loss = criterion(model(x), y)
        writer.add_scalar("Loss/train", loss, epoch)
        writer.add_scalars("both", {"a": loss.item(), "b": 1.0}, epoch)
        writer.add_histogram("weight", model.weight, epoch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(epoch, f"{loss.item():.4f}")
    writer.add_image("picture", torch.rand(3, 8, 8))
    writer.add_text("note", "done")
    writer.add_hparams({"lr": 0.1}, {"hparam/loss": 1.0})
    writer.flush()
    writer.close()
    print(sorted({name.split(".")[0] for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name))}))

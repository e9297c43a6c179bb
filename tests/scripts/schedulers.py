"""Every way to change a learning rate that tutorials show."""
import torch
from torch import nn, optim
from torch.optim.lr_scheduler import (
    ChainedScheduler, CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, ExponentialLR, LambdaLR, LinearLR, MultiStepLR,
    OneCycleLR, PolynomialLR, ReduceLROnPlateau, SequentialLR, StepLR,
)
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

torch.manual_seed(0)
makers = {
    "StepLR": lambda o: StepLR(o, step_size=3, gamma=0.1),
    "MultiStepLR": lambda o: MultiStepLR(o, milestones=[2, 6], gamma=0.5),
    "ExponentialLR": lambda o: ExponentialLR(o, gamma=0.9),
    "LambdaLR": lambda o: LambdaLR(o, lr_lambda=lambda epoch: 0.95**epoch),
    "CosineAnnealingLR": lambda o: CosineAnnealingLR(o, T_max=5),
    "WarmRestarts": lambda o: CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2),
    "CyclicLR": lambda o: CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=3, mode="triangular2"),
    "OneCycleLR": lambda o: OneCycleLR(o, max_lr=0.1, steps_per_epoch=2, epochs=5),
    "PolynomialLR": lambda o: PolynomialLR(o, total_iters=6, power=2.0),
    "Sequential": lambda o: SequentialLR(o, [LinearLR(o, 0.1, total_iters=3), CosineAnnealingLR(o, 6)], milestones=[3]),
    "Chained": lambda o: ChainedScheduler([LinearLR(o, 0.5, total_iters=4), ExponentialLR(o, 0.9)]),
}
for name, make in makers.items():
    model = nn.Linear(4, 2)
    optimizer = optim.SGD([{"params": [model.weight]}, {"params": [model.bias], "lr": 0.05}], lr=0.1, momentum=0.9)
    scheduler = make(optimizer)
    rates = []
    for epoch in range(10):
        optimizer.zero_grad()
        model(torch.ones(1, 4)).sum().backward()
        optimizer.step()
        rates.append([round(g["lr"], 5) for g in optimizer.param_groups])
        scheduler.step()
    print(name, rates, [round(v, 6) for v in scheduler.get_last_lr()])
    print(sorted(k for k in scheduler.state_dict() if not k.startswith("_")))
optimizer = optim.Adam(nn.Linear(2, 2).parameters(), lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, "min", patience=1, factor=0.5)
for loss in (1.0, 0.9, 0.95, 0.94, 0.93, 0.5, 0.6, 0.7, 0.8):
    scheduler.step(loss)
    print(loss, optimizer.param_groups[0]["lr"], scheduler.num_bad_epochs)
print(optimizer)

model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
swa_model = AveragedModel(model)
optimizer = optim.SGD(model.parameters(), lr=0.1)
swa = SWALR(optimizer, anneal_strategy="linear", anneal_epochs=3, swa_lr=0.02)
data = [torch.randn(8, 3) for _ in range(4)]
for epoch in range(4):
    for x in data:
        optimizer.zero_grad()
        model(x).pow(2).mean().backward()
        optimizer.step()
    swa_model.update_parameters(model)
    swa.step()
    print(epoch, optimizer.param_groups[0]["lr"])
update_bn(data, swa_model)
print(swa_model.n_averaged, swa_model(data[0]).mean().item(), swa_model.module[1].running_mean)

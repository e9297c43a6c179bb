"""Hogwild: processes that train one shared model."""
import torch
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return F.log_softmax(self.fc(x), dim=1)


def train(rank, model, queue):
    torch.manual_seed(rank)
    x = torch.randn(64, 4)
    y = (x.sum(1) > 0).long()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(200):
        optimizer.zero_grad()
        F.nll_loss(model(x), y).backward()
        optimizer.step()
    queue.put((rank, epoch))


if __name__ == "__main__":
    mp.set_start_method("fork", force=True)
    torch.manual_seed(1)
    model = Net()
    print(model.fc.weight.is_shared())
    model.share_memory()
    print(model.fc.weight.is_shared())
    before = model.fc.weight.detach().clone()
    queue = mp.Queue()
    processes = []
    for rank in range(2):
        p = mp.Process(target=train, args=(rank, model, queue))
        p.start()
        processes.append(p)
    results = sorted(queue.get() for _ in range(2))
    for p in processes:
        p.join()
    print([p.exitcode for p in processes], results)
    x = torch.randn(200, 4)
    accuracy = (model(x).argmax(1) == (x.sum(1) > 0)).float().mean().item()
    print(accuracy > 0.9, bool((model.fc.weight != before).all()))

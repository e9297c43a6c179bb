"""Time per training step of a multi-layer perceptron 784-128-10, against PyTorch on the CPU.

    python benchmarks/mlp.py [--threads 1] [--rounds 25] [--quick]

A step is zero_grad, forward, cross entropy, backward and the optimiser's step.
"""

import pairs


def make_step(torch, optimizer_name, batch):
    """One training step as a function without arguments, bound to one library."""
    nn = torch.nn
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = getattr(torch.optim, optimizer_name)(model.parameters(), lr=0.01)
    loss_of = nn.CrossEntropyLoss()
    x = torch.rand(batch, 784)
    y = torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def list_cases(th, torch):
    """Yield (name, ours, theirs) for each optimiser and batch size."""
    for optimizer in ("SGD", "Adam"):
        for batch in (1, 32, 256):
            yield f"{optimizer} batch {batch}", make_step(th, optimizer, batch), torch and make_step(torch, optimizer, batch)


def main():
    options = pairs.parse_options(__doc__.splitlines()[0])
    th, torch = pairs.load_libraries(options.threads)
    pairs.print_table(list_cases(th, torch), options.rounds)


if __name__ == "__main__":
    main()

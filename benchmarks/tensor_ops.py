"""Time per operation on small tensors, against PyTorch on the CPU.

    python benchmarks/tensor_ops.py [--threads 1] [--rounds 25] [--quick]

Each operation plain, recorded (an input requires gradients) and with the backward of its sum.
"""

import pairs

OPERATIONS = {
    "add": lambda torch, x, y: torch.add(x, y),
    "mul": lambda torch, x, y: torch.mul(x, y),
    "exp": lambda torch, x, y: torch.exp(x),
    "sum": lambda torch, x, y: torch.sum(x),
    "matmul": lambda torch, x, y: torch.matmul(x, y),
}
SIZES = {10: {"matmul": (3, 3)}, 1000: {"matmul": (32, 32)}}


def make_case(torch, name, shape, mode):
    """The operation as a function without arguments, bound to one library."""
    operation = OPERATIONS[name]
    torch.manual_seed(0)
    x, y = torch.rand(*shape), torch.rand(*shape)
    x.requires_grad_(mode != "plain")

    def forward():
        return operation(torch, x, y)

    def backward():
        x.grad = None
        result = operation(torch, x, y)
        (result if name == "sum" else result.sum()).backward()

    return backward if mode == "backward" else forward


def list_cases(th, torch):
    """Yield (name, ours, theirs) for each operation, size and mode."""
    for mode in ("plain", "recorded", "backward"):
        for size, special in SIZES.items():
            for name in OPERATIONS:
                shape = special.get(name, (size,))
                label = f"{name} {'x'.join(map(str, shape))} {mode}"
                yield label, make_case(th, name, shape, mode), torch and make_case(torch, name, shape, mode)


def main():
    options = pairs.parse_options(__doc__.splitlines()[0])
    th, torch = pairs.load_libraries(options.threads)
    pairs.print_table(list_cases(th, torch), options.rounds)


if __name__ == "__main__":
    main()

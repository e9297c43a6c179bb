"""Time per operation, small and large, against PyTorch on the CPU.

    python benchmarks/ops.py [--threads 1] [--rounds 25] [--only TEXT] [--part small|backward|large] [--quick]

Small: the common operations on 10 to 10 000 elements, forward and some with backward.  Large: 10^6 and 10^7 elements,
each with its floor: the bytes that must be read and written over the rate at which a copy moves them in this run, or the
multiplications and additions over the rate of a large matrix product.  With one thread the times are CPU time of the
thread, which leaves out what other programs took.  A ratio above the aim (1.0 small, 1.2 large) is marked MISS.
"""

import math
import statistics
import time

import pairs

SMALL_SIZES, LARGE_SIZES = (10, 100, 1000, 10_000), (10**6, 10**7)
SMALL_AIM, LARGE_AIM = 1.0, 1.2
NOISE = 0.02  # two runs of one function on a quiet machine differ by as much

# What the statements below speak of, made anew for each size n and library:
#   x, y, p   vectors of n normals, of n normals, of n numbers in (0.1, 1.1)     m, w    the same as matrices, nearly square
#   b         n bools      i, j   n indices below n, n // 10 of them         r       n // 100 indices into m's rows
#   q         n integers below 1000                                          c       (rows, 1000) for large n
SMALL = """
    x + y | x * y | x - 1.0 | x / y | -x | x ** 2 | torch.exp(x) | torch.log(p) | torch.sqrt(p) | torch.tanh(x)
    torch.sigmoid(x) | torch.relu(x) | torch.sin(x) | torch.erf(x) | x.abs() | x.clamp(-1, 1) | torch.maximum(x, y) | x > 0
    x == y | torch.where(b, x, y) | x.masked_fill(b, 0.0) | x.add_(y, alpha=1e-9) | x.mul_(1.0) | x.zero_() | x.copy_(y)
    x.sum() | x.mean() | x.max() | x.std() | x.norm() | b.any() | m.sum(0) | m.sum(1) | m.mean(1, keepdim=True)
    m.max(1) | m.argmax(1) | m.amax(1) | torch.logsumexp(m, 1) | torch.softmax(m, 1) | torch.log_softmax(m, 1)
    x[3] | x[1:8] | m[:, 0] | x[i] | x[b] | m[r] | x[2:5] = 0.0 | x[i] = y | torch.gather(x, 0, i) | x.index_select(0, j)
    x.scatter_add(0, i, y) | torch.nonzero(b) | x.view(-1, 2) | x.reshape(-1) | m.t() | m.transpose(0, 1) | x.unsqueeze(0)
    m.permute(1, 0) | m.flatten() | x.expand(3, -1) | x.squeeze() | x.detach() | m @ w.t() | torch.mv(m, m[0]) | torch.dot(x, y)
    torch.cat([x, y]) | torch.stack([x, y]) | m.split(1, 1) | torch.sort(x) | torch.argsort(x) | torch.topk(x, 5)
    torch.cumsum(x, 0) | torch.unique(q) | torch.zeros(n) | torch.ones(n) | torch.empty(n) | torch.full((n,), 2.0)
    torch.arange(n) | torch.zeros_like(x) | x.clone() | torch.tensor(values) | x.tolist() | x.sum().item() | x.long()
    x.double() | torch.rand(n) | torch.randn(n) | torch.randint(0, 10, (n,)) | torch.randperm(n) | torch.bernoulli(z)
    torch.eye(10) | torch.linspace(0, 1, n) | torch.einsum('ij,kj->ik', m, w)
"""

BACKWARD = """
    (x + y).sum() | (x * y).sum() | torch.exp(x).sum() | torch.tanh(x).sum() | torch.sigmoid(x).sum() | torch.relu(x).sum()
    x.mean() | (x ** 2).mean() | torch.softmax(m, 1).sum() | torch.log_softmax(m, 1)[0, 0] | (m @ w.t()).sum() | x[i].sum()
    x[1:8].sum() | m.t().sum() | torch.cat([x, y]).sum() | m.max(1)[0].sum() | m.std() | torch.where(b, x, y).sum()
"""

# The bytes to move for each element (a float32 is 4, an index 8); `flops(...)` instead where the work is a matrix product.
LARGE = """
    x + y : 12 | x * y : 12 | x + 1.0 : 8 | x / y : 12 | x.add_(y, alpha=1e-9) : 12 | -x : 8 | x.abs() : 8 | x ** 2 : 8
    x > 0 : 5 | x == y : 9 | torch.exp(x) : 8 | torch.log(p) : 8 | torch.sqrt(p) : 8 | torch.tanh(x) : 8 | torch.sin(x) : 8
    torch.sigmoid(x) : 8 | torch.relu(x) : 8 | torch.erf(x) : 8 | torch.nn.functional.gelu(x) : 8 | x.clamp(-1, 1) : 8
    torch.where(b, x, y) : 13 | x.masked_fill(b, 0.0) : 9 | torch.maximum(x, y) : 12 | x.long() : 12 | x.double() : 12
    x.clone() : 8 | m.t().contiguous() : 8 | torch.cat([x, y]) : 16 | torch.stack([x, y], 1) : 16 | torch.zeros(n) : 4
    torch.arange(n) : 8 | x.sum() : 4 | x.mean() : 4 | x.max() : 4 | x.argmax() : 4 | x.std() : 4 | x.norm() : 4 | m.sum(0) : 4
    m.sum(1) : 4 | m.max(0) : 4 | m.max(1) : 4 | m.argmax(1) : 4 | m.var(1) : 4 | torch.logsumexp(m, 1) : 4 | b.sum() : 1
    q.sum() : 8 | torch.softmax(c, 1) : 8 | torch.log_softmax(c, 1) : 8 | torch.softmax(c, 0) : 8 | torch.sort(x) : 16
    torch.sort(c, 1) : 16 | torch.argsort(x) : 12 | torch.sort(q) : 24 | torch.topk(x, 10) : 4 | torch.topk(c, 10, 1) : 4
    torch.median(x) : 4 | torch.kthvalue(x, n // 3) : 4 | torch.cumsum(x, 0) : 8 | torch.cumsum(c, 1) : 8 | torch.cumsum(c, 0) : 8
    torch.cumprod(x, 0) : 8 | torch.cumsum(q, 0) : 16 | torch.cummax(x, 0) : 16 | x[i] : 16 | x[b] : 7 | c[:, 1:] = 0.0 : 4
    x[i] = y : 16 | x.index_select(0, j) : 1.6 | c.index_select(0, rows) : 8 | torch.gather(x, 0, i) : 16 | x.take(i) : 16
    torch.gather(c, 1, k) : 16 | c.scatter_add(1, k, c) : 24 | c.scatter(1, k, c) : 24 | x.scatter_add(0, i, y) : 24
    x.index_add(0, i, y) : 24 | c.index_add(0, rows, c) : 16 | torch.nonzero(b) : 5 | torch.unique(q) : 8
    torch.unique(x) : 4 | torch.bincount(q) : 8 | torch.histc(x, 100) : 4 | torch.searchsorted(edges, x) : 12
    c @ square : flops(2 * 1000) | torch.einsum('ij,kj->ik', c, square) : flops(2 * 1000) | torch.bmm(t, t) : flops(200)
    torch.einsum('bij,bjk->bik', t, t) : flops(200) | torch.einsum('ij,ij->i', c, c) : 4
    torch.mv(c, c[0]) : 4 | torch.dot(x, y) : 8 | torch.rand(n) : 4 | torch.randn(n) : 4 | torch.randint(0, 100, (n,)) : 8
    torch.randperm(n) : 8 | torch.bernoulli(z) : 8 | torch.multinomial(z, 100, True) : 4 | x.exponential_() : 4
"""


def read_cases(text):
    """The statements of a table, in order."""
    return [case.strip() for line in text.strip().splitlines() for case in line.split("|")]


def make_data(torch, n, grad):
    """What the statements speak of, made by one library."""
    torch.manual_seed(0)
    rows = math.isqrt(n)
    while n % rows:
        rows -= 1
    data = {"torch": torch, "n": n, "x": torch.randn(n), "y": torch.randn(n), "p": torch.rand(n) + 0.1, "z": torch.rand(n)}
    data |= {"m": torch.randn(rows, n // rows), "w": torch.randn(rows, n // rows), "b": torch.rand(n) > 0.5}
    data |= {"i": torch.randint(0, n, (n,)), "j": torch.randint(0, n, (n // 10,)), "q": torch.randint(0, 1000, (n,))}
    data |= {"r": torch.randint(0, rows, (max(n // 100, 1),)), "values": data["y"].tolist() if n <= 10_000 else None}
    if n >= 10**6:
        data |= {"c": torch.randn(n // 1000, 1000), "k": torch.randint(0, 1000, (n // 1000, 1000)),
                 "rows": torch.randint(0, n // 1000, (n // 1000,)), "square": torch.randn(1000, 1000),
                 "t": torch.randn(n // 10_000, 100, 100), "edges": torch.linspace(-3, 3, 101)}
    if grad:
        for name in "xym":
            data[name].requires_grad_()
    return data


def make_call(statement, data, grad=False):
    """The statement as a function without arguments; with `grad` followed by its backward."""
    body = [statement]
    if grad:
        body = ["x.grad = y.grad = m.grad = None", f"({statement}).backward()"]
    names = {}
    exec("def call():\n" + "".join(f"    {line}\n" for line in body), data, names)
    return names["call"]


class Rates:
    """How fast this machine copies so many bytes, and how fast it multiplies matrices."""

    def __init__(self, clock):
        self.clock = clock

    def bytes_per_second(self, n):
        """Of a copy of n float32: read and written."""
        import numpy as np

        source, target = np.ones(n, np.float32), np.ones(n, np.float32)
        return 8 * n / min(pairs.seconds_per_call(lambda: np.copyto(target, source), 3, self.clock) for _ in range(7))

    def flops_per_second(self):
        """Of a float32 product of two matrices of 1000 x 1000."""
        import numpy as np

        a = np.ones((1000, 1000), np.float32)
        return 2e9 / min(pairs.seconds_per_call(lambda: a.dot(a), 1, self.clock) for _ in range(5))


def floor_of(work, n, moved, flops):
    """The seconds below which the work cannot be done."""
    if work.startswith("flops("):
        return eval(work[5:]) * n / flops
    return float(work) * n / moved


def ratio_of(samples):
    """The ratio of the medians; NaN without a peer."""
    mine, peers = samples
    return statistics.median(mine) / statistics.median(peers) if peers else math.nan


def print_row(name, n, samples, floor):
    """The row of a large operation: the medians, their ratio, that of the least, and how far both are from the floor."""
    mine, peers = samples
    ratio, least = ratio_of(samples), min(mine) / min(peers) if peers else math.nan
    row = f"| `{name}` | {n:.0e} | {statistics.median(mine) * 1e3:.2f} |".replace("e+0", "e")
    row += f" {statistics.median(peers) * 1e3:.2f} | {ratio:.2f} | {least:.2f} |" if peers else " - | - | - |"
    row += f" {floor * 1e3:.2f} |"
    row += f" {min(mine) / floor:.1f} | {min(peers) / floor if peers else math.nan:.1f} |" if floor else " - | - |"
    missed = ratio > LARGE_AIM + NOISE
    print(row + (" MISS |" if missed else " |"), flush=True)
    return ratio, missed


def print_summary(found, aim):
    found = [f for f in found if f[0] == f[0]]
    if found:
        mean = statistics.geometric_mean([ratio for ratio, _ in found])
        print(f"\n{len(found)} cases, geometric mean of the ratios {mean:.2f}, {sum(m for _, m in found)} above {aim}\n")


def run_small(th, torch, options, clock, cases, grad):
    """The table of small operations, forward or with backward: the times on the fewest elements, the ratios on all."""
    sizes = SMALL_SIZES[:1] if options.quick else SMALL_SIZES
    print(f"| op | th us ({sizes[0]}) | torch us | ratio {' | ratio '.join(map(str, sizes))} | |")
    print("| --- | ---: | ---: |" + " ---: |" * len(sizes) + " --- |")
    found = []
    for statement in cases:
        row, ratios = f"| `{statement}` |", []
        for n in sizes:
            mine = make_call(statement, make_data(th, n, grad), grad)
            peer = make_call(statement, make_data(torch, n, grad), grad) if torch else None
            samples = pairs.samples_of(mine, peer, options.rounds, clock)
            if n == sizes[0]:
                row += "".join(f" {statistics.median(s) * 1e6:.2f} |" if s else " - |" for s in samples)
            ratios.append(ratio_of(samples))
        missed = [ratio > SMALL_AIM + NOISE for ratio in ratios]
        row += "".join(f" {ratio:.2f} |" for ratio in ratios) + (" MISS |" if any(missed) else " |")
        print(row, flush=True)
        found += zip(ratios, missed, strict=True)
    print_summary(found, SMALL_AIM)


def run_large(th, torch, options, clock, cases):
    """The table of large operations."""
    print("| op | n | th ms | torch ms | ratio | of the least | floor ms | th / floor | torch / floor | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    rates, found = Rates(clock), []
    flops = rates.flops_per_second()
    for n in (10**6,) if options.quick else LARGE_SIZES:
        moved = rates.bytes_per_second(n)
        ours, theirs = make_data(th, n, False), make_data(torch, n, False) if torch else None
        for case in cases[:: 20 if options.quick else 1]:
            statement, _, work = case.rpartition(" : ")
            mine, peer = make_call(statement, ours), make_call(statement, theirs) if torch else None
            rounds = options.rounds if n < 10**7 else max(3, options.rounds // 3)
            samples = pairs.samples_of(mine, peer, rounds, clock)
            found.append(print_row(statement, n, samples, floor_of(work, n, moved, flops)))
        print(f"\na copy of {n:.0e} float32 moves {moved / 1e9:.1f} GB/s; a product does {flops / 1e9:.0f} Gflop/s\n")
    print_summary(found, LARGE_AIM)


def main():
    only = {"default": "", "help": "the cases that contain this text"}
    part = {"default": "", "choices": ["small", "backward", "large"], "help": "one of the three tables"}
    options = pairs.parse_options(__doc__.splitlines()[0], only=only, part=part)
    th, torch = pairs.load_libraries(options.threads)
    clock = time.thread_time if options.threads == 1 else time.perf_counter
    for name, table in (("small", SMALL), ("backward", BACKWARD), ("large", LARGE)):
        cases = [c for c in read_cases(table) if options.only in c]
        if not cases or options.part not in ("", name):
            continue
        print(f"### {name}\n")
        if name == "large":
            run_large(th, torch, options, clock, cases)
        else:
            run_small(th, torch, options, clock, cases, name == "backward")


if __name__ == "__main__":
    main()

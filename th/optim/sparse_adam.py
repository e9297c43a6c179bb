"""Adam for tables of which a step uses few rows."""

from th.errors import ArgumentError
from th.optim.arguments import check_betas, number
from th.optim.one_by_one import OneByOneOptimizer
from th.tensor import devices
from th.tensor.node import counter_of
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["SparseAdam"]


class SparseAdam(OneByOneOptimizer):
    """Adam that moves, and remembers, only the rows that have a gradient: those that a lookup has used.

    Gradients are dense arrays here, also with `nn.Embedding(sparse=True)`; a row of zeros counts as not looked up.

    Args:
        params (iterable): the tables to learn, or groups of them
        lr (float): the learning rate
        betas (pair of float): how slowly the averages of g and of its square move
        eps (float): keeps the division finite
        maximize (bool): go up the gradient
    Raises:
        ArgumentError: when a number is out of its range, or a parameter complex
    Example:
        >>> table = nn.Embedding(3, 2, sparse=True)
        >>> optimizer = torch.optim.SparseAdam(table.parameters(), lr=0.1)
        >>> before = table.weight.detach().clone()
        >>> table(torch.tensor([1])).sum().backward()
        >>> optimizer.step()
        >>> (table.weight != before).any(1)
        tensor([False,  True, False])
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, maximize=False):
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ArgumentError("Tensor lr must be 1-element")
        for name, value in (("learning rate", lr), ("epsilon value", eps)):
            if not value > 0:
                raise ArgumentError(f"Invalid {name}: {value}; it must be greater than 0")
        check_betas(betas)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})
        complex_ones = [
            [i, j] for i, group in enumerate(self.param_groups) for j, p in enumerate(group["params"]) if p.is_complex()
        ]
        if complex_ones:
            raise ArgumentError(f"Complex params at indices {complex_ones}: SparseAdam does not support complex parameters")

    def _step_one(self, p, group):
        array, g = p._array, p._grad._array
        xp = devices.namespace(array)
        state = self.state[p]
        if not state:
            state.update(step=0, exp_avg=new_tensor(xp.zeros_like(array)), exp_avg_sq=new_tensor(xp.zeros_like(array)))
        state["step"] += 1
        rows = xp.nonzero((g != 0).reshape(g.shape[0], -1).any(1))[0] if g.ndim else ...
        g = -g[rows] if group["maximize"] else g[rows]
        beta1, beta2 = map(number, group["betas"])
        averages = []
        for name, new, beta in (("exp_avg", g, beta1), ("exp_avg_sq", g * g, beta2)):
            held = state[name]._array
            old = held[rows]
            averages.append(old + (new - old) * (1 - beta))
            held[rows] = averages[-1]
        m, v = averages
        size = number(group["lr"]) * (1 - beta2 ** state["step"]) ** 0.5 / (1 - beta1 ** state["step"])
        array[rows] -= size * (m / (xp.sqrt(v) + number(group["eps"])))
        counter_of(p)[0] += 1

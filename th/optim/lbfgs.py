"""L-BFGS."""

from th.errors import ArgumentError, ConflictError
from th.optim.arguments import check_not_negative, number
from th.optim.optimizer import Optimizer
from th.optim.wolfe import strong_wolfe
from th.tensor import devices
from th.tensor.modes import enable_grad, no_grad
from th.tensor.node import counter_of
from th.tensor.tensor import new_tensor

__all__ = ["LBFGS"]

_LEAST_CURVATURE = 1e-10
_MEMORY = ("d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")


class LBFGS(Optimizer):
    """Newton's method with the curvature estimated from the last gradients; needs the whole loss at every call.

    Args:
        params (iterable): the tensors to learn; one group only
        lr (float): the length of a step, or of the first one tried by a line search
        max_iter (int): iterations in one call of `step`
        max_eval (int): evaluations of the loss in one call; 1.25 * max_iter by default
        tolerance_grad (float): stop when no element of the gradient is larger
        tolerance_change (float): stop when parameters and loss change less
        history_size (int): how many gradients are kept
        line_search_fn (str): "strong_wolfe", or None for steps of fixed length
    Raises:
        ArgumentError: when there are several groups
    Example:
        >>> w = torch.tensor([3.0, -2.0], requires_grad=True)
        >>> optimizer = torch.optim.LBFGS([w], line_search_fn="strong_wolfe")
        >>> def closure():
        ...     optimizer.zero_grad()
        ...     loss = ((w - 1) ** 2).sum()
        ...     loss.backward()
        ...     return loss
        >>> optimizer.step(closure)
        tensor(13., grad_fn=<SumBackward0>)
        >>> w.detach().round(decimals=3)
        tensor([1., 1.])

    Source:
        Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4, 7.5 and 3.5
    """

    def __init__(self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9,
                 history_size=100, line_search_fn=None):
        check_not_negative(lr=lr)
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(params, {"lr": lr, "max_iter": max_iter, "max_eval": max_eval,
                                  "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change,
                                  "history_size": history_size, "line_search_fn": line_search_fn})
        if len(self.param_groups) != 1:
            raise ArgumentError("LBFGS doesn't support per-parameter options (parameter groups); give it one list")

    @property
    def _params(self):
        return self.param_groups[0]["params"]

    def _flat_gradient(self):
        """All gradients as one row."""
        arrays = [p._array if p._grad is None else p._grad._array for p in self._params]
        xp = devices.namespace(arrays[0])
        rows = [
            xp.zeros(p._array.size, p._array.dtype) if p._grad is None else _real_row(p._grad._array)
            for p in self._params
        ]
        return new_tensor(xp.concatenate(rows))

    def _move(self, length, direction):
        """Adds `length` times the flat `direction` to the parameters."""
        start = 0
        row = direction._array
        for p in self._params:
            array = p._array
            count = array.size * (2 if p.is_complex() else 1)
            part = row[start:start + count]
            part = part.view(array.dtype) if p.is_complex() else part
            array += part.reshape(array.shape) * length
            counter_of(p)[0] += 1
            start += count

    def step(self, closure):
        """Runs up to `max_iter` iterations.

        Args:
            closure (callable): clears the gradients, computes the loss and its gradients, and returns the loss
        Returns:
            the first loss that `closure` returned
        """
        with no_grad():
            return _Run(self, closure).run()


def _real_row(array):
    row = array.reshape(-1)
    return row.view(row.real.dtype) if row.dtype.kind == "c" else row


class _Run:
    """One call of `step`."""

    def __init__(self, optimizer, closure):
        self.optimizer, self.closure = optimizer, closure
        self.group = optimizer.param_groups[0]
        self.state = optimizer.state[optimizer._params[0]]
        self.state.setdefault("func_evals", 0)
        self.state.setdefault("n_iter", 0)
        self.memory = {name: self.state.get(name) for name in _MEMORY}
        self.evaluations = 0

    def evaluate(self):
        """The loss, and the gradients as one row."""
        with enable_grad():
            loss = self.closure()
        self.evaluations += 1
        self.state["func_evals"] += 1
        return loss, self.optimizer._flat_gradient()

    def is_flat(self, gradient):
        return float(gradient.abs().max()) <= self.group["tolerance_grad"]

    def run(self):
        """Iterates, and returns the first loss."""
        first_loss, gradient = self.evaluate()
        if not self.is_flat(gradient):
            self.iterate(float(first_loss), gradient)
            self.state.update(self.memory)
        return first_loss

    def iterate(self, loss, gradient):
        state, memory, group = self.state, self.memory, self.group
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            d = memory["d"] = self.direction(gradient)
            memory["prev_flat_grad"], memory["prev_loss"] = gradient, loss
            t = memory["t"] = number(group["lr"])
            if state["n_iter"] == 1:
                t = memory["t"] = min(1.0, 1.0 / float(gradient.abs().sum())) * t
            slope = float(gradient.dot(d))
            if slope > -group["tolerance_change"]:
                return
            last = iteration == group["max_iter"]
            before = loss
            loss, gradient, t = self.advance(t, d, loss, gradient, slope, last)
            memory["t"] = t
            if last or self.evaluations >= group["max_eval"] or self.is_flat(gradient):
                return
            if float(d.abs().max()) * t <= group["tolerance_change"] or abs(loss - before) < group["tolerance_change"]:
                return

    def advance(self, t, d, loss, gradient, slope, last):
        """Moves the parameters along `d`; the loss and gradient there, and the length of the step."""
        search = self.group["line_search_fn"]
        if search is None:
            self.optimizer._move(t, d)
            if last:  # nobody would look at the loss
                return loss, gradient, t
            loss, gradient = self.evaluate()
            return float(loss), gradient, t
        if search != "strong_wolfe":
            raise ConflictError(f"only 'strong_wolfe' is supported; `line_search_fn` is {search!r}")
        arrays = [p._array for p in self.optimizer._params]
        start = [array.copy() for array in arrays]

        def at(length):
            self.optimizer._move(length, d)
            value, slopes = self.evaluate()
            for array, kept in zip(arrays, start, strict=True):
                array[...] = kept
            return float(value), slopes, float(slopes.dot(d))

        most = self.group["max_eval"] - self.evaluations
        loss, gradient, t, _ = strong_wolfe(at, t, loss, gradient, slope, float(d.abs().max()), most)
        self.optimizer._move(t, d)
        return loss, gradient, t

    def direction(self, gradient):
        """Minus the gradient times the estimated inverse of the curvature."""
        memory = self.memory
        if self.state["n_iter"] == 1:
            memory.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return -gradient
        y = gradient - memory["prev_flat_grad"]
        s = memory["d"] * memory["t"]
        curvature = y.dot(s)
        changes, steps, ro = memory["old_dirs"], memory["old_stps"], memory["ro"]
        if float(curvature) > _LEAST_CURVATURE:
            if len(changes) == self.group["history_size"]:
                for kept in (changes, steps, ro):
                    kept.pop(0)
            changes.append(y)
            steps.append(s)
            ro.append(1.0 / curvature)
            memory["H_diag"] = curvature / y.dot(y)
        weights = self.state.setdefault("al", [None] * self.group["history_size"])
        q = -gradient
        for i in reversed(range(len(changes))):
            weights[i] = steps[i].dot(q) * ro[i]
            q = q - changes[i] * weights[i]
        r = q * memory["H_diag"]
        for i in range(len(changes)):
            r = r + steps[i] * (weights[i] - changes[i].dot(r) * ro[i])
        return r

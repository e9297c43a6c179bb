"""Optimisers whose rule looks at each parameter as a whole."""

from th.optim.optimizer import Optimizer
from th.tensor.dispatch import quietly

__all__ = ["OneByOneOptimizer"]


class OneByOneOptimizer(Optimizer):
    """An optimiser that updates one parameter after the other: a subclass defines ``_step_one(p, group)``."""

    def _step_one(self, p, group):
        raise NotImplementedError

    def step(self, closure=None):
        """Updates the parameters once by their gradients.

        Args:
            closure (callable): computes the loss anew, with its gradients
        Returns:
            what `closure` returned, None without one
        """
        loss = self._loss_of(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p._grad is not None:
                    quietly(self._step_one, p, group)
        return loss

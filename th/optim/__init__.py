"""Optimisers: PyTorch's, with Torch7's toolbox beside them."""

from th.optim.adam import Adam
from th.optim.optimizer import Optimizer
from th.optim.sgd import SGD

__all__ = ["Adam", "Optimizer", "SGD"]

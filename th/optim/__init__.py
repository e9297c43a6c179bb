"""Optimisers: PyTorch's, with Torch7's toolbox beside them."""

from th.optim import lr_scheduler, swa_utils
from th.optim.adadelta import Adadelta
from th.optim.adafactor import Adafactor
from th.optim.adagrad import Adagrad
from th.optim.adam import Adam
from th.optim.adamax import Adamax
from th.optim.adamw import AdamW
from th.optim.asgd import ASGD
from th.optim.cg import CG
from th.optim.confusion import ConfusionMatrix
from th.optim.lbfgs import LBFGS
from th.optim.logger import Logger
from th.optim.muon import Muon
from th.optim.nadam import NAdam
from th.optim.optimizer import Optimizer
from th.optim.radam import RAdam
from th.optim.rmsprop import RMSprop
from th.optim.rprop import Rprop
from th.optim.sgd import SGD
from th.optim.sparse_adam import SparseAdam

__all__ = [
    "ASGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "CG",
    "ConfusionMatrix",
    "LBFGS",
    "Logger",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SGD",
    "SparseAdam",
    "lr_scheduler",
    "swa_utils",
]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from th.missing import missing_name

    raise missing_name("th.optim", name, __all__)

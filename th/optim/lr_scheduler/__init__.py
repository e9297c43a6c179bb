"""Schedules of the learning rate."""

from th.optim.lr_scheduler.base import LRScheduler
from th.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from th.optim.lr_scheduler.cyclic import CyclicLR
from th.optim.lr_scheduler.joined import ChainedScheduler, SequentialLR
from th.optim.lr_scheduler.multiples import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from th.optim.lr_scheduler.one_cycle import OneCycleLR
from th.optim.lr_scheduler.plateau import ReduceLROnPlateau

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]

_LRScheduler = LRScheduler  # the name of the base class before PyTorch 2

"""Logs for TensorBoard."""

from th.utils.tensorboard.writer import SummaryWriter

__all__ = ["SummaryWriter"]

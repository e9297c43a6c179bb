"""The momentum that some schedules move against the rate: SGD's `momentum`, or Adam's first beta."""

from th.errors import ArgumentError
from th.optim.lr_scheduler.base import one_for_each_group

__all__ = ["begin_momenta", "set_momentum"]


def begin_momenta(optimizer, base_momentum, max_momentum, last_epoch):
    """Checks that there is a momentum to move and sets its first value.

    Returns:
        (True when it is a beta, the smallest momenta, the largest)
    """
    if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
        raise ArgumentError(
            "optimizer must support momentum or beta1 with `cycle_momentum` option enabled; "
            f"{type(optimizer).__name__} has neither: give cycle_momentum=False"
        )
    by_beta = "betas" in optimizer.defaults
    smallest = one_for_each_group("base_momentum", optimizer, base_momentum)
    largest = one_for_each_group("max_momentum", optimizer, max_momentum)
    if last_epoch == -1:
        for high, low, group in zip(largest, smallest, optimizer.param_groups, strict=True):
            set_momentum(group, high, by_beta)
            group["max_momentum"] = high
            group["base_momentum"] = low
    return by_beta, smallest, largest


def set_momentum(group, value, by_beta):
    """Sets the momentum of a parameter group."""
    if by_beta:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group["momentum"] = value

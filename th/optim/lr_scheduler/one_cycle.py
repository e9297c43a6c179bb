"""The schedule of one cycle: up to the largest rate, and down far below the first."""

import math

from th.errors import ArgumentError
from th.optim.lr_scheduler.base import LRScheduler, check_optimizer, one_for_each_group
from th.optim.lr_scheduler.momenta import begin_momenta, set_momentum

__all__ = ["OneCycleLR"]


class OneCycleLR(LRScheduler):
    """The rate rises to `max_lr` and falls far below where it began, the momentum the other way; step it every batch.

    Args:
        optimizer (Optimizer): whose rates are set
        max_lr (float or list): the largest rate
        total_steps (int): how long; or `epochs` times `steps_per_epoch`
        epochs (int): passes over the data
        steps_per_epoch (int): batches of a pass
        pct_start (float): the share of the rise
        anneal_strategy (str): "cos" or "linear"
        cycle_momentum (bool): move the momentum too
        base_momentum, max_momentum (float or list): between these
        div_factor (float): the largest rate over the first
        final_div_factor (float): the first rate over the last
        three_phase (bool): fall as fast as it rose, then down to the last rate
        last_epoch (int): the step to go on from; -1 to begin
    Example:
        >>> optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1, momentum=0.9)
        >>> schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
        >>> round(schedule.get_last_lr()[0], 6)
        0.04

    Source:
        Smith and Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, 2018
    """

    def __init__(self, optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3,
                 anneal_strategy="cos", cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, div_factor=25.0,
                 final_div_factor=1e4, three_phase=False, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        self._schedule_phases = _phases(pct_start, self.total_steps, three_phase)
        if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
            raise ArgumentError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in _CURVES:
            raise ArgumentError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_func_type = anneal_strategy
        largest = one_for_each_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for rate, group in zip(largest, optimizer.param_groups, strict=True):
                group["initial_lr"] = rate / div_factor
                group["max_lr"] = rate
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.use_beta1 = begin_momenta(optimizer, base_momentum, max_momentum, last_epoch)[0]
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The rates for the present step; sets the momenta."""
        self._warn_outside_step()
        step = self.last_epoch
        if step > self.total_steps:
            raise ArgumentError(
                f"Tried to step {step} times. The specified number of total steps is {self.total_steps}"
            )
        curve = _CURVES[self._anneal_func_type]
        start = 0.0
        for phase in self._schedule_phases:
            if step <= phase["end_step"] or phase is self._schedule_phases[-1]:
                break
            start = phase["end_step"]
        done = (step - start) / (phase["end_step"] - start)
        groups = self.optimizer.param_groups
        if self.cycle_momentum:
            for group in groups:
                value = curve(group[phase["start_momentum"]], group[phase["end_momentum"]], done)
                set_momentum(group, value, self.use_beta1)
        return [curve(group[phase["start_lr"]], group[phase["end_lr"]], done) for group in groups]


def _total(total_steps, epochs, steps_per_epoch):
    if total_steps is not None:
        return _positive("total_steps", total_steps)
    if epochs is None or steps_per_epoch is None:
        raise ArgumentError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    return _positive("epochs", epochs) * _positive("steps_per_epoch", steps_per_epoch)


def _positive(name, value):
    if not isinstance(value, int) or value <= 0:
        raise ArgumentError(f"Expected positive integer {name}, but got {value}")
    return value


def _phases(share, total, three_phase):
    """The pieces of the schedule, named as in the parameter groups."""
    rise = _phase(float(share * total) - 1, "initial_lr", "max_lr", "max_momentum", "base_momentum")
    if not three_phase:
        return [rise, _phase(total - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")]
    return [
        rise,
        _phase(float(2 * share * total) - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
        _phase(total - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
    ]


def _phase(end, start_lr, end_lr, start_momentum, end_momentum):
    return {"end_step": end, "start_lr": start_lr, "end_lr": end_lr, "start_momentum": start_momentum,
            "end_momentum": end_momentum}


def _cosine(start, end, done):
    return end + (start - end) / 2 * (math.cos(math.pi * done) + 1)


def _line(start, end, done):
    return (end - start) * done + start


_CURVES = {"cos": _cosine, "linear": _line}

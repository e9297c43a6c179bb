"""Schedules made of others: one after the other, or all at once."""

from bisect import bisect_right

from th.errors import ArgumentError, ArgumentTypeError
from th.optim.lr_scheduler.base import LRScheduler, option_of_groups, set_option
from th.optim.lr_scheduler.plateau import ReduceLROnPlateau

__all__ = ["ChainedScheduler", "SequentialLR"]


class _Joined(LRScheduler):
    """What both share: the parts' checks and states."""

    def _check(self, schedulers, optimizer):
        name = type(self).__name__
        for index, schedule in enumerate(schedulers):
            if not hasattr(schedule, "optimizer"):
                raise ArgumentTypeError(f"{name} at index {index} should have `optimizer` as its attribute.")
            if isinstance(schedule, ReduceLROnPlateau):
                raise ArgumentError(
                    f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be "
                    f"specified when calling `step`, but got one at index {index} in the given schedulers sequence."
                )
            if optimizer is not schedule.optimizer:
                raise ArgumentError(
                    f"{name} expects all schedulers to belong to the same optimizer, but got scheduler "
                    f"{type(schedule).__name__} at index {index}, whose optimizer is another one"
                )

    def state_dict(self):
        """All that `load_state_dict` needs, the parts' states among it."""
        state = {key: value for key, value in self.__dict__.items() if key not in ("optimizer", "_schedulers")}
        state["_schedulers"] = [schedule.state_dict() for schedule in self._schedulers]
        return state

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` of another schedule of this kind gave."""
        self.__dict__.update({key: value for key, value in state_dict.items() if key != "_schedulers"})
        for schedule, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            schedule.load_state_dict(state)


class SequentialLR(_Joined):
    """Schedules one after the other.

    Args:
        optimizer (Optimizer): whose rates are set
        schedulers (list of LRScheduler): the parts
        milestones (list of int): the steps at which the next one begins, one fewer than parts
        last_epoch (int): the step to go on from; -1 to begin
    Raises:
        ArgumentError: when numbers do not fit, or a part is for another optimizer
    """

    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        if len(schedulers) < 1:
            raise ArgumentError("SequentialLR expects at least one scheduler, but got no scheduler.")
        self._check(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ArgumentError(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
                f"milestone points, but got number of schedulers {len(schedulers)} and the number of milestones to "
                f"be equal to {len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        for group in optimizer.param_groups:  # the parts set the rates when they were made: undo that
            set_option(group, "lr", group["initial_lr"])
        self.recursive_undo()
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def recursive_undo(self, sched=None):
        """Takes back the first step of every part."""
        sched = self if sched is None else sched
        if hasattr(sched, "_schedulers"):
            for part in sched._schedulers:
                self.recursive_undo(part)
        elif hasattr(sched, "last_epoch"):
            sched.last_epoch -= 1

    def step(self):
        """Goes one step on and sets the rates."""
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        schedule = self._schedulers[index]
        if index > 0 and self._milestones[index - 1] == self.last_epoch:
            schedule._update_lr(0)
        else:
            schedule.step()
        self._last_lr = schedule.get_last_lr()


class ChainedScheduler(_Joined):
    """Schedules that all act at each step.

    Args:
        schedulers (sequence of LRScheduler): the parts
        optimizer (Optimizer): the parts' own by default
    """

    def __init__(self, schedulers, optimizer=None):
        if len(schedulers) < 1:
            raise ArgumentError("ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.")
        optimizer = optimizer or schedulers[0].optimizer
        self._check(schedulers, optimizer)
        self._schedulers = schedulers
        self.optimizer = optimizer
        self._last_lr = option_of_groups(optimizer, "lr")

    def step(self):
        """Goes one step on with every part."""
        for schedule in self._schedulers:
            schedule.step()
        self._last_lr = option_of_groups(self.optimizer, "lr")

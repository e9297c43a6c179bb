"""What all learning rate schedules share: counting steps, writing the rates, saving and loading."""

import functools
import warnings
import weakref
from contextlib import contextmanager

from th.errors import ArgumentError, ArgumentTypeError
from th.optim.optimizer import Optimizer
from th.tensor.tensor import Tensor

__all__ = ["EPOCH_DEPRECATION_WARNING", "LRScheduler", "MissingOptionError", "check_optimizer", "one_for_each_group",
           "option_of_groups", "set_option"]

EPOCH_DEPRECATION_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed form "
    "is used instead of the new chainable form, where available."
)
_ORDER = "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"


class MissingOptionError(ArgumentError, KeyError):
    """A parameter group without an option that a schedule needs."""

    __str__ = ArgumentError.__str__


def check_optimizer(optimizer):
    """Raises unless `optimizer` is one."""
    if not isinstance(optimizer, Optimizer):
        raise ArgumentTypeError(f"{type(optimizer).__name__} is not an Optimizer")


def option_of_groups(optimizer, key):
    """The option `key` of each parameter group, tensors copied."""
    values = [group[key] for group in optimizer.param_groups]
    return [v.clone() if isinstance(v, Tensor) else v for v in values]


def set_option(group, key, value):
    """Sets an option of a parameter group; a tensor stays the same tensor."""
    if isinstance(group[key], Tensor):
        group[key].fill_(float(value))
    else:
        group[key] = value


def one_for_each_group(name, optimizer, value):
    """`value` as a list with an entry for each parameter group."""
    count = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        value = [value] * count
    elif len(value) != count:
        raise ArgumentError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {count}."
        )
    return [v.clone() if isinstance(v, Tensor) else v for v in value]


class LRScheduler:
    """The base of all schedules: a subclass defines `get_lr`.

    Args:
        optimizer (Optimizer): whose learning rates are set
        last_epoch (int): the step to go on from; -1 to begin
    Raises:
        ArgumentTypeError: when `optimizer` is none
        MissingOptionError: when going on with an optimizer that no schedule has seen
    Example:
        >>> optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
        >>> class Halving(torch.optim.lr_scheduler.LRScheduler):
        ...     def get_lr(self):
        ...         return [rate * 0.5**self.last_epoch for rate in self.base_lrs]
        >>> schedule = Halving(optimizer)
        >>> optimizer.step()
        >>> schedule.step()
        >>> schedule.get_last_lr()
        [0.5]
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                rate = group["lr"]
                group.setdefault("initial_lr", rate.clone() if isinstance(rate, Tensor) else rate)
            elif "initial_lr" not in group:
                raise MissingOptionError(
                    f"param 'initial_lr' is not specified in param_groups[{index}] when resuming scheduler with "
                    "last_epoch >= 0; load the optimizer's state dict first, or begin with last_epoch=-1"
                )
        self.base_lrs = option_of_groups(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _watch_steps(optimizer)
        self._initial_step()

    def _initial_step(self):
        """Sets the rates of the first step."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self):
        """All that `load_state_dict` needs, the optimizer left out."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` of another schedule of this kind gave."""
        self.__dict__.update(state_dict)

    def get_last_lr(self):
        """The rates set last, one for each parameter group."""
        return self._last_lr

    def get_lr(self):
        """The rates for the present step, one for each parameter group."""
        raise NotImplementedError(f"{type(self).__name__} is a schedule without get_lr(); define it")

    def step(self, epoch=None):
        """Goes one step on and sets the rates; call it after `optimizer.step()`.

        Args:
            epoch (int): go to this step instead; deprecated
        """
        if self._step_count == 1:
            self._check_order()
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATION_WARNING, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _check_order(self):
        if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
            warnings.warn(
                "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. "
                "Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. See more details at "
                + _ORDER, UserWarning, stacklevel=3,
            )
        elif not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to "
                "do this will result in PyTorch skipping the first value of the learning rate schedule. See more "
                "details at " + _ORDER, UserWarning, stacklevel=3,
            )

    def _update_lr(self, epoch=None):
        if epoch is None:
            self.last_epoch += 1
            rates = self._rates(self.get_lr)
        else:
            self.last_epoch = epoch
            rates = self._rates(getattr(self, "_get_closed_form_lr", self.get_lr))
        self._set(rates)

    def _rates(self, compute):
        with self._within_step():
            return compute()

    @contextmanager
    def _within_step(self):
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _set(self, rates):
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_option(group, "lr", rate)
        self._last_lr = option_of_groups(self.optimizer, "lr")

    def _warn_outside_step(self):
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning, stacklevel=3,
            )

    # ---- for the schedules

    def _present(self):
        """The rates as they are."""
        return option_of_groups(self.optimizer, "lr")

    def _times(self, factor):
        """The present rates times `factor`."""
        return [group["lr"] * factor for group in self.optimizer.param_groups]

    def _base_times(self, factor):
        """The first rates times `factor`."""
        return [rate * factor for rate in self.base_lrs]


def _watch_steps(optimizer):
    """Makes `optimizer` remember that its `step` was called."""
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    function = optimizer.step.__func__
    owner = weakref.ref(optimizer)  # the optimizer holds this function: a strong reference would be a cycle

    @functools.wraps(function)
    def step(*args, **kwargs):
        found = owner()
        found._opt_called = True
        return function(found, *args, **kwargs)

    step._wrapped_by_lr_sched = True
    optimizer.step = step
